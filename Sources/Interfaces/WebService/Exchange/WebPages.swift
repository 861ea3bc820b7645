import HTTPServer
import WebInterface

/// The pages of the web interface, which are whatever is not the API's.
enum WebPages {
  /// Answers a request for a page or a file; `nil` for one that is the API's.
  static func answer(_ request: HTTPRequest) -> HTTPResponse? {
    let isAPI = ["v1", "ilm"].contains(request.target.segments.first)
    guard !isAPI, ["GET", "HEAD"].contains(request.method) else { return nil }
    let answer = WebInterface.answer(
      path: "/" + request.target.segments.joined(separator: "/"),
      ifNoneMatch: request.headers.value(of: "If-None-Match"))
    return HTTPResponse(
      answer.status, headers: answer.headers.map { HTTPField($0.name, $0.value) },
      body: .bytes(answer.body))
  }
}
