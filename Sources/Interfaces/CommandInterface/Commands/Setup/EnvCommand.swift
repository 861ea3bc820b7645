import EnvironmentAdapters
import IntegrationModel
import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import Terminal

/// `ilm env …`
enum EnvCommand: Command {
  private static let name = PositionalDeclaration(
    "NAME", kind: .dynamic("environment"), help: "The name of the environment")

  static let declaration = CommandDeclaration(
    "env", group: "Set up", summary: "Names the places where integrations run",
    subcommands: [
      CommandDeclaration(
        "add", summary: "Adds an environment and looks at it",
        discussion: "A folder environment is an account folder (<kind>/*.json), an unpacked "
          + "bundle, or a folder of those.",
        examples: [
          UsageExample("ilm env add sandbox dir:accounts/sandbox", "a folder of documents"),
          UsageExample(
            "ilm env add production dir:accounts/production --production",
            "changes ask for the target's name to be typed"),
        ],
        positionals: [
          PositionalDeclaration("NAME", help: "Small letters, digits and hyphens"),
          PositionalDeclaration("URL", help: "dir:PATH"),
        ],
        options: [
          .value("token-env", "VAR", help: "The variable that holds the token"),
          .value("token-file", "FILE", kind: .file, help: "The file that holds the token"),
          .flag("token-stdin", help: "Reads the token from standard input"),
          .flag("production", help: "Changes ask for the target's name to be typed"),
        ], exclusive: [["token-env", "token-file", "token-stdin"]]),
      CommandDeclaration("list", summary: "Lists the environments"),
      CommandDeclaration("show", summary: "Shows one environment", positionals: [name]),
      CommandDeclaration(
        "set", summary: "Changes a setting of an environment",
        examples: [
          UsageExample(
            "ilm env set sandbox lifecycle.apis supported", "it can clone and download APIs"),
          UsageExample("ilm env set production production true", "it is a production environment"),
        ],
        positionals: [
          name,
          PositionalDeclaration(
            "KEY", kind: .choice(["lifecycle.apis", "production", "url"]), help: "The setting"),
          PositionalDeclaration("VALUE", help: "Its value"),
        ]),
      CommandDeclaration(
        "remove", summary: "Forgets an environment; its history stays", positionals: [name]),
      CommandDeclaration("check", summary: "Looks whether it can be read", positionals: [name]),
    ])

  static func run(_ session: Session) throws -> ExitCode {
    switch session.arguments.path.last {
    case "add": try add(session)
    case "list": try list(session)
    case "set": try set(session)
    case "remove": try remove(session)
    case "check": try check(session)
    default: try show(session)
    }
    return .done
  }

  // MARK: Adding

  private static func add(_ session: Session) throws {
    let name = session.arguments.required("NAME")
    guard TargetName.isEnvironmentName(name) else {
      throw LifecycleError(
        .usage, "bad_name", "'\(name)' cannot be the name of an environment",
        hint: "use small letters, digits and hyphens; 'standalone' is reserved")
    }
    guard try session.context().configuration.environment(name) == nil else {
      throw LifecycleError(
        .refused, "environment_exists", "there is an environment '\(name)' already",
        hint: "'ilm env set \(name) url …' changes where it is")
    }
    let entry = RepositoryConfiguration.EnvironmentEntry(
      name: name, url: try address(session.arguments.required("URL"), session),
      tokenVariable: session.arguments.value("token-env"),
      tokenFile: session.arguments.value("token-file").map(session.world.absolute),
      isProduction: session.arguments.flag("production"))
    let found = try look(entry, session)
    try session.repository().changeConfiguration { $0.set(entry) }
    report(entry, found, session)
    if session.arguments.flag("token-stdin") {
      session.talk("A folder needs no token; none was read or kept")
    }
    session.talk("Next: ilm snapshot --all \(name)")
  }

  /// Makes a path absolute, so that the environment is found from everywhere.
  private static func address(_ url: String, _ session: Session) throws -> String {
    guard url.hasPrefix("dir:"), url.count > 4 else {
      throw LifecycleError(
        .usage, "unsupported_address", "'\(url)' is no address that can be reached",
        hint: "give a folder of documents as dir:PATH")
    }
    return "dir:" + session.world.absolute(String(url.dropFirst(4)))
  }

  private static func look(
    _ entry: RepositoryConfiguration.EnvironmentEntry, _ session: Session
  ) throws -> Account {
    let connector = EnvironmentConnector(
      configuration: try session.context().configuration, world: session.world)
    return try Account(
      surveying: try connector.connect(entry), catalog: try session.context().catalog)
  }

