import IntegrationModel
import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import Terminal

/// `ilm env-field …`
enum EnvFieldCommand: Command {
  static let name = "env-field"
  static let declaration = PatternListCommand.declaration(
    name, "Declares fields that belong to the environment",
    "Such a field is kept with the facts and not with the content: it is no difference between "
      + "environments, and a clone keeps its own.",
    example: "connections:/http/baseURI")

  static func run(_ session: Session) throws -> ExitCode {
    try PatternListCommand.run(session, .environmentFields)
  }
}

/// `ilm ignore …`
enum IgnoreCommand: Command {
  static let name = "ignore"
  static let declaration = PatternListCommand.declaration(
    name, "Declares changes that do not count",
    "An ignored change is counted and can be shown with --show-ignored; it is not dropped.",
    example: "*:/settings/**")

  static func run(_ session: Session) throws -> ExitCode {
    try PatternListCommand.run(session, .ignore)
  }
}

/// What the two commands have in common: a list of `[KIND:]PATH` in the configuration.
private enum PatternListCommand {
  static func declaration(
    _ name: String, _ summary: String, _ discussion: String, example: String
  ) -> CommandDeclaration {
    let field = PositionalDeclaration(
      "FIELD", help: "[KIND:]PATH: a pointer; * is one step, ** any number of them")
    return CommandDeclaration(
      name, group: "Set up", summary: summary, discussion: discussion,
      subcommands: [
        CommandDeclaration(
          "add", summary: "Adds a field",
          examples: [UsageExample("ilm \(name) add '\(example)'", "for that kind and path")],
          positionals: [field]),
        CommandDeclaration("list", summary: "Lists the fields"),
        CommandDeclaration("remove", summary: "Removes a field", positionals: [field]),
      ])
  }

  static func run(
    _ session: Session, _ list: RepositoryConfiguration.PatternList
  ) throws -> ExitCode {
    let repository = try session.repository()
    switch session.arguments.path.last {
    case "add":
      let pattern = try UserFieldPattern(session.arguments.required("FIELD"))
      try repository.changeConfiguration { $0.add(pattern.description, to: list) }
    case "remove":
      let text = session.arguments.required("FIELD")
      var wasThere = false
      try repository.changeConfiguration { wasThere = $0.remove(text, from: list) }
      guard wasThere else {
        throw LifecycleError(
          .usage, "no_such_field", "'\(text)' is not in the list",
          hint: "'ilm \(session.arguments.path[0]) list' shows what is")
      }
    default: break
    }
    let patterns = try repository.configuration().patterns(list)
    if session.isJSON {
      session.emit(JSONShapes.fields(patterns))
    }
    let isAsked = session.arguments.path.last == "list"
    for line in patterns.map(VisibleText.line) {
      if isAsked { session.say(line) } else { session.tell(line) }
    }
    return .done
  }
}
