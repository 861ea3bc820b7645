import HTTPServer
import HostedAccounts

/// Who asks.
extension WebApplication {
  /// Begins the session of whoever a request comes from: a program with a token, or a browser with
  /// a cookie; `nil` on routes for everybody.
  ///
  /// - Throws: ``APIError`` 401, 403 for a change that no page of ours asks for, 404 for an
  ///   environment that is not the caller's, 429.
  func visitor(_ request: HTTPRequest, _ rule: AccessRule) throws -> AccountSession? {
    guard rule != .open else {
      try limit("address " + request.clientAddress)
      return nil
    }
    if let token = BearerToken(request.headers) {
      return try admit(request) { () throws(AccountError) in
        try accounts.session(token: token.text)
      }
    }
    guard let cookie = SessionCookie(request.headers) else { throw APIError.unauthorized }
    let session = try admit(request) { () throws(AccountError) in
      try accounts.session(browser: cookie.sessionID)
    }
    let isHarmless = ["GET", "HEAD"].contains(request.method)
    guard isHarmless || cookie.isRequestToken(request.headers.value(of: "X-CSRF-Token")) else {
      throw APIError(
        403, "csrf_token_required", "the request does not come from a page of this service",
        hint: "load the page again")
    }
    return try session.moved(to: cookie, request.headers, histories)
  }

  /// Lets in whoever the accounts know, at the rate that is granted.
  func admit(
    _ request: HTTPRequest, _ begin: () throws(AccountError) -> AccountSession
  ) throws -> AccountSession {
    let session: AccountSession
    do throws(AccountError) {
      session = try begin()
    } catch {
      // Guessing is slow as well.
      try limit("address " + request.clientAddress)
      throw error
    }
    try limit("token " + (session.caller.tokenID ?? ""))
    return session
  }
}

extension AccountSession {
  /// The account that a browser looks at, or that one request of it names.
  fileprivate func moved(
    to cookie: SessionCookie, _ headers: [HTTPField], _ histories: Histories
  ) throws -> AccountSession {
    if let name = headers.value(of: "X-Ilm-Environment") {
      guard let place = try histories.places(of: self).first(where: { $0.name == name }) else {
        throw APIError(404, "not_found", "there is no environment '\(name)'")
      }
      return place.session
    }
    guard cookie.accountID != account.id else { return self }
    // A share that is taken away ends what a browser may look at, not its session.
    return try elsewhere(accountID: cookie.accountID) ?? self
  }
}
