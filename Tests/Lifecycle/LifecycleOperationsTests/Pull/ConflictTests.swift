import IntegrationModel
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import StructuralMerge
import Testing

@Suite struct ConflictTests {
  /// Both sides give the same field another value, and each changes something of its own.
  private func competing() throws -> PullWorld {
    let pair = try PullWorld()
    try pair.prod.edit("e1", "/http/relativeURI", to: #""/v2/orders""#)
    try pair.prod.edit("i1", "/netsuite_da/operation", to: #""update""#)
    try pair.dev.edit(try pair.clone("e1")) { $0.place("/v3/orders", at: "/http/relativeURI") }
    try pair.dev.edit(try pair.clone("e1")) { $0.place("POST", at: "/http/method") }
    return pair
  }

  @Test func `a conflict names the place and the three values, and nothing is written`() throws {
    let pair = try competing()
    let documents = try pair.prod.documents()
    let prepared = try pair.prepare()
    #expect(prepared.plan == nil)
    let conflict = prepared.open.first
    #expect(prepared.open.count == 1)
    #expect(conflict?.id == "c1" && conflict?.name.description == "exports/get-orders")
    #expect(conflict?.conflict.path.description == "/http/relativeURI")
    #expect(conflict?.conflict.base?.text == "/orders")
    #expect(conflict?.conflict.ours?.text == "/v2/orders")
    #expect(conflict?.conflict.theirs?.text == "/v3/orders")
    let revision = try PullOperation(try pair.world.resolver()).wait(prepared)
    #expect(revision.status == .inProgress && revision.isWaiting)
    #expect(try pair.prod.documents() == documents)
  }

  @Test(arguments: [
    ("c1=current", "/v2/orders"), ("c1=remote", "/v3/orders"), (#"c1="/v4/orders""#, "/v4/orders"),
  ])
  func `a resolution given at once ends it`(option: String, expected: String) throws {
    let pair = try competing()
    let report = try pair.pull(resolving: try ResolutionRequests(option))
    #expect(report.revision.conflicts == 1)
    let merged = try pair.prod.documents()[key("e1")]?["http"]
    #expect(merged?["relativeURI"]?.text == expected)
    #expect(merged?["method"]?.text == "POST")
  }

  @Test func `a waiting pull is resolved later, whatever changed meanwhile`() throws {
    let pair = try competing()
    let target = target("prod/orders")
    _ = try PullOperation(try pair.world.resolver()).wait(try pair.prepare())
    // Snapshots go on, other operations are refused.
    try pair.prod.edit("s1", "/content", to: #""// meanwhile\n""#)
    try pair.world.snapshot("prod/orders")
    #expect { try pair.world.revert("prod/orders", to: "r1") } throws: {
      ($0 as? LifecycleError)?.code == "revision_in_progress"
    }
    try pair.dev.edit(try pair.clone("s2")) { $0.place("// too late\n", at: "/content") }
    let operation = PullOperation(try pair.world.resolver())
    #expect(try operation.conflicts(of: target).open.map(\.id) == ["c1"])
    let resumed = try operation.resume(
      target, try ResolutionRequests("c1=remote"), adding: BindingRequests()
    ) { _ in }
    guard case .applied(let report) = resumed else { throw Missing() }
    #expect(report.revision.id == "r2" && report.revision.status == .completed)
    let documents = try pair.prod.documents()
    #expect(documents[key("e1")]?["http"]?["relativeURI"]?.text == "/v3/orders")
    #expect(documents[key("s1")]?["content"]?.text == "// meanwhile\n")
    // The remote is what it was when the pull began.
    #expect(documents[key("s2")]?["content"]?.text?.contains("too late") == false)
    #expect(try pair.world.revisions(target).map(\.id) == ["r3", "r2", "r1"])
    try pair.world.snapshot("prod/orders")
    #expect(try pair.world.revisions(target).first?.id == "r4")
  }

  @Test func `a waiting pull is canceled without a trace in the environment`() throws {
    let pair = try competing()
    let target = target("prod/orders")
    _ = try PullOperation(try pair.world.resolver()).wait(try pair.prepare())
    try pair.prod.edit("s1", "/content", to: #""// meanwhile\n""#)
    try pair.world.snapshot("prod/orders")
    let documents = try pair.prod.documents()
    let ended = try PlanApplication(try pair.world.resolver()).cancel(target)
    #expect(ended.revision.status == .canceled && ended.left == [])
    #expect(try pair.prod.documents() == documents)
    // What was recorded meanwhile is still the newest state.
    let state = try pair.world.resolver().lastRecordedSide(target)
    #expect(state?.label == "prod/orders@r3")
    #expect(try pair.prepare().open.count == 1)
  }

  @Test func `while a pull waits a revert is refused before it is planned`() throws {
    let pair = try competing()
    _ = try PullOperation(try pair.world.resolver()).wait(try pair.prepare())
    #expect { _ = try pair.world.revertPlan("prod/orders", to: "r1") } throws: {
      ($0 as? LifecycleError)?.code == "revision_in_progress"
    }
  }

  @Test func `the same conflict is resolved once`() throws {
    let pair = try competing()
    try pair.pull(resolving: try ResolutionRequests("c1=remote"))
    try pair.undo(target("prod/orders"))
    let prepared = try pair.prepare()
    #expect(prepared.open.isEmpty)
    #expect(prepared.resolved.map(\.isRemembered) == [true])
    #expect(try pair.prepare { $0.usesRemembered = false }.open.count == 1)
  }

  @Test func `what is said about no conflict is refused`() throws {
    let pair = try competing()
    #expect { _ = try pair.prepare(resolving: try ResolutionRequests("c9=remote")) } throws: {
      ($0 as? LifecycleError)?.code == "unknown_conflict"
    }
    #expect { _ = try ResolutionRequests("c1=not json") } throws: {
      ($0 as? LifecycleError)?.code == "bad_resolution"
    }
    var requests = ResolutionRequests()
    try requests.add(
      file: [
        "resolutions": [["name": "exports/get-orders", "path": "/nowhere", "take": "remote"]]
      ], isKept: false)
    #expect { _ = try pair.prepare(resolving: requests) } throws: {
      ($0 as? LifecycleError)?.code == "unknown_conflict"
    }
  }

  @Test func `a resource deleted here and newly used there is a conflict`() throws {
    let pair = try PullWorld()
    try pair.prod.delete(key("i2"))
    try pair.prod.edit("f1", "/pageProcessors", to: #"[{"type": "import", "_importId": "@i1"}]"#)
    try pair.prod.edit("t1", "/routers", to: "[]")
    let call = try pair.clone("i2")
    try pair.dev.edit(try pair.clone("f2")) { document in
      document.place(
        [
          ["type": "import", "_importId": .string(JSONString(try pair.clone("i3").id))],
          ["type": "import", "_importId": .string(JSONString(call.id))],
        ], at: "/pageProcessors")
    }
    let prepared = try pair.prepare()
    #expect(prepared.open.map(\.conflict.kind) == [.deleteReference])
    try pair.pull(resolving: try ResolutionRequests("c1=remote"))
    let documents = try pair.prod.documents()
    let back = documents.first { $0.value["name"]?.text == "Call enrich" }
    #expect(
      documents[key("f2")]?["pageProcessors"]?[1]?["_importId"]?.text == back?.key.id)
  }

  struct Missing: Error {}
}
