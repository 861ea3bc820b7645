import IntegrationModel
import LosslessJSON
import RepositoryCore

extension StateCapture {
  /// The target that a new integration gets by its name for people.
  ///
  /// - Parameter isNumbered: Whether a target that is taken gives way to one with a number; without
  ///   that it is refused.
  func freeTarget(named name: String, isNumbered: Bool) throws -> TargetName {
    let slug = Slug.of(name, fallback: "integration")
    var number = 1
    while true {
      let target = TargetName(
        environment: account.environment.name,
        integration: number == 1 ? slug : Slug.numbered(slug, number))
      if try isFree(target) { return target }
      guard isNumbered else {
        throw LifecycleError.refused(
          "target_exists", "there is an integration '\(target)' already",
          hint: "give the copy a name of its own", details: ["target": .text(target.description)])
      }
      number += 1
    }
  }

  private func isFree(_ target: TargetName) throws -> Bool {
    // What was cancelled before it was there has a journal and nothing else; its name is free.
    let heads = try TargetHeads(of: target, in: context.repository)
    try heads.requireNothingInProgress(target, in: context.repository)
    return !directory.entries.contains { $0.target == target }
      && !(directory.gone.contains(target) && heads.content != nil)
  }
}
