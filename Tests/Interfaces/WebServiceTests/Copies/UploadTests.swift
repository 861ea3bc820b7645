import HTTPServer
import HostedAccounts
import LosslessJSON
import Testing

@testable import WebService

/// Archives that are sent, looked at and installed, as the platform's pages do it.
@Suite struct UploadTests {
  private let name = "Shopify to NetSuite"

  /// Sends bytes to a signed address, as somebody who has nothing but the address.
  private func send(
    _ bytes: [UInt8], _ lifecycle: LifecycleAccounts
  ) throws -> (key: String, answer: TestAccounts.Answer) {
    let signed = try lifecycle.get("/v1/s3SignedURL?file_name=a.zip&file_type=application/zip")
    #expect(signed.status == 200, "\(signed.text)")
    let address = try #require(signed.json["signedURL"]?.text)
    let answer = try lifecycle.accounts.send(
      "PUT", String(address.dropFirst("http://ilm.test".count)), bytes, token: .some(nil),
      headers: [HTTPField("Content-Type", "application/zip")])
    return (try #require(signed.json["runKey"]?.text), answer)
  }

  private func archive(_ path: String, _ lifecycle: LifecycleAccounts) throws -> [UInt8] {
    let signed = try lifecycle.get(path)
    let address = try #require(signed.json["signedURL"]?.text, "\(signed.text)")
    return try lifecycle.get(String(address.dropFirst("http://ilm.test".count))).bytes
  }

  @Test func `an archive is sent, looked at and installed`() throws {
    let lifecycle = try LifecycleAccounts(naming: "Production")
    let id = try lifecycle.integrationID(name)
    let (key, sent) = try send(archive("/v1/integrations/\(id)/template", lifecycle), lifecycle)
    #expect(sent.status == 200)
    let preview = try lifecycle.get("/v1/integrations/template/preview?runKey=\(key)")
    let objects = try #require(preview.json["objects"]?.array, "\(preview.text)")
    let models = Set(objects.compactMap { $0["model"]?.text })
    #expect(models.isSuperset(of: ["Integration", "Flow", "Export", "Import", "Connection"]))
    let connections = objects.filter { $0["model"] == "Connection" }
    let mine = try lifecycle.accounts.make(
      "connections",
      ["name": "Mine", "type": connections[0]["doc"]?["type"] ?? "http"])
    let mapped = try #require(connections[0]["doc"]?["_id"]?.text)
    let made = try lifecycle.post(
      "/v1/integrations/template/\(key)",
      [
        "name": "Installed",
        "connectionMap": .object(
          JSONObject([.init(key: JSONString(mapped), value: string(mine))])),
      ])
    #expect(made.status == 201, "\(made.text)")
    let parts = made.json.array ?? []
    let copy = try #require(parts.first { $0["model"] == "Integration" }?["_id"]?.text)
    #expect(try lifecycle.get("/v1/integrations/\(copy)").json["name"] == "Installed")
    let used = try lifecycle.get("/v1/integrations/\(copy)/connections").json.array ?? []
    #expect(used.contains { $0["_id"]?.text == mine })
    #expect(try lifecycle.get("/v1/integrations/\(copy)/flows").json.array?.isEmpty == false)
  }

  @Test func `a flow comes as an archive that can be installed`() throws {
    let lifecycle = try LifecycleAccounts(naming: "Production")
    let id = try lifecycle.integrationID(name)
    let flow = try #require(try lifecycle.get("/v1/integrations/\(id)/flows").json[0])
    let flowID = try #require(flow["_id"]?.text)
    let (key, _) = try send(archive("/v1/flows/\(flowID)/template", lifecycle), lifecycle)
    let preview = try lifecycle.get("/v1/integrations/template/preview?runKey=\(key)")
    let objects = try #require(preview.json["objects"]?.array, "\(preview.text)")
    #expect(objects.count { $0["model"] == "Flow" } == 1)
    #expect(objects.first { $0["model"] == "Integration" }?["doc"]?["name"] == flow["name"])
    let made = try lifecycle.post("/v1/integrations/template/\(key)")
    #expect(made.status == 201, "\(made.text)")
    let reached = try lifecycle.get("/v1/flows/\(flowID)/descendants").json
    #expect(
      (made.json.array ?? []).count { $0["model"] == "Import" } == reached["imports"]?.array?.count)
  }

  @Test func `addresses and keys are good for their owner, for a while`() throws {
    let lifecycle = try LifecycleAccounts(naming: "Production")
    let id = try lifecycle.integrationID(name)
    let bytes = try archive("/v1/integrations/\(id)/template", lifecycle)
    let (key, _) = try send(bytes, lifecycle)
    let preview = "/v1/integrations/template/preview?runKey=\(key)"
    #expect(try lifecycle.get(preview, token: lifecycle.stranger()).status == 404)
    let guest = try lifecycle.invite(AccessGrants(account: .monitor))
    #expect(try lifecycle.get(preview, token: guest).status == 403)
    lifecycle.accounts.world.pass(milliseconds: Uploads.lifetime)
    #expect(try lifecycle.get(preview).status == 404)
    let wrong = "/ilm/v1/uploads?ticket=" + String(repeating: "0", count: 64)
    let answer = try lifecycle.accounts.send(
      "PUT", wrong, bytes, token: .some(nil),
      headers: [HTTPField("Content-Type", "application/zip")])
    #expect(answer.status == 404)
    let unsent = try lifecycle.get("/v1/s3SignedURL?file_type=application/zip").json["runKey"]
    let early = try lifecycle.get(
      "/v1/integrations/template/preview?runKey=\(unsent?.text ?? "")")
    #expect(early.status == 422 && early.codes == ["nothing_uploaded"])
  }

  @Test func `what is no archive of an integration is refused, without a path of the server`()
    throws
  {
    let lifecycle = try LifecycleAccounts(naming: "Production")
    for bytes in [
      Array("no archive".utf8), Array("PK\u{3}\u{4}".utf8),
      [0x50, 0x4b, 5, 6] + [UInt8](repeating: 0, count: 18),
    ] {
      let (key, _) = try send(bytes, lifecycle)
      let looked = try lifecycle.get("/v1/integrations/template/preview?runKey=\(key)")
      let made = try lifecycle.post("/v1/integrations/template/\(key)")
      for answer in [looked, made] {
        #expect(answer.status == 422, "\(answer.text)")
        #expect(!answer.text.contains("/tmp") && !answer.text.contains("history"))
      }
    }
    #expect(lifecycle.accounts.failures.all == [])
  }

  @Test func `the newest archives are kept where there are too many`() throws {
    let uploads = Uploads()
    for number in 0..<70 {
      uploads.expect("\(number)", ticket: "t\(number)", of: "u", at: Int64(number))
      try uploads.take([UInt8](repeating: 1, count: 1 << 20), ticket: "t\(number)", at: 100)
    }
    #expect(throws: APIError.self) { try uploads.archive("0", of: "u", at: 100) }
    #expect(try uploads.archive("69", of: "u", at: 100).count == 1 << 20)
    #expect((0..<70).count { (try? uploads.archive("\($0)", of: "u", at: 100)) != nil } == 64)
  }
}
