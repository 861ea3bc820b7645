import EnvironmentAdapters
import HTTPTransport
import IntegrationModel
import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import PlatformAPI
import RepositoryCore
import Terminal

extension EnvCommand {
  static func add(_ session: Session) throws {
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
    var entry = RepositoryConfiguration.EnvironmentEntry(
      name: name, url: "",
      tokenVariable: session.arguments.value("token-env"),
      tokenFile: session.arguments.value("token-file").map(session.world.absolute),
      isTokenStored: session.arguments.flag("token-stdin"),
      isProduction: session.arguments.flag("production"))
    try EnvSetting.setAddress(session.arguments.required("URL"), in: &entry, session)
    entry.network.authorityFile = session.arguments.value("ca-file").map(session.world.absolute)
    entry.network.proxy = try session.arguments.value("proxy").map(EnvSetting.proxy)
    if entry.url.hasPrefix("dir:") { forgetToken(&entry, session) }
    let found: Findings
    do {
      found = try addStoring(entry, session)
    } catch {
      throw notAdded(entry, error)
    }
    try session.repository().changeConfiguration { $0.set(entry) }
    report(entry, found, session, isAsked: false)
    session.talk("Next: ilm snapshot --all \(name)")
  }

  /// The failure of a first look, with the way out of one who has no such environment yet.
  private static func notAdded(
    _ entry: RepositoryConfiguration.EnvironmentEntry, _ error: any Error
  ) -> any Error {
    let report = FailureReport(error)
    guard report.category == .environment else { return error }
    let way =
      switch report.code {
      case "environment_unauthorised" where entry.url.hasPrefix("dir:"):
        "see to it that you may read what is named"
      case "token_missing", "environment_unauthorised":
        "say where its token is, with --token-env VAR, --token-file FILE or --token-stdin"
      case "malformed_document", "duplicate_id": "mend what is named"
      case "rate_limited": "wait"
      default: "check the address"
      }
    return LifecycleError(
      .environment, report.code, report.message,
      hint: "'\(entry.name)' was not added; \(way), and add it again", details: report.details)
  }

  private static func forgetToken(
    _ entry: inout RepositoryConfiguration.EnvironmentEntry, _ session: Session
  ) {
    guard entry.isTokenStored else { return }
    entry.isTokenStored = false
    session.talk("A folder needs no token; none was read or kept")
  }

  /// Looks at an environment; a token that is read for it stays only if it can be reached.
  private static func addStoring(
    _ entry: RepositoryConfiguration.EnvironmentEntry, _ session: Session
  ) throws -> Findings {
    guard entry.isTokenStored else { return try look(entry, session) }
    try EnvSetting.readToken(of: entry.name, session)
    do { return try look(entry, session) } catch {
      try session.repository().removeToken(of: entry.name)
      throw error
    }
  }

  static func check(_ session: Session) throws {
    let entry = try session.environmentEntry(session.arguments.required("NAME"))
    report(entry, try look(entry, session), session)
  }

  // MARK: Findings

  /// What a first look at an environment found.
  struct Findings {
    let counts: [ResourceKind: Int]
    let warnings: [String]
    /// Whose token it is, and what it may do, in the account's words.
    var token: JSONObject?
  }

  private static func look(
    _ entry: RepositoryConfiguration.EnvironmentEntry, _ session: Session
  ) throws -> Findings {
    if entry.url.hasPrefix("dir:") {
      let context = try session.context()
      let account = try Account(
        surveying: try session.connector(context.configuration).connect(entry),
        catalog: context.catalog)
      return Findings(
        counts: Dictionary(grouping: account.index.resources.keys, by: \.kind).mapValues(\.count),
        warnings: account.warnings)
    }
    let environment = try session.accounts().environment(entry)
    let token = try environment.tokenDescription()
    let (counts, warnings) = try environment.inventory()
    return Findings(counts: counts, warnings: warnings, token: token)
  }

  private static func report(
    _ entry: RepositoryConfiguration.EnvironmentEntry, _ found: Findings, _ session: Session,
    isAsked: Bool = true
  ) {
    if session.isJSON {
      var counts = JSONObject()
      for (kind, count) in found.counts.sorted(by: { $0.key < $1.key }) {
        counts[JSONString(kind.rawValue)] = JSONShapes.number(count)
      }
      var json: JSONObject = [
        "schemaVersion": JSONShapes.schemaVersion, "environment": self.json(entry),
        "resources": .object(counts),
        "warnings": .array(found.warnings.map { JSONShapes.text($0) }),
      ]
      if let token = found.token { json["tokenInfo"] = .object(token) }
      session.emit(.object(json))
    }
    let findings =
      "\(entry.name): \(Wording.count(found.counts[.integrations] ?? 0, "integration")), "
      + "\(Wording.count(found.counts[.flows] ?? 0, "flow")), "
      + "\(Wording.count(found.counts.values.reduce(0, +), "document")) "
      + "in \(VisibleText.line(entry.url))"
    if isAsked { session.say(findings) } else { session.tell(findings) }
    if let token = found.token, let line = tokenLine(token) { session.talk(VisibleText.line(line)) }
    found.warnings.forEach { session.talk("warning: \(VisibleText.line($0))") }
  }

  private static func tokenLine(_ token: JSONObject) -> String? {
    let parts = [
      (token["_userId"] ?? token["userId"])?.text.map { "user \($0)" },
      token["scope"]?.text.map { "scope \($0)" },
      token["environment"]?.text.map { "environment \($0)" },
    ].compactMap { $0 }
    return parts.isEmpty ? nil : "The token is valid: " + parts.joined(separator: ", ")
  }
}
