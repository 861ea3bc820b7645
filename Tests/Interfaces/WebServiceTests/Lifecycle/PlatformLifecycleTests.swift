import HostedAccounts
import LosslessJSON
import Testing

@testable import WebService

/// Revisions, clones and archives, as the platform's own API has them.
@Suite struct PlatformLifecycleTests {
  private let name = "Shopify to NetSuite"

  @Test func `snapshots are taken and listed`() throws {
    let lifecycle = try LifecycleAccounts(naming: "Production")
    let revisions = "/v1/integrations/\(try lifecycle.integrationID(name))/revisions"
    #expect(try lifecycle.get(revisions).status == 204)
    let made = try lifecycle.post(revisions + "/create", ["description": "first"])
    #expect(made.status == 201 && made.json["type"] == "snapshot", "\(made.text)")
    #expect(made.json["status"] == "completed" && made.json["description"] == "first")
    #expect(try lifecycle.post(revisions + "/create?ignoreIfNoChanges=true").status == 204)
    #expect(try lifecycle.post(revisions + "/create").status == 201)
    let listed = try lifecycle.get(revisions).json.array ?? []
    #expect(listed.compactMap { $0["_id"]?.text } == ["r2", "r1"])
    #expect(try lifecycle.get(revisions + "/r1").json == listed.last)
    #expect(try lifecycle.get(revisions + "/r9").status == 404)
  }

  @Test func `a clone has everything under ids of its own`() throws {
    let lifecycle = try LifecycleAccounts(naming: "Production")
    let id = try lifecycle.integrationID(name)
    let made = try lifecycle.post("/v1/integrations/\(id)/clone", ["name": "Second"])
    #expect(made.status == 201, "\(made.text)")
    let parts = made.json.array ?? []
    let copy = try #require(
      parts.first { $0["model"] == "Integration" }?["_id"]?.text, "\(made.text)")
    #expect(copy != id && parts.contains { $0["model"] == "Flow" })
    #expect(try lifecycle.get("/v1/integrations/\(copy)").json["name"] == "Second")
    let flows = try lifecycle.get("/v1/integrations/\(copy)/flows").json.array ?? []
    #expect(!flows.isEmpty && flows.allSatisfy { $0["disabled"] == true })
  }

  @Test func `an archive comes from an address that is signed`() throws {
    let lifecycle = try LifecycleAccounts(naming: "Production")
    let id = try lifecycle.integrationID(name)
    let signed = try lifecycle.get("/v1/integrations/\(id)/template")
    let address = try #require(signed.json["signedURL"]?.text, "\(signed.text)")
    let target = String(address.dropFirst("http://ilm.test".count))
    let archive = try lifecycle.get(target, token: .some(nil))
    #expect(archive.status == 200 && archive.header("Content-Type") == "application/zip")
    #expect(archive.bytes.starts(with: Array("PK".utf8)))
    #expect(try lifecycle.get(target, token: .some(nil)).bytes == archive.bytes)
  }

  @Test func `an integration with APIs is not cloned and not downloaded`() throws {
    let lifecycle = try LifecycleAccounts(naming: "Production")
    let id = try lifecycle.integrationID("Store API")
    let clone = try lifecycle.post("/v1/integrations/\(id)/clone")
    #expect(clone.status == 409 && clone.codes == ["apis_not_supported"], "\(clone.text)")
    #expect(try lifecycle.get("/v1/integrations/\(id)/template").codes == ["apis_not_supported"])
  }

  @Test func `who manages one integration clones into no account`() throws {
    let lifecycle = try LifecycleAccounts(naming: "Production")
    let id = try lifecycle.integrationID(name)
    let one = try lifecycle.invite(AccessGrants(account: nil, integrations: [id: .manage]))
    #expect(try lifecycle.post("/v1/integrations/\(id)/clone", token: one).status == 403)
    #expect(
      try lifecycle.post("/v1/integrations/\(id)/revisions/create", token: one).status == 201)
    let other = try lifecycle.integrationID("Store API")
    #expect(try lifecycle.get("/v1/integrations/\(other)/revisions", token: one).status == 404)
    #expect(
      try lifecycle.get("/v1/integrations/\(id)/revisions", token: lifecycle.stranger()).status
        == 404)
  }
}
