import EnvironmentAdapters
import FileStorage
import HTTPServer
import HostedAccounts
import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import MailTransport
import Terminal
import WebService

/// `ilm serve`
enum ServeCommand: Command {
  static let name = "serve"
  static let declaration = CommandDeclaration(
    name, group: "Serve", summary: "Serves accounts over HTTP",
    discussion: """
      Keeps accounts in a data folder and answers as integrator.io's API does, so that its clients \
      work here too. The first start makes an account and shows its owner's token, once.

      Only this machine can reach the default address. Listening elsewhere without a certificate is \
      refused unless --insecure says that something in front of it encrypts.

      Requests are logged to stderr, without their queries and contents. Ctrl-C and SIGTERM end it \
      after what is running.
      """,
    examples: [
      UsageExample("ilm serve", "on this machine, with the data in ./ilm-data"),
      UsageExample(
        "ilm serve --listen 0.0.0.0:443 --tls-cert cert.pem --tls-key key.pem --data /srv/ilm",
        "for others"),
    ],
    options: [
      .value(
        "listen", "HOST:PORT", defaultText: "127.0.0.1:8080",
        help: "Where to listen; port 0 lets the system choose"),
      .value(
        "data", "DIR", kind: .folder, defaultText: "ilm-data", help: "Where accounts are kept"),
      .value("tls-cert", "FILE", kind: .file, help: "The certificate and its chain, as PEM"),
      .value("tls-key", "FILE", kind: .file, help: "Its private key, as PEM"),
      .flag("insecure", help: "Listens beyond this machine without a certificate"),
      .value(
        "rate-limit", "N", defaultText: "300",
        help: "Requests a second for a token, after a burst; 0 for no limit"),
      .value(
        "smtp", "ADDRESS",
        help:
          "The mail server for notifications and invitations, as smtp://HOST:PORT; it is signed "
          + "in to with ILM_SMTP_USER and ILM_SMTP_PASSWORD"),
      .value("mail-from", "EMAIL", help: "The address that letters come from"),
      .value(
        "keep-runs", "DAYS", defaultText: "90",
        help: "How long jobs and errors are kept; 0 for ever"),
      .value(
        "keep-log", "DAYS", defaultText: "365",
        help: "How long the audit log and statistics are kept; 0 for ever"),
      .value(
        "import", "dir:PATH",
        help: "Takes the documents of an account's folder into the first account, with their ids"),
      .flag("new-token", help: "Makes another token of the owner, and shows it"),
      .value(
        "account-name", "NAME", defaultText: "Production", help: "What the first account is called"),
      .value("owner", "EMAIL", defaultText: "owner@localhost", help: "Who owns the first account"),
    ])

  static func run(_ session: Session) throws -> ExitCode {
    let source = try importedFolder(session)
    let options = try options(session)
    let server = try AccountServer(options, surroundings(session))
    var start = Start(address: try address(of: server, options), made: server.made)
    do {
      start.importedCount = try source.map { try importDocuments(from: $0, into: server) }
      if session.arguments.flag("new-token") { start.newToken = try server.makeOwnerToken() }
    } catch {
      // The token of a new account is never shown again.
      if server.made != nil { try announce(start, options, session) }
      throw error
    }
    try announce(start, options, session)
    session.waitForInterrupt()
    session.talk("Stopping …")
    // Longer than any request but a stream, which ends at once.
    guard server.stop(within: 30_000) else {
      throw LifecycleError(
        .interrupted, "requests_cut",
        "requests were still running after 30 seconds and are cut off",
        hint: "start it again; what was acknowledged is kept, and 'ilm continue' ends what was not")
    }
    return .done
  }

  /// What there is to tell once it listens.
  private struct Start {
    let address: String
    let made: AccountServer.MadeAccount?
    var importedCount: Int?
    var newToken: String?

    var token: String? { newToken ?? made?.ownerToken }
  }

  // MARK: Options

  private static func options(_ session: Session) throws -> AccountServer.Options {
    let arguments = session.arguments
    let address = try address(arguments.value("listen") ?? "127.0.0.1:8080")
    let encryption = try encryption(session)
    if encryption == nil, !address.isLoopback, !arguments.flag("insecure") {
      throw LifecycleError(
        .refused, "insecure_address",
        "'\(address)' can be reached by others, and tokens would cross the network readable",
        hint: "give --tls-cert and --tls-key, or --insecure if something in front of it encrypts")
    }
    return AccountServer.Options(
      dataFolder: session.world.absolute(arguments.value("data") ?? "ilm-data"),
      http: HTTPServerConfiguration(address: address, encryption: encryption),
      requestsPerSecond: try rate(arguments.value("rate-limit") ?? "300"),
      accountName: arguments.value("account-name") ?? "Production",
      owner: Person(email: arguments.value("owner") ?? "owner@localhost", name: "Owner"),
      version: IlmProgram.version, mail: try mail(session),
      retention: Retention(
        runs: try age(arguments.value("keep-runs") ?? "90"),
        log: try age(arguments.value("keep-log") ?? "365")))
  }

  /// A number of days in milliseconds; `nil` for ever.
  private static func age(_ text: String) throws -> Int64? {
    guard let days = Int64(text), (0...36_500).contains(days) else {
      throw LifecycleError(
        .usage, "bad_age", "'\(text)' is no number of days",
        hint: "write a number of days, 0 for ever")
    }
    return days == 0 ? nil : days * Retention.day
  }

