import EnvironmentAdapters
import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import Terminal

/// `ilm env …`
enum EnvCommand: Command {
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

  // MARK: Looking

  static func json(_ entry: RepositoryConfiguration.EnvironmentEntry) -> JSONValue {
    var object: JSONObject = [
      "name": JSONShapes.text(entry.name), "url": JSONShapes.text(entry.url),
      "production": .bool(entry.isProduction), "token": JSONShapes.text(tokenSource(entry)),
      "lifecycle": ["apis": JSONShapes.text(entry.supportsAPIs ? "supported" : "unsupported")],
    ]
    if entry.beside != nil { object["beside"] = .bool(true) }
    if entry.isLeftBehind { object["leftBehind"] = .bool(true) }
    let network = entry.network
    if let file = network.authorityFile { object["caFile"] = JSONShapes.text(file) }
    if let proxy = network.proxy { object["proxy"] = JSONShapes.text(proxy) }
    if let timeout = network.timeout { object["timeout"] = JSONShapes.number(timeout) }
    if let rate = network.rate { object["rate"] = JSONShapes.text(rate) }
    return .object(object)
  }

  /// Where the token comes from, never the token.
  private static func tokenSource(
    _ entry: RepositoryConfiguration.EnvironmentEntry
  ) -> String? {
    entry.tokenVariable.map { "env:\($0)" } ?? entry.tokenFile.map { "file:\($0)" }
      ?? (entry.isTokenStored ? "stored" : nil)
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
      return session.talk("No environments; add one with 'ilm env add NAME URL'")
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
    let lines: [(String, String?)] = [
      ("name", entry.name),
      ("url", entry.url + (place(entry).map { "  (\($0))" } ?? "")),
      ("production", "\(entry.isProduction)"),
      ("lifecycle.apis", entry.supportsAPIs ? "supported" : "unsupported"),
      ("token", tokenSource(entry)), ("ca-file", entry.network.authorityFile),
      ("proxy", entry.network.proxy), ("timeout", entry.network.timeout.map { "\($0) s" }),
      ("rate", entry.network.rate),
    ]
    for case (let name, let value?) in lines {
      session.say(name + String(repeating: " ", count: 16 - name.count) + VisibleText.line(value))
    }
  }

  private static func place(_ entry: RepositoryConfiguration.EnvironmentEntry) -> String? {
    if entry.isLeftBehind { return "left behind when the repository was moved or copied" }
    return entry.beside == nil ? nil : "moves with the repository"
  }

  // MARK: Removing

  private static func remove(_ session: Session) throws {
    let entry = try session.environmentEntry(session.arguments.required("NAME"))
    try session.repository().changeConfiguration { $0.removeEnvironment(entry.name) }
    try session.repository().removeToken(of: entry.name)
    if session.isJSON {
      session.emit([
        "schemaVersion": JSONShapes.schemaVersion, "removed": JSONShapes.text(entry.name),
      ])
    }
    session.tell("Removed \(entry.name); what was recorded of it stays")
  }
}
