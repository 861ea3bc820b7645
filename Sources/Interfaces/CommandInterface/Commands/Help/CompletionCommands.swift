import LifecycleOperations
import RepositoryCore
import Terminal
import WebService

/// `ilm completions`
enum CompletionsCommand: Command {
  static let name = "completions"
  static let declaration = CommandDeclaration(
    name, group: "Help", summary: "Writes completions for a shell",
    examples: [
      UsageExample("ilm completions bash > /etc/bash_completion.d/ilm", "for all users of bash")
    ],
    positionals: [
      PositionalDeclaration(
        "SHELL", kind: .choice(Shell.allCases.map(\.rawValue)), help: "The shell")
    ])

  static func run(_ session: Session) throws -> ExitCode {
    if let shell = Shell(rawValue: session.arguments.required("SHELL")) {
      session.out.write(shell.completionScript(IlmProgram.declaration))
    }
    return .done
  }
}

/// `ilm __complete`: what completion scripts ask for.
enum CompleteCommand: Command {
  static let name = "__complete"
  static let declaration = CommandDeclaration(
    name, summary: "Lists candidates for completions",
    positionals: [
      PositionalDeclaration("KIND", help: "What is wanted"),
      PositionalDeclaration("WORD", .optional, help: "What is typed so far"),
    ], isHidden: true)

  static func run(_ session: Session) throws -> ExitCode {
    let word = session.arguments.operand("WORD") ?? ""
    let candidates = (try? candidates(session.arguments.required("KIND"), session)) ?? []
    for candidate in candidates where candidate.hasPrefix(word) { session.out.writeLine(candidate) }
    return .done
  }

  private static func candidates(_ kind: String, _ session: Session) throws -> [String] {
    let environments = try session.context().configuration.environments.map(\.name)
    if kind == "environment" { return environments }
    if kind == "remote" { return try session.context().configuration.remotes.map(\.name) }
    let targets = try session.repository().recordedTargets()
    let names = targets.map(\.description)
    guard kind == "revision" || kind == "state" else { return names + environments }
    let revisions = try targets.flatMap { target in
      try RevisionJournal(target, in: session.repository()).revisions().map { "\(target)@\($0.id)" }
    }
    return kind == "revision" ? revisions : names + revisions + environments
  }
}

/// `ilm __reference`: what is in Docs/reference and comes from declarations.
enum ReferenceCommand: Command {
  static let name = "__reference"
  static let declaration = CommandDeclaration(
    name, summary: "Writes the reference of all commands, or of the service's API",
    options: [.flag("openapi", help: "The API of the service as OpenAPI 3.1")], isHidden: true)

  static func run(_ session: Session) throws -> ExitCode {
    if session.arguments.flag("openapi") {
      session.out.write(WebApplication.description(version: IlmProgram.version))
    } else {
      session.out.write(MarkdownReference(IlmProgram.declaration).render())
    }
    return .done
  }
}