  /// The mail server, with the name and the password from the process's variables.
  private static func mail(
    _ session: Session
  ) throws -> (server: MailServer, sender: String)? {
    guard let address = session.arguments.value("smtp") else { return nil }
    let credentials = session.world.variable("ILM_SMTP_USER").map {
      MailServer.Credentials(user: $0, password: session.world.variable("ILM_SMTP_PASSWORD") ?? "")
    }
    guard let server = MailServer(address, credentials: credentials) else {
      throw LifecycleError(
        .usage, "bad_mail_server", "'\(address)' is no mail server",
        hint: "write smtp://HOST:PORT or smtps://HOST:PORT")
    }
    guard let sender = session.arguments.value("mail-from") else {
      throw LifecycleError(
        .usage, "no_sender", "letters need an address that they come from",
        hint: "give one with --mail-from")
    }
    return (server, sender)
  }

  /// The folder whose documents the first account takes over.
  private static func importedFolder(_ session: Session) throws -> (any Environment)? {
    guard let text = session.arguments.value("import") else { return nil }
    guard text.hasPrefix("dir:") else {
      throw LifecycleError(
        .usage, "unsupported_address", "'\(text)' cannot be imported",
        hint: "give a folder of documents as dir:PATH")
    }
    let world = session.world
    let folder = FolderEnvironment(
      path: world.absolute(String(text.dropFirst(4))), fileSystem: world.fileSystem,
      makeID: { world.makeID() }, now: { world.now().text })
    do throws(EnvironmentError) {
      _ = try folder.survey(reusing: nil as SurveyCache<Bool>?, makeWorker: {}) { _, _ in true }
    } catch {
      throw LifecycleError(
        .usage, error.code.rawValue, error.message,
        hint: "nothing was started; give the folder of an account as dir:PATH, or mend it",
        details: error.details)
    }
    return folder
  }

  private static func importDocuments(
    from source: any Environment, into server: AccountServer
  ) throws -> Int {
    do {
      return try server.importDocuments(from: source)
    } catch let error as AccountError where error.kind == .conflict {
      throw LifecycleError(
        .refused, error.problems[0].code, "the folder was not taken in again: \(error.description)",
        hint: "start without --import: what is in the account stays as it is; --data DIR makes an "
          + "account beside it")
    }
  }

  private static func address(_ text: String) throws -> ListenAddress {
    guard let address = ListenAddress(text) else {
      throw LifecycleError(
        .usage, "bad_address", "'\(text)' is no address to listen on",
        hint: "write HOST:PORT, such as 127.0.0.1:8080 or [::1]:8080")
    }
    return address
  }

  private static func rate(_ text: String) throws -> Int {
    guard let rate = Int(text), (0...1_000_000).contains(rate) else {
      throw LifecycleError(
        .usage, "bad_rate", "'\(text)' is no number of requests",
        hint: "write a number of requests a second, 0 for no limit")
    }
    return rate
  }

  private static func encryption(
    _ session: Session
  ) throws -> HTTPServerConfiguration.Encryption? {
    switch (session.arguments.value("tls-cert"), session.arguments.value("tls-key")) {
    case (nil, nil): return nil
    case (let certificate?, let key?):
      return HTTPServerConfiguration.Encryption(
        certificate: try session.readFile(certificate), key: try session.readFile(key))
    default:
      throw LifecycleError(
        .usage, "incomplete_certificate", "a certificate and its key go together",
        hint: "give both --tls-cert and --tls-key")
    }
  }

  // MARK: Outside world

  private static func surroundings(_ session: Session) -> AccountServer.Surroundings {
    let (world, log) = (session.world, session.isJSON || session.isQuiet ? nil : session.err)
    let now: @Sendable () -> Int64 = {
      let time = world.now()
      return time.seconds * 1000 + Int64(time.milliseconds)
    }
    return AccountServer.Surroundings(
      fileSystem: world.fileSystem, now: now,
      monotonicMilliseconds: { world.monotonicMilliseconds() },
      randomBytes: { world.randomBytes($0) },
      logAccess: { log?.writeNow(accessLine($0, at: world.now())) },
      logFailure: { log?.writeNow("\(world.now().text) failure: \(VisibleText.line($0))") })
  }

  private static func accessLine(_ access: HTTPAccess, at time: LifecycleOperations.Timestamp)
    -> String
  {
    "\(time.text) \(access.clientAddress) \(VisibleText.line(access.method)) "
      + "\(VisibleText.line(access.path)) \(access.status) \(access.byteCount) "
      + "\(access.milliseconds)ms"
  }

  private static func address(
    of server: AccountServer, _ options: AccountServer.Options
  ) throws -> String {
    let scheme = options.http.encryption == nil ? "http" : "https"
    return "\(scheme)://\(ListenAddress(host: options.http.address.host, port: server.port))"
  }

  private static func announce(
    _ start: Start, _ options: AccountServer.Options, _ session: Session
  ) throws {
    if session.isJSON {
      session.emit([
        "schemaVersion": JSONShapes.schemaVersion, "address": JSONShapes.text(start.address),
        "data": JSONShapes.text(options.dataFolder),
        "account": start.made.map { JSONShapes.text($0.account.id) } ?? .null,
        "token": start.token.map(JSONShapes.text) ?? .null,
        "imported": start.importedCount.map { .number(JSONNumber($0)) } ?? .null,
      ])
    }
    if let made = start.made {
      session.say("Made the account '\(VisibleText.line(made.account.name))'")
    }
    if let count = start.importedCount { session.say("Took \(count) documents into it") }
    if let token = start.token {
      session.say("A token of the owner, shown this once:")
      session.say(token)
    }
    session.say("Serving \(VisibleText.line(options.dataFolder)) on \(start.address)")
    try session.out.flush()
  }
}

extension BufferedOutput {
  /// Writes a line at once; a log that cannot be written stops nothing.
  fileprivate func writeNow(_ line: String) {
    writeLine(line)
    try? flush()
  }
}
