import HTTPTransport
import LosslessJSON
import PlatformAPI
import Testing

/// Lists, page by page.
@Suite struct ListTests {
  private func ids(_ script: ScriptedClient) throws -> [String] {
    try script.client.list("/flows").compactMap { $0["_id"]?.text }
  }

  private func page(_ ids: String..., link: String? = nil) -> ScriptedTransport.Step {
    let body = "[" + ids.map { "{\"_id\":\"\($0)\"}" }.joined(separator: ",") + "]"
    return .answer(
      HTTPResponse(
        status: 200, fields: link.map { [HTTPField("link", $0)] } ?? [], body: Array(body.utf8)))
  }

  @Test func `pages are followed by path and query, whatever host a link names`() throws {
    let script = try ScriptedClient(
      [
        page("a", "b", link: "<https://evil.example/base/v1/flows?page=2&x=1>; rel=\"next\""),
        page(
          "c", link: "</v1/flows?page=1>; rel=\"prev\", </v1/flows?page=3>; title=\"a,b\"; rel=next"
        ),
        page("d", link: "</v1/flows?page=1>; rel=\"prev first\""),
      ], address: "https://api.example/base")
    #expect(try ids(script) == ["a", "b", "c", "d"])
    #expect(
      script.transport.sent.map(\.target)
        == ["/base/v1/flows", "/base/v1/flows?page=2&x=1", "/base/v1/flows?page=3"])
    #expect(script.transport.sent.allSatisfy { $0.address.host == "api.example" })
  }

  @Test func `an empty list may be no body at all`() throws {
    #expect(try ids(ScriptedClient([.status(204)])) == [])
    #expect(try ids(ScriptedClient([.status(200, "[]")])) == [])
  }

  @Test func `envelopes and pages in the body are taken`() throws {
    #expect(try ids(ScriptedClient([.status(200, "{\"items\":[{\"_id\":\"a\"}]}")])) == ["a"])
    let script = try ScriptedClient([
      .status(200, "{\"errors\":[{\"_id\":\"a\"}],\"nextPageURL\":\"/v1/flows/1/errors?c=2\"}"),
      .status(200, "{\"resolved\":[{\"_id\":\"b\"}]}"),
    ])
    #expect(try ids(script) == ["a", "b"])
    #expect(script.transport.sent[1].target == "/v1/flows/1/errors?c=2")
  }

  @Test func `an empty page in the middle ends nothing`() throws {
    let script = try ScriptedClient([
      page("a", link: "</v1/flows?page=2>; rel=next"), page(link: "</v1/flows?page=3>; rel=next"),
      page("b"),
    ])
    #expect(try ids(script) == ["a", "b"])
  }

  @Test(
    arguments: [
      // Back to the first page, on and on with the same page, and to nowhere.
      [("a", "/v1/flows?page=2"), ("b", "/v1/flows"), ("c", nil)],
      [("a", "/v1/flows?page=2"), ("a", "/v1/flows?page=3"), ("a", "/v1/flows?page=4")],
      [("a", "//evil.example/v1"), ("b", nil)], [("a", "https://evil.example"), ("b", nil)],
    ] as [[(String, String?)]]) func `pages that come round again are an error`(
      pages: [(String, String?)]
    ) throws
  {
    let steps = pages.map { id, link in page(id, link: link.map { "<\($0)>; rel=\"next\"" }) }
    let script = try ScriptedClient(steps)
    let error = #expect(throws: PlatformAPIError.self) { try ids(script) }
    #expect(error?.code == .unexpectedAnswer)
    #expect(script.transport.sent.count <= 3)
  }

  @Test(arguments: ["{}", "1", "{\"items\":{}}", "null", "<html>"])
  func `what holds no list is an error`(body: String) throws {
    let script = try ScriptedClient([.status(200, body)])
    let error = #expect(throws: PlatformAPIError.self) { try ids(script) }
    #expect(error?.code == .unexpectedAnswer)
  }
}
