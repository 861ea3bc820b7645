import HTTPTransport
public import LosslessJSON

/// What the API answered to a call that it carried out.
public struct APIAnswer: Sendable {
  /// The status: 200, 201, 204 …
  public let status: Int
  /// The body.
  public let body: [UInt8]
  /// The state of the document, as the server names it; `nil` where it does not.
  public let state: String?
  /// What the answer's `Link` fields say.
  let links: [String]
  /// The server's clock, in milliseconds since 1970.
  public let serverTime: Int64?
  let contentType: String
  /// What was called, such as `GET /v1/flows`.
  public let request: String

  init(_ response: HTTPResponse, to request: String) {
    status = response.status
    body = response.body
    state = response["ETag"]
    links = response.values(of: "Link")
    serverTime = response["Date"].flatMap { AccountTime.milliseconds(httpDate: $0) }
    contentType = response["Content-Type"] ?? ""
    self.request = request
  }

  /// Reads the body.
  ///
  /// - Throws: `.unexpectedAnswer` where it is no JSON.
  public func document() throws(PlatformAPIError) -> JSONDocument {
    do throws(JSONParseError) {
      return try JSONDocument(parsing: body)
    } catch {
      let what = contentType.isEmpty ? "something without a type" : "'\(contentType)'"
      throw PlatformAPIError(
        .unexpectedAnswer,
        "\(request) was answered with \(what) that is not JSON (\(error.message)); is the address "
          + "the API's, and is there a proxy or a sign-in page before it?",
        request: request, status: status)
    }
  }
}