  private static func report(
    _ entry: RepositoryConfiguration.EnvironmentEntry, _ account: Account, _ session: Session
  ) {
    let kinds = Dictionary(grouping: account.index.resources.keys, by: \.kind).mapValues(\.count)
    if session.isJSON {
      var counts = JSONObject()
      for (kind, count) in kinds.sorted(by: { $0.key < $1.key }) {
        counts[JSONString(kind.rawValue)] = JSONShapes.number(count)
      }
      session.emit([
        "schemaVersion": JSONShapes.schemaVersion, "environment": json(entry),
        "resources": .object(counts),
        "warnings": .array(account.warnings.map { JSONShapes.text($0) }),
      ])
    }
    session.say(
      "\(entry.name): \(Wording.count(kinds[.integrations] ?? 0, "integration")), "
        + "\(Wording.count(kinds[.flows] ?? 0, "flow")), "
        + "\(Wording.count(account.index.resources.count, "document")) in \(VisibleText.line(entry.url))"
    )
    account.warnings.forEach { session.talk("warning: \(VisibleText.line($0))") }
  }

  // MARK: Looking and changing

  private static func json(_ entry: RepositoryConfiguration.EnvironmentEntry) -> JSONValue {
    [
      "name": JSONShapes.text(entry.name), "url": JSONShapes.text(entry.url),
      "production": .bool(entry.isProduction), "token": JSONShapes.text(tokenSource(entry)),
      "lifecycle": ["apis": JSONShapes.text(entry.supportsAPIs ? "supported" : "unsupported")],
    ]
  }

  /// Where the token comes from, never the token.
  private static func tokenSource(
    _ entry: RepositoryConfiguration.EnvironmentEntry
  ) -> String? {
    entry.tokenVariable.map { "env:\($0)" } ?? entry.tokenFile.map { "file:\($0)" }
  }

  private static func list(_ session: Session) throws {
    let entries = try session.context().configuration.environments
    if session.isJSON {
      session.emit([
        "schemaVersion": JSONShapes.schemaVersion, "environments": .array(entries.map(json)),
      ])
      return
    }
    guard !entries.isEmpty else {
      return session.talk("No environments; add one with 'ilm env add NAME dir:PATH'")
    }
    var table = Table([
      Table.Column("NAME"), Table.Column("PRODUCTION"), Table.Column("APIS"),
      Table.Column("ADDRESS", isFlexible: true),
    ])
    for entry in entries {
      table.append([
        Table.Cell(entry.name, .bold), Table.Cell(entry.isProduction ? "yes" : "no"),
        Table.Cell(entry.supportsAPIs ? "supported" : "unsupported"), Table.Cell(entry.url),
      ])
    }
    session.out.write(table.render(session.capabilities))
  }

  private static func show(_ session: Session) throws {
    let entry = try session.environmentEntry(session.arguments.required("NAME"))
    if session.isJSON {
      return session.emit([
        "schemaVersion": JSONShapes.schemaVersion, "environment": json(entry),
      ])
    }
    session.say("name            \(entry.name)")
    session.say("url             \(VisibleText.line(entry.url))")
    session.say("production      \(entry.isProduction)")
    session.say("lifecycle.apis  \(entry.supportsAPIs ? "supported" : "unsupported")")
    if let token = tokenSource(entry) {
      session.say("token           \(VisibleText.line(token))")
    }
  }

  private static func set(_ session: Session) throws {
    var entry = try session.environmentEntry(session.arguments.required("NAME"))
    let value = session.arguments.required("VALUE")
    switch session.arguments.required("KEY") {
    case "url": entry.url = try address(value, session)
    case "production": entry.isProduction = try choice(value, "true", "false")
    default: entry.supportsAPIs = try choice(value, "supported", "unsupported")
    }
    let changed = entry
    try session.repository().changeConfiguration { $0.set(changed) }
    if session.isJSON {
      session.emit([
        "schemaVersion": JSONShapes.schemaVersion, "environment": json(changed),
      ])
    }
    session.say(
      "Set \(session.arguments.required("KEY")) of \(entry.name) to \(VisibleText.line(value))")
  }

  private static func choice(_ value: String, _ yes: String, _ no: String) throws -> Bool {
    if value == yes { return true }
    if value == no { return false }
    throw LifecycleError(
      .usage, "bad_value", "'\(value)' is not allowed here", hint: "use '\(yes)' or '\(no)'")
  }

  private static func remove(_ session: Session) throws {
    let entry = try session.environmentEntry(session.arguments.required("NAME"))
    try session.repository().changeConfiguration { $0.removeEnvironment(entry.name) }
    if session.isJSON {
      session.emit([
        "schemaVersion": JSONShapes.schemaVersion, "removed": JSONShapes.text(entry.name),
      ])
    }
    session.say("Removed \(entry.name); what was recorded of it stays")
  }

  private static func check(_ session: Session) throws {
    let entry = try session.environmentEntry(session.arguments.required("NAME"))
    report(entry, try look(entry, session), session)
  }
}
