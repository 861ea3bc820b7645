import ByteCoding
public import HTTPServer
public import HostedAccounts
import LosslessJSON

/// The API of the accounts: answers requests, whatever brings them.
public final class WebApplication: Sendable {
  /// What an application is told when it is made.
  public struct Surroundings: Sendable {
    /// The version that the description names.
    public var version: String
    /// How many requests a second a caller may go on making; 0 sets no limit.
    public var requestsPerSecond: Int
    /// The time, in milliseconds since 1970.
    public var now: @Sendable () -> Int64
    /// Unpredictable bytes, as many as asked for.
    public var randomBytes: @Sendable (Int) -> [UInt8]
    /// Told in a line what went wrong inside; never what a request held.
    public var logFailure: @Sendable (String) -> Void

    /// Names everything.
    public init(
      version: String, requestsPerSecond: Int = 300, now: @escaping @Sendable () -> Int64,
      randomBytes: @escaping @Sendable (Int) -> [UInt8],
      logFailure: @escaping @Sendable (String) -> Void
    ) {
      self.version = version
      self.requestsPerSecond = requestsPerSecond
      self.now = now
      self.randomBytes = randomBytes
      self.logFailure = logFailure
    }
  }

  /// Where the accounts are.
  let accounts: AccountStore
  /// What is recorded of them.
  let histories: Histories
  /// What goes on in the background.
  let operations: Operations
  let surroundings: Surroundings
  let table: RouteTable
  /// The description of the routes, in JSON.
  let describedRoutes: [UInt8]
  let downloads = DownloadTickets()
  let uploads = Uploads()
  private let limiter: RateLimiter?

  /// Makes the application for accounts and their histories.
  public init(_ accounts: AccountStore, _ histories: Histories, _ surroundings: Surroundings) {
    self.accounts = accounts
    self.histories = histories
    self.surroundings = surroundings
    operations = Operations(
      accounts, now: surroundings.now, logFailure: surroundings.logFailure)
    table = RouteTable(Self.routes)
    describedRoutes = Self.description(version: surroundings.version)
    limiter =
      surroundings.requestsPerSecond == 0
      ? nil
      : RateLimiter(
        .init(
          burst: Double(surroundings.requestsPerSecond) * 10 / 3,
          perSecond: Double(surroundings.requestsPerSecond)))
  }

  /// The OpenAPI description of all routes, in JSON.
  public static func description(version: String) -> [UInt8] {
    OpenAPIDocument(routes: routes, version: version).value.prettyBytes()
  }

  /// Answers a request.
  public func answer(_ request: HTTPRequest) -> HTTPAnswer {
    if let page = WebPages.answer(request) { return .now(page) }
    do {
      let (route, call) = try understand(request)
      if !route.isSlow {
        // Whoever only reads waits for nobody; a change waits for the disk.
        return route.method == .get ? .now(run(route, call)) : .soon { self.run(route, call) }
      }
      if call.isToGoOn { return .now(try goOn(route, call)) }
      return .later { self.run(route, call) }
    } catch {
      return .now(refuse(error))
    }
  }

  /// Answers what the server does not hand on.
  public static func answer(to refusal: HTTPRefusal) -> HTTPResponse {
    let error =
      switch refusal {
      case .malformedTarget:
        APIError(400, "invalid_url", "the path or the query of the request is malformed")
      case .bodyTooLarge(let byteCountMax):
        APIError(
          413, "request_too_large", "the body has more than \(byteCountMax) bytes",
          headers: [HTTPField("Connection", "close")])
      case .stopping:
        APIError(
          503, "stopping", "the service is stopping; try again later",
          headers: [HTTPField("Retry-After", "5"), HTTPField("Connection", "close")])
      }
    return hardened(error.response)
  }
}

extension WebApplication {
  /// Finds the route and checks, in this order: token, rate, query, rights in the account, body.
  private func understand(_ request: HTTPRequest) throws -> (Route, Call) {
    let found = table.find(request.method, Self.canonical(request.target.segments))
    guard case .route(let route, let variables) = found else {
      if case .otherMethods(let allowed) = found { throw APIError.methodNotAllowed(allowed) }
      throw APIError.notFound
    }
    let session = try visitor(request, route.rule)
    try Self.checkIDs(variables)
    let query = try QueryValues(request.target.query, route.query)
    if case .action(let action) = route.rule, !action.concernsIntegration,
      let session, !action.isAllowed(by: session.caller.grants, on: nil)
    {
      throw APIError(403, "forbidden", "your role does not allow this")
    }
    let body = try BodyReading.read(request, as: route.body)
    return (
      route,
      Call(
        application: self, request: request, variables: variables, query: query, body: body,
        visitor: session)
    )
  }

  /// What cannot be an id is the id of nothing.
  private static func checkIDs(_ variables: [String: String]) throws {
    for (name, value) in variables where name.hasPrefix("_") && !isID(value) {
      guard name == "_integrationId", value == AccessGrants.standalone else {
        throw APIError.notFound
      }
    }
  }

  /// The platform spells one kind with a capital letter in addresses.
  private static func canonical(_ segments: [String]) -> [String] {
    segments.map { $0 == "mcpservers" ? "mcpServers" : $0 }
  }

  func limit(_ caller: String) throws {
    guard let seconds = limiter?.take(caller, at: surroundings.now()) else { return }
    throw APIError.rateLimited(retryAfter: seconds)
  }

  /// Begins what a request asks for and answers at once, as `Prefer: respond-async` (RFC 7240) wants.
  private func goOn(_ route: Route, _ call: Call) throws -> HTTPResponse {
    let id = try call.operationID ?? Hex.encode(surroundings.randomBytes(12))
    var call = call
    call.progress = { [operations] in operations.report(id, $0, $1, $2) }
    call.isInterrupted = { [operations] in operations.isStopping }
    let (started, userID) = (call, try call.session.caller.userID)
    let operation = try operations.start(id, route.summary, on: call.targetText, of: userID) {
      self.run(route, started)
    }
    guard operation.record.userID == userID else {
      throw APIError(409, "operation_exists", "the id '\(id)' names another operation")
    }
    return Self.hardened(
      .json(
        202, operation.json,
        headers: [
          HTTPField("Location", "/ilm/v1/operations/\(id)"),
          HTTPField("Preference-Applied", "respond-async"),
        ]))
  }

  private func run(_ route: Route, _ call: Call) -> HTTPResponse {
    do { return Self.hardened(try route.run(call)) } catch { return refuse(error) }
  }

  private func refuse(_ error: any Error) -> HTTPResponse {
    let refusal = APIError(error)
    if refusal.status >= 500, refusal.status != 501 { surroundings.logFailure("\(error)") }
    return Self.hardened(refusal.response)
  }

  /// Adds what keeps browsers and caches from doing more with an answer than was meant.
  private static func hardened(_ response: HTTPResponse) -> HTTPResponse {
    var response = response
    response.headers += [
      HTTPField("X-Content-Type-Options", "nosniff"), HTTPField("Cache-Control", "no-store"),
    ]
    return response
  }
}
