import HTTPServer
import HostedAccounts
import LifecycleContracts
import LosslessJSON

/// Signing in with a browser.
enum SessionRoutes {
  static let all: [Route] = [
    Route(
      method: .post, pattern: pattern, rule: .open, summary: "Signs a browser in with a token",
      body: .json(.closed(.required("token", .text(minLength: 1, maxLength: 512)))),
      outcomes: [.json(200, LifecycleShapes.answer)], isSlow: true, refusals: [401], run: signIn),
    Route(
      method: .get, pattern: pattern, rule: .signedIn,
      summary: "Tells who is signed in, and where the user may go",
      outcomes: [.json(200, LifecycleShapes.answer)], isSlow: true
    ) { call in
      .json(200, try description(try call.session, SessionCookie(call.request.headers), call))
    },
    Route(
      method: .put, pattern: pattern, rule: .signedIn,
      summary: "Looks at another environment",
      body: .json(.closed(.required("environment", .text(minLength: 1)))),
      outcomes: [.json(200, LifecycleShapes.answer)], isSlow: true, refusals: [404],
      run: changeEnvironment),
    Route(
      method: .delete, pattern: pattern, rule: .open, summary: "Signs a browser out",
      outcomes: [.nothing], run: signOut),
  ]

  private static let pattern = RoutePattern("/ilm/v1/session")

  private static func signIn(_ call: Call) throws -> HTTPResponse {
    let (token, accounts) = (call.body["token"]?.text ?? "", call.application.accounts)
    let session = try call.application.admit(call.request) { () throws(AccountError) in
      try accounts.session(token: token, source: .ui)
    }
    let cookie = SessionCookie(
      sessionID: try session.signInBrowser(), accountID: session.account.id)
    // The browser forgets the session that it had.
    try endSession(call)
    return try answer(session, cookie, call)
  }

  /// Whoever has the cookie may end its session, so that signing out never fails for want of a
  /// request token.
  private static func signOut(_ call: Call) throws -> HTTPResponse {
    try endSession(call)
    return HTTPResponse(
      204, headers: [SessionCookie.removal(isEncrypted: call.request.isEncrypted)])
  }

  private static func endSession(_ call: Call) throws {
    guard let cookie = SessionCookie(call.request.headers) else { return }
    try call.application.accounts.signOutBrowser(cookie.sessionID)
  }

  private static func changeEnvironment(_ call: Call) throws -> HTTPResponse {
    let place = try Workplace(call).place(call.body["environment"]?.text ?? "")
    guard let cookie = SessionCookie(call.request.headers) else {
      throw APIError(
        422, "no_session", "the request has no session; a token belongs to its environment")
    }
    return try answer(
      place.session,
      SessionCookie(sessionID: cookie.sessionID, accountID: place.session.account.id), call)
  }

  private static func answer(
    _ session: AccountSession, _ cookie: SessionCookie, _ call: Call
  ) throws -> HTTPResponse {
    .json(
      200, try description(session, cookie, call),
      headers: [cookie.header(isEncrypted: call.request.isEncrypted)])
  }

  private static func description(
    _ session: AccountSession, _ cookie: SessionCookie?, _ call: Call
  ) throws -> JSONValue {
    let places = try call.application.histories.places(of: session)
    let here = places.first { $0.session.account.id == session.account.id }
    return [
      "schemaVersion": JSONShapes.schemaVersion,
      "user": [
        "id": JSONShapes.text(session.caller.userID),
        "email": JSONShapes.text(session.caller.email),
        "name": JSONShapes.text(session.caller.name),
      ],
      "environment": JSONShapes.text(here?.name),
      "environments": .array(places.map(\.json)),
      "csrfToken": JSONShapes.text(cookie?.requestToken),
    ]
  }
}
