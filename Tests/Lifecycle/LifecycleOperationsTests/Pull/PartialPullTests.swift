import EnvironmentAdapters
import IntegrationModel
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import StructuralMerge
import Testing

@Suite struct PartialPullTests {
  /// The sandbox changes two exports and a script.
  private func edited() throws -> PullWorld {
    let pair = try PullWorld()
    try pair.dev.edit(try pair.clone("e1")) { $0.place("POST", at: "/http/method") }
    try pair.dev.edit(try pair.clone("e1")) { $0.place("/v3/orders", at: "/http/relativeURI") }
    try pair.dev.edit(try pair.clone("s2")) { $0.place("// v3\n", at: "/content") }
    return pair
  }

  @Test func `one resource is taken and the rest is offered again`() throws {
    let pair = try edited()
    let report = try pair.pull { $0.only = ["exports/get-orders"] }
    #expect(report.revision.changes.modified == 1)
    let documents = try pair.prod.documents()
    #expect(documents[key("e1")]?["http"]?["method"]?.text == "POST")
    #expect(documents[key("s2")]?["content"]?.text?.contains("v3") == false)
    // What was taken can be changed here without a conflict; what was left out comes now.
    try pair.prod.edit("e1", "/http/method", to: #""PUT""#)
    let next = try pair.prepare()
    #expect(next.open.isEmpty)
    try pair.pull()
    let after = try pair.prod.documents()
    #expect(after[key("e1")]?["http"]?["method"]?.text == "PUT")
    #expect(after[key("s2")]?["content"]?.text == "// v3\n")
    try pair.pull("dev/orders", from: "prod/orders")
    #expect(try pair.isIdentical())
  }

  @Test func `an ignored field stays as it is and is offered again`() throws {
    let pair = try edited()
    let prepared = try pair.prepare { $0.ignored = ["exports:/http/method"] }
    #expect(prepared.ignoredCount == 1)
    try pair.pull { $0.ignored = ["exports:/http/method"] }
    let http = try pair.prod.documents()[key("e1")]?["http"]
    #expect(http?["method"]?.text == "GET" && http?["relativeURI"]?.text == "/v3/orders")
    try pair.prod.edit("e1", "/http/relativeURI", to: #""/v4/orders""#)
    let next = try pair.prepare()
    #expect(next.open.isEmpty)
    try pair.pull()
    let after = try pair.prod.documents()[key("e1")]?["http"]
    #expect(after?["method"]?.text == "POST" && after?["relativeURI"]?.text == "/v4/orders")
  }

  @Test func `a flow is taken with what it needs, its group too`() throws {
    let pair = try PullWorld()
    let export = try pair.dev.environment.create(
      .exports,
      [
        "name": "Get carts", "_connectionId": .string(JSONString(id("c2"))),
        "adaptorType": "HTTPExport", "http": ["relativeURI": "/carts"],
      ])
    try pair.dev.edit(try pair.clone("n1")) { document in
      let groups = document["flowGroupings"]?.array ?? []
      document.place(
        .array(groups + [["name": "Carts", "_id": "7d00000000000000000000ff"]]),
        at: "/flowGroupings")
      document.place("changed too", at: "/description")
    }
    _ = try pair.dev.environment.create(
      .flows,
      [
        "name": "Carts", "_integrationId": .string(JSONString(try pair.clone("n1").id)),
        "disabled": true, "_flowGroupingId": "7d00000000000000000000ff",
        "pageGenerators": [["_exportId": .string(JSONString(export.key.id))]],
      ])
    try pair.pull { $0.only = ["flows/carts"] }
    let documents = try pair.prod.documents()
    let flow = documents.values.first { $0["name"]?.text == "Carts" }
    let taken = documents.first { $0.value["name"]?.text == "Get carts" }
    #expect(flow?["pageGenerators"]?[0]?["_exportId"]?.text == taken?.key.id)
    #expect(taken?.value["_connectionId"]?.text == id("c2"))
    #expect(flow?["_flowGroupingId"] != nil)
    #expect(documents[key("n1")]?["description"]?.text == "From the shop to the books.")
    try pair.pull()
    #expect(try pair.isIdentical())
  }

  @Test func `a selection that would leave a reference to nothing is refused`() throws {
    let pair = try PullWorld()
    try pair.dev.edit(try pair.clone("f1")) { document in
      document.place(
        [["type": "import", "_importId": .string(JSONString(try pair.clone("i1").id))]],
        at: "/pageProcessors")
    }
    try pair.dev.delete(try pair.clone("t1"))
    try pair.dev.delete(try pair.clone("i2"))
    #expect { _ = try pair.prepare { $0.only = ["imports/call-enrich"] } } throws: {
      ($0 as? LifecycleError)?.code == "dangling_reference"
    }
    #expect { _ = try pair.prepare { $0.only = ["imports/nobody"] } } throws: {
      ($0 as? LifecycleError)?.code == "no_such_resource"
    }
  }

  @Test func `schedules, names and payloads travel when asked for`() throws {
    let pair = try PullWorld()
    try pair.dev.edit(try pair.clone("f1")) { $0.place("? 0 9 * * *", at: "/schedule") }
    try pair.dev.edit(try pair.clone("n1")) { $0.place("Orders 2", at: "/name") }
    try pair.dev.edit(try pair.clone("e1")) { $0.place("sample", at: "/sampleData") }
    #expect(try pair.prepare().plan?.isEmpty != false)
    try pair.pull {
      $0.withSchedules = true
      $0.withName = true
      $0.withPayloads = true
    }
    let documents = try pair.prod.documents()
    #expect(documents[key("f1")]?["schedule"]?.text == "? 0 9 * * *")
    #expect(documents[key("f1")]?["disabled"] == false)
    #expect(documents[key("n1")]?["name"]?.text == "Orders 2")
    #expect(documents[key("e1")]?["sampleData"]?.text == "sample")
  }

  @Test func `what other integrations use is changed only when that is allowed`() throws {
    let pair = try PullWorld()
    try pair.dev.edit(try pair.clone("s1")) { $0.place("// tuned\n", at: "/content") }
    #expect { try pair.pull() } throws: { ($0 as? LifecycleError)?.code == "shared_resources" }
    try pair.pull { $0.allowsShared = true }
    #expect(try pair.prod.documents()[key("s1")]?["content"]?.text == "// tuned\n")
  }

  @Test func `slots that are not bound are refused, all of them named`() throws {
    let pair = try PullWorld()
    _ = try pair.dev.environment.create(
      .connections, ["_id": "7d00000000000000000000cc", "name": "Mail", "type": "smtp"])
    let mail = try pair.dev.documents().first { $0.value["name"]?.text == "Mail" }
    try pair.dev.edit(try pair.clone("i3")) {
      $0.place(.string(JSONString(mail?.key.id ?? "")), at: "/_connectionId")
    }
    #expect { _ = try pair.prepare() } throws: {
      ($0 as? LifecycleError)?.code == "unbound_connections"
    }
    let report = try pair.pull {
      $0.makesPlaceholders = true
      $0.allowsShared = true
    }
    #expect(report.revision.followUps.map(\.code).contains("secret_required"))
    let placeholder = try pair.prod.documents().first { $0.value["name"]?.text == "Mail" }
    #expect(placeholder?.value["offline"] == true)
    #expect(
      try pair.prod.documents()[key("i3")]?["_connectionId"]?.text == placeholder?.key.id)
  }
}
