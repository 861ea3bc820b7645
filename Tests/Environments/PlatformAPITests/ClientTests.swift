import HTTPTransport
import LosslessJSON
import PlatformAPI
import Testing

/// What is sent, and what is made of answers.
@Suite struct ClientTests {
  @Test func `a call carries the token, the version and what it is for`() throws {
    let script = try ScriptedClient([.status(200, "{}")], address: "https://api.example/base")
    _ = try script.client.send(
      APIRequest(
        .put, "/flows/1", query: [("a b", "c&d"), ("include", "x,y.z")], body: ["n": 1],
        expecting: "\"7\""))
    let request = try #require(script.transport.sent.first)
    #expect(request.target == "/base/v1/flows/1?a%20b=c%26d&include=x,y.z")
    #expect(request.fields.contains(HTTPField("Authorization", "Bearer canary-token-1234")))
    #expect(request.fields.contains(HTTPField("If-Match", "\"7\"")))
    #expect(request.fields.contains(HTTPField("Content-Type", "application/json")))
    #expect(request.body == Array("{\"n\":1}".utf8))
  }

  @Test(
    arguments: [
      (
        "{\"errors\":[{\"code\":\"invalid_ref\",\"message\":\"no such export\",\"field\":\"_exportId\"}]}",
        "PUT /v1/flows/1 was answered with status 422: invalid_ref: no such export: field '_exportId'"
      ),
      (
        "{\"errors\":[{\"code\":\"a\",\"message\":\"b\"},{\"message\":\"c\"}]}",
        "PUT /v1/flows/1 was answered with status 422: a: b; c"
      ),
      ("{\"message\":\"m\",\"code\":12}", "PUT /v1/flows/1 was answered with status 422: 12: m"),
      ("{\"error\":\"e\"}", "PUT /v1/flows/1 was answered with status 422: e"),
      (
        "{\"error\":{\"code\":\"x\",\"message\":\"y\"}}",
        "PUT /v1/flows/1 was answered with status 422: x: y"
      ),
      ("\"text\"", "PUT /v1/flows/1 was answered with status 422: text"),
      ("plain\nwords", "PUT /v1/flows/1 was answered with status 422: plain words"),
      (
        "<html><body>Bad</body></html>",
        "PUT /v1/flows/1 was answered with status 422 and a page that is not of the API"
      ),
      ("", "PUT /v1/flows/1 was answered with status 422"),
      (
        "{\"message\":\"bad token canary-token-1234!\"}",
        "PUT /v1/flows/1 was answered with status 422: bad token ******!"
      ),
    ]) func `errors are told in every form`(body: String, message: String) throws
  {
    let script = try ScriptedClient([.status(422, body)])
    let error = #expect(throws: PlatformAPIError.self) {
      try script.client.send(APIRequest(.put, "/flows/1", query: [("secret", "x")]))
    }
    #expect(error?.message == message)
    #expect(error?.code == .rejected)
    #expect(error?.status == 422)
    #expect(error?.request == "PUT /v1/flows/1")
  }

  @Test(
    arguments: [
      (401, PlatformAPIError.Code.unauthenticated), (403, .forbidden), (404, .notFound),
      (409, .conflict), (412, .conflict), (422, .rejected), (400, .rejected), (413, .rejected),
      (500, .serverFailed), (302, .unexpectedAnswer), (418, .rejected),
    ]) func `every status has its meaning`(status: Int, code: PlatformAPIError.Code) throws
  {
    let script = try ScriptedClient(Array(repeating: .status(status), count: 5))
    let error = #expect(throws: PlatformAPIError.self) {
      try script.client.send(APIRequest(.post, "/flows"))
    }
    #expect(error?.code == code)
  }

  @Test(arguments: ["<html>", "", "{\"a\":", "{} x"])
  func `an answer that is not JSON says what it is`(body: String) throws {
    let script = try ScriptedClient([.status(200, body, ("Content-Type", "text/html"))])
    let answer = try script.client.send(APIRequest(.get, "/flows/1"))
    let error = #expect(throws: PlatformAPIError.self) { try answer.document() }
    #expect(error?.code == .unexpectedAnswer)
    #expect(error?.message.contains("text/html") == true)
  }

  @Test(arguments: ["", " \n", "two words", "a\nb", "tökén", "a\u{0}b"])
  func `what is no token is refused`(text: String) { #expect(AccessToken(text) == nil) }

  @Test func `a token is not shown`() throws {
    let token = try #require(AccessToken("  canary-token-1234\r\n"))
    var dumped = ""
    dump(token, to: &dumped)
    for text in ["\(token)", String(reflecting: token), dumped] {
      #expect(!text.contains("canary"))
    }
  }
}
