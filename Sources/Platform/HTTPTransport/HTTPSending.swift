/// Sends requests; what is beneath the clients of an API, so that tests can put a script there.
///
/// Requests may be sent on several threads at once.
public protocol HTTPSending: Sendable {
  /// Sends a request and returns the whole answer, whatever its status; nothing is repeated and no
  /// redirect is followed.
  ///
  /// - Throws: an error that tells whether the request may have reached the server.
  func send(_ request: HTTPRequest) throws(HTTPError) -> HTTPResponse
}
