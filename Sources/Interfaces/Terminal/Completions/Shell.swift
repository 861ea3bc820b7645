/// A shell that completions can be made for.
public enum Shell: String, Sendable, CaseIterable {
  case bash, zsh, fish

  /// Returns the completion script of a program, made from its declaration.
  ///
  /// For values of a dynamic kind the script runs `PROGRAM __complete KIND -- WORD`, where WORD is
  /// what was typed so far, and expects one candidate a line. Candidates that do not continue the
  /// word are ignored; nothing is offered if the command fails.
  public func completionScript(_ program: ProgramDeclaration) -> String {
    let model = CompletionModel(program)
    return switch self {
    case .bash: BashCompletion(model).script()
    case .zsh: ZshCompletion(model).script()
    case .fish: FishCompletion(model).script()
    }
  }
}
