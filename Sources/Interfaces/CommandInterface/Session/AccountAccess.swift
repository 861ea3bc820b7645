import EnvironmentAdapters
import FileStorage
import HTTPTransport
import LifecycleOperations
import PlatformAPI
import RepositoryCore

/// Reaches accounts over the network: reads tokens, sees to it that they are safe, makes clients.
struct AccountAccess: Sendable {
  let repository: Repository
  let world: World
  let isInterrupted: @Sendable () -> Bool
  /// Told about progress: what is done, how far, of how much.
  let progress: @Sendable (String, Int, Int) -> Void

  /// The adapter of an account.
  func environment(
    _ entry: RepositoryConfiguration.EnvironmentEntry
  ) throws -> HTTPEnvironment {
    let progress = progress
    let label = "asking \(entry.name)"
    return HTTPEnvironment(try client(entry)) { done, total in progress(label, done, total) }
  }

  /// The client of an account's API.
  func client(_ entry: RepositoryConfiguration.EnvironmentEntry) throws -> APIClient {
    let address = try AccountAddress.parse(entry.url)
    let (world, isInterrupted) = (world, isInterrupted)
    return APIClient(
      address, try token(entry),
      over: CurlClient(try settings(entry, address), isCancelled: isInterrupted),
      limit: try entry.network.rate.map(RateLimit.init(text:)) ?? .platform,
      clock: PacingClock(
        now: { .milliseconds(world.monotonicMilliseconds()) },
        sleep: { world.sleep($0, unless: isInterrupted) }, chance: { world.chance() }))
  }

  private func settings(
    _ entry: RepositoryConfiguration.EnvironmentEntry, _ address: HTTPAddress
  ) throws -> ConnectionSettings {
    let network = entry.network
    let patience = Duration.seconds(network.timeout ?? 30)
    return ConnectionSettings(
      patience: patience, durationMax: patience * 12,
      proxy: network.proxy ?? proxy(for: address),
      proxyExceptions: network.proxy == nil ? variable("no_proxy") : nil,
      authorityFile: network.authorityFile, userAgent: "ilm/\(IlmProgram.version)")
  }

  /// The proxy that the process's variables name; none is asked for what stays on the machine.
  private func proxy(for address: HTTPAddress) -> String? {
    address.isLoopback ? nil : variable("https_proxy") ?? variable("all_proxy")
  }

  private func variable(_ name: String) -> String? {
    let value = world.variable(name) ?? world.variable(name.uppercased())
    return value?.isEmpty == false ? value : nil
  }

  // MARK: Tokens

  /// The token of an environment, wherever it is kept.
  ///
  /// - Throws: ``LifecycleError`` `token_missing`, `token_exposed`.
  private func token(
    _ entry: RepositoryConfiguration.EnvironmentEntry
  ) throws -> AccessToken {
    let (text, place) = try tokenText(entry)
    guard let token = AccessToken(text) else {
      throw Self.missing(entry.name, "\(place) holds no token: one line of visible characters")
    }
    return token
  }

  private func tokenText(
    _ entry: RepositoryConfiguration.EnvironmentEntry
  ) throws -> (text: String, place: String) {
    if let name = entry.tokenVariable {
      guard let text = world.variable(name) else {
        throw Self.missing(entry.name, "the variable '\(name)' is not set")
      }
      return (text, "the variable '\(name)'")
    }
    if let path = entry.tokenFile { return (try tokenFile(path), "'\(path)'") }
    guard entry.isTokenStored, let text = try repository.storedToken(of: entry.name) else {
      throw Self.missing(entry.name, "it has no token")
    }
    return (text, "what is stored")
  }

  /// Reads a file that nobody else may read.
  private func tokenFile(_ path: String) throws -> String {
    let permissions = try world.fileSystem.status(of: path).permissions
    guard permissions & 0o077 == 0 else {
      throw LifecycleError(
        .refused, "token_exposed", "others on this machine may use the token file '\(path)'",
        hint: "make it yours alone with 'chmod 600 \(path)', and think of the token as known")
    }
    let bytes = try world.fileSystem.read(path, byteCountMax: 8192)
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func missing(_ name: String, _ what: String) -> LifecycleError {
    LifecycleError(
      .environment, "token_missing", "'\(name)' cannot be reached: \(what)",
      hint: "set the variable, or say where the token is: 'ilm env set \(name) token env:VAR', "
        + "file:PATH or stdin")
  }
}

/// The addresses of accounts.
enum AccountAddress {
  /// Reads an address and brings it into one form: without the version of the API.
  ///
  /// - Throws: ``LifecycleError`` `unsupported_address`, `insecure_address`.
  static func parse(_ text: String) throws -> HTTPAddress {
    guard var address = HTTPAddress(text) else {
      throw LifecycleError(
        .usage, "unsupported_address", "'\(text)' is no address that can be reached",
        hint: "give a folder as dir:PATH, with 'dir:' in front, or an account as "
          + "https://api.integrator.io (EU: "
          + "https://api.eu.integrator.io), without a user or a query in it")
    }
    guard address.isSecure || address.isLoopback else {
      throw LifecycleError(
        .refused, "insecure_address",
        "'\(text)' is not encrypted, and the token would go there readable for everybody between",
        hint: "use https://; plain http:// is for addresses of this machine only")
    }
    if address.path.hasSuffix("/v1") {
      address = address.with(path: String(address.path.dropLast(3)))
    }
    if let api = interfaces[address.host] {
      throw LifecycleError(
        .usage, "unsupported_address", "'\(text)' is the address for people, not of the API",
        hint: "use \(api)")
    }
    return address
  }

  private static let interfaces = [
    "integrator.io": "https://api.integrator.io", "www.integrator.io": "https://api.integrator.io",
    "eu.integrator.io": "https://api.eu.integrator.io",
  ]
}

extension RateLimit {
  /// Reads `SIZE/PER-SECOND`.
  ///
  /// - Throws: ``LifecycleError`` `bad_value`.
  init(text: String) throws {
    let numbers = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let size = numbers[0], let perSecond = numbers[1], size > 0,
      perSecond > 0
    else {
      throw LifecycleError(
        .usage, "bad_value", "'\(text)' is no rate",
        hint: "write how many requests at once and how many a second, such as 1000/300")
    }
    self.init(size: size, perSecond: perSecond)
  }
}
