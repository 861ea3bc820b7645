import LifecycleOperations
import RepositoryCore
import Terminal

extension Session {
  /// Whether a person will be asked to agree.
  var isAsking: Bool { prompt.isAvailable && !arguments.flag("yes") }

  /// Shows a plan before it is agreed to; with `-q` only to a person who is asked.
  func show(_ plan: Plan, withFollowUps: Bool = true) {
    explain(PlanText.of(plan, withFollowUps: withFollowUps, palette), isNeeded: isAsking)
  }

  /// Asks a person before a production environment is changed by a command that says all of it itself;
  /// for a script the command is the answer.
  func confirmInProduction(
    _ question: String, in environment: String, typing name: String
  ) throws {
    let entry = try context().configuration.environment(environment)
    guard entry?.isProduction == true, prompt.isAvailable else { return }
    try confirm(question, in: environment, typing: name)
  }

  /// Asks before an environment is changed; `--yes` answers.
  ///
  /// - Throws: ``LifecycleError`` `confirmation_required` where nobody can be asked or the answer
  ///   is no.
  func confirm(_ question: String, in environment: String, typing name: String) throws {
    if arguments.flag("yes") { return }
    progressLine.clear()
    try out.flush()
    let isProduction = try context().configuration.environment(environment)?.isProduction == true
    let answer =
      isProduction ? prompt.confirm(question, byTyping: name) : prompt.confirm(question)
    switch answer {
    case .yes: return
    case .no:
      throw LifecycleError(
        .refused, "not_confirmed", "not confirmed; nothing was changed",
        hint: "run it again and answer yes, or add --yes")
    case .interrupted:
      throw LifecycleError(
        .interrupted, "interrupted", "interrupted; nothing was changed",
        hint: "run it again to do it")
    case .unavailable:
      throw LifecycleError(
        .refused, "confirmation_required", "this changes '\(environment)' and nobody can be asked",
        hint: "review what it does, then run it with --yes")
    }
  }
}
