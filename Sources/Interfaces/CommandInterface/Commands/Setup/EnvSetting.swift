import HTTPTransport
import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import PlatformAPI
import RepositoryCore
import Terminal

/// The settings of an environment that people can change.
enum EnvSetting: String, CaseIterable {
  case apis = "lifecycle.apis"
  case production
  case url
  case token
  case authorityFile = "ca-file"
  case proxy
  case timeout
  case rate

  /// Sets it in an entry.
  func set(
    _ value: String, in entry: inout RepositoryConfiguration.EnvironmentEntry, _ session: Session
  ) throws {
    let isDefault = value == "default"
    switch self {
    case .url: try Self.setAddress(value, in: &entry, session)
    case .production: entry.isProduction = try choice(value, "true", "false")
    case .apis: entry.supportsAPIs = try choice(value, "supported", "unsupported")
    case .token: try setToken(value, in: &entry, session)
    case .authorityFile:
      entry.network.authorityFile = isDefault ? nil : session.world.absolute(value)
    case .proxy: entry.network.proxy = isDefault ? nil : try Self.proxy(value)
    case .timeout:
      guard isDefault || (1...3600).contains(Int(value) ?? 0) else {
        throw bad(value, hint: "write a number of seconds from 1 to 3600, or 'default'")
      }
      entry.network.timeout = Int(value)
    case .rate: entry.network.rate = isDefault ? nil : try Self.rate(value)
    }
  }

  private func setToken(
    _ value: String, in entry: inout RepositoryConfiguration.EnvironmentEntry, _ session: Session
  ) throws {
    (entry.tokenVariable, entry.tokenFile, entry.isTokenStored) = (nil, nil, value == "stdin")
    if value == "stdin" {
      try Self.readToken(of: entry.name, session)
      return
    }
    if value.hasPrefix("env:"), value.count > 4 {
      entry.tokenVariable = String(value.dropFirst(4))
    } else if value.hasPrefix("file:"), value.count > 5 {
      entry.tokenFile = session.world.absolute(String(value.dropFirst(5)))
    } else {
      // The value may be the token itself, so it is not shown.
      throw LifecycleError(
        .usage, "bad_value", "this is no place where a token is",
        hint: "write env:VAR, file:PATH or stdin; tokens never stand on the command line")
    }
    try session.repository().removeToken(of: entry.name)
  }

  private func choice(_ value: String, _ yes: String, _ no: String) throws -> Bool {
    if value == yes { return true }
    if value == no { return false }
    throw bad(value, hint: "use '\(yes)' or '\(no)'")
  }

  private func bad(_ value: String, hint: String) -> LifecycleError {
    LifecycleError(.usage, "bad_value", "'\(value)' is not allowed here", hint: hint)
  }

  // MARK: Values

  /// Checks an address and sets it.
  ///
  /// A folder that is named from here and lies beside the repository moves with it; any other is found
  /// by its whole path, see ``RepositoryConfiguration/setFolder(_:isRelative:of:)``.
  static func setAddress(
    _ url: String, in entry: inout RepositoryConfiguration.EnvironmentEntry, _ session: Session
  ) throws {
    let configuration = try session.context().configuration
    guard url.hasPrefix("dir:"), url.count > 4 else {
      return configuration.setAddress(try AccountAddress.parse(url).description, of: &entry)
    }
    configuration.setFolder(
      session.world.absolute(String(url.dropFirst(4))), isRelative: !url.hasPrefix("dir:/"),
      of: &entry)
  }

  static func proxy(_ url: String) throws -> String {
    // The configuration is shown, so no credential may stand in it.
    guard !url.contains("@") else {
      throw LifecycleError(
        .usage, "bad_value", "a proxy with a user or a password is not kept in the configuration",
        hint: "set the variable HTTPS_PROXY to it")
    }
    return url
  }

  private static func rate(_ text: String) throws -> String {
    let rate = try RateLimit(text: text)
    return "\(rate.size)/\(rate.perSecond)"
  }

  /// Reads a token from standard input and keeps it.
  static func readToken(of environment: String, _ session: Session) throws {
    if session.isInputTerminal { session.complain("Type or paste the token, then press Enter:") }
    guard let bytes = SecretInput.read(),
      AccessToken(String(decoding: bytes, as: UTF8.self)) != nil
    else {
      throw LifecycleError(
        .usage, "token_missing", "standard input holds no token",
        hint: "pipe one line into it, such as '… --token-stdin < token.txt'")
    }
    try session.repository().storeToken(
      String(decoding: bytes, as: UTF8.self), of: environment)
  }
}

extension EnvCommand {
  static func set(_ session: Session) throws {
    var entry = try session.environmentEntry(session.arguments.required("NAME"))
    let value = session.arguments.required("VALUE")
    let key = session.arguments.required("KEY")
    try EnvSetting(rawValue: key)?.set(value, in: &entry, session)
    let changed = entry
    try session.repository().changeConfiguration { $0.set(changed) }
    if session.isJSON {
      session.emit([
        "schemaVersion": JSONShapes.schemaVersion, "environment": json(changed),
      ])
    }
    session.tell("Set \(key) of \(entry.name) to \(VisibleText.line(value))")
  }
}
