public import EnvironmentAdapters
public import FileStorage
public import HTTPServer
public import HostedAccounts
public import MailTransport

/// The accounts of a data folder, served over HTTP.
public final class AccountServer: Sendable {
  /// What is served, and where.
  public struct Options: Sendable {
    /// Where accounts and histories are kept; made if it is missing.
    public var dataFolder: String
    /// Where it listens, and within which limits.
    public var http: HTTPServerConfiguration
    /// How many requests a second a token may go on making; 0 sets no limit.
    public var requestsPerSecond: Int
    /// What the first account is called.
    public var accountName: String
    /// Who owns the first account.
    public var owner: Person
    /// The program's version.
    public var version: String
    /// Where letters go, and the address that they come from; without it they wait.
    public var mail: (server: MailServer, sender: String)?
    /// How long records are kept.
    public var retention: Retention

    /// Names everything.
    public init(
      dataFolder: String, http: HTTPServerConfiguration, requestsPerSecond: Int = 300,
      accountName: String, owner: Person, version: String,
      mail: (server: MailServer, sender: String)? = nil, retention: Retention = .usual
    ) {
      self.dataFolder = dataFolder
      self.http = http
      self.requestsPerSecond = requestsPerSecond
      self.accountName = accountName
      self.owner = owner
      self.version = version
      self.mail = mail
      self.retention = retention
    }
  }

  /// The outside world.
  public struct Surroundings: Sendable {
    /// Files.
    public var fileSystem: any FileSystem
    /// The time, in milliseconds since 1970.
    public var now: @Sendable () -> Int64
    /// A clock that only goes forward, in milliseconds.
    public var monotonicMilliseconds: @Sendable () -> Int64
    /// Unpredictable bytes, as many as asked for.
    public var randomBytes: @Sendable (Int) -> [UInt8]
    /// Told each request after its answer.
    public var logAccess: @Sendable (HTTPAccess) -> Void
    /// Told in a line what went wrong inside.
    public var logFailure: @Sendable (String) -> Void

    /// Names everything.
    public init(
      fileSystem: any FileSystem, now: @escaping @Sendable () -> Int64,
      monotonicMilliseconds: @escaping @Sendable () -> Int64,
      randomBytes: @escaping @Sendable (Int) -> [UInt8],
      logAccess: @escaping @Sendable (HTTPAccess) -> Void,
      logFailure: @escaping @Sendable (String) -> Void
    ) {
      self.fileSystem = fileSystem
      self.now = now
      self.monotonicMilliseconds = monotonicMilliseconds
      self.randomBytes = randomBytes
      self.logAccess = logAccess
      self.logFailure = logFailure
    }
  }

  /// The account that the first start made.
  public struct MadeAccount: Sendable {
    /// The account.
    public let account: AccountDescription
    /// The token with every right in it; it is known here and nowhere else.
    public let ownerToken: String
  }

  /// The account that was made because there was none.
  public let made: MadeAccount?
  /// The port it listens on.
  public var port: UInt16 { server.port }

  private let accounts: AccountStore
  private let application: WebApplication
  private let server: HTTPServer
  /// What goes on beside requests.
  private let rounds: [Rounds]

  /// Opens the data folder, makes the first account if there is none, and starts listening.
  ///
  /// No account is made if the address cannot be listened on.
  ///
  /// - Throws: `AccountError`, `HTTPServerError`.
  public init(_ options: Options, _ surroundings: Surroundings) throws {
    accounts = try AccountStore(
      folder: options.dataFolder, fileSystem: surroundings.fileSystem,
      surroundings: AccountSurroundings(
        now: surroundings.now, randomBytes: surroundings.randomBytes))
    let histories = try Histories(
      folder: options.dataFolder + "/history", fileSystem: surroundings.fileSystem,
      now: surroundings.now)
    application = WebApplication(
      accounts, histories,
      WebApplication.Surroundings(
        version: options.version, requestsPerSecond: options.requestsPerSecond,
        now: surroundings.now, randomBytes: surroundings.randomBytes,
        logFailure: surroundings.logFailure))
    server = try HTTPServer(
      options.http, refuse: { WebApplication.answer(to: $0) }, log: surroundings.logAccess,
      monotonicMilliseconds: surroundings.monotonicMilliseconds
    ) { [application] in application.answer($0) }
    let operations = application.operations
    rounds =
      Self.rounds(accounts, options, surroundings) + [
        Rounds("Heartbeat", pause: Operations.heartbeat) { _ in operations.beat() }
      ]
    made = try Self.firstAccount(accounts, options)
    for round in rounds { round.start() }
  }

  private static func rounds(
    _ accounts: AccountStore, _ options: Options, _ surroundings: Surroundings
  ) -> [Rounds] {
    let caretaker = Caretaker(
      accounts, options.retention, now: surroundings.now, logFailure: surroundings.logFailure)
    let care = Rounds("Caretaker", pause: Caretaker.pause) { _ in caretaker.goRound() }
    guard let mail = options.mail else { return [care] }
    let postman = Postman(
      accounts, mail.server, sender: mail.sender, now: surroundings.now,
      logFailure: surroundings.logFailure)
    return [
      care,
      Rounds("Postman", pause: Postman.pause) { isStopped in
        postman.goRound(isStopped: isStopped)
      },
    ]
  }

  private static func firstAccount(
    _ accounts: AccountStore, _ options: Options
  ) throws(AccountError) -> MadeAccount? {
    guard try accounts.accounts().isEmpty else { return nil }
    let (account, token) = try accounts.createAccount(
      name: options.accountName, owner: options.owner)
    return MadeAccount(account: account, ownerToken: token)
  }

  /// Takes every document of an environment into the first account, with the ids that they have.
  ///
  /// - Returns: How many there were.
  /// - Throws: `AccountError`; then none was taken.
  public func importDocuments(from environment: some Environment) throws -> Int {
    try ownerSession().importDocuments(from: environment)
  }

  /// Makes another token of the first account's owner, for one who has lost it.
  public func makeOwnerToken() throws -> String {
    try ownerSession().createToken(name: "owner").text
  }

  private func ownerSession() throws(AccountError) -> AccountSession {
    guard let first = try accounts.accounts().first else {
      throw AccountError(.notFound, "not_found", "there is no account")
    }
    return try accounts.ownerSession(accountID: first.id)
  }

  /// Stops listening and lets running requests finish.
  ///
  /// - Returns: Whether all of them did within `milliseconds`.
  @discardableResult
  public func stop(within milliseconds: Int64) -> Bool {
    application.operations.stop()
    for round in rounds { round.stop() }
    return server.stop(within: milliseconds)
  }
}
