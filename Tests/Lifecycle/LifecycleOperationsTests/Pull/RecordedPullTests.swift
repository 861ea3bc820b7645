import EnvironmentAdapters
import IntegrationModel
import LifecycleOperations
import LosslessJSON
import ObjectModel
import RepositoryCore
import StructuralDiff
import StructuralMerge
import Testing

/// Merges of what is recorded: the same as a pull would do, and no environment is looked at.
@Suite struct RecordedPullTests {
  /// A world without its environments: whoever asks for one is told that it is not there.
  private func offline(_ world: TestWorld) -> TestWorld {
    var world = world
    world.environments = [:]
    return world
  }

  private func merge(
    _ world: TestWorld, _ current: String, from remote: String,
    resolving resolutions: ResolutionRequests = ResolutionRequests(),
    _ change: (inout PullRequest) -> Void = { _ in }
  ) throws -> PullOperation.RecordedMerge {
    var request = PullRequest(current: current, remote: remote)
    change(&request)
    let merge = try PullOperation(try offline(world).resolver()).mergeRecorded(
      request, resolutions)
    return try #require(merge)
  }

  @Test func `what is recorded is merged without any environment`() throws {
    let pair = try PullWorld()
    try pair.prod.edit("e1", "/http/relativeURI", to: #""/orders?page=2""#)
    try pair.dev.edit(try pair.clone("e1")) { $0.place("POST", at: "/http/method") }
    try pair.dev.edit(try pair.clone("s1")) { $0.place("// tuned\n", at: "/content") }
    try pair.world.snapshot("prod/orders")
    try pair.world.snapshot("dev/orders")
    let before = try pair.world.image()
    let found = try merge(pair.world, "prod/orders@r2", from: "dev/orders@r2")
    #expect(try pair.world.image() == before)
    #expect(found.changes.map(\.name.description) == ["exports/get-orders", "scripts/hooks"])
    #expect(found.changes.map(\.status) == [.modified, .modified])
    #expect(found.changes[0].changes.map(\.path.description) == ["/http/method"])
    #expect(found.open.isEmpty && !found.isUpToDate)
    let report = try pair.pull { $0.allowsShared = true }
    #expect(try found.content() == report.revision.after?.content)
    // What was pulled is in the recorded state before it just as well.
    let again = try merge(pair.world, "prod/orders@r3:before", from: "dev/orders@r2")
    #expect(try again.content() == found.content())
    let after = try merge(pair.world, "prod/orders@r3", from: "dev/orders@r2")
    #expect(after.isUpToDate && after.changes.isEmpty)
  }

  @Test func `conflicts are those that the pull has, with their sides`() throws {
    let pair = try PullWorld()
    try pair.prod.edit("e1", "/http/method", to: #""PUT""#)
    try pair.dev.edit(try pair.clone("e1")) { $0.place("POST", at: "/http/method") }
    try pair.dev.edit(try pair.clone("s1")) { $0.place("// tuned\n", at: "/content") }
    let prepared = try pair.prepare()
    try pair.world.snapshot("prod/orders")
    let found = try merge(pair.world, "prod/orders@r2", from: "dev/orders@r2")
    #expect(found.open == prepared.open && found.open.count == 1)
    #expect(found.open.first?.conflict.base == "GET")
    #expect(try found.content() == nil)
    #expect(found.changes.map(\.name.description) == ["scripts/hooks"])
    let resolved = try merge(
      pair.world, "prod/orders@r2", from: "dev/orders@r2",
      resolving: try ResolutionRequests("c1=remote"))
    #expect(resolved.open.isEmpty && resolved.resolved.count == 1)
    #expect(resolved.changes.count == 2)
    let report = try pair.pull(resolving: try ResolutionRequests("c1=remote")) {
      $0.allowsShared = true
    }
    #expect(try resolved.content() == report.revision.after?.content)
  }

  @Test func `what came, what went and a selection are told apart`() throws {
    let pair = try PullWorld()
    try pair.dev.delete(try pair.clone("f3"))
    try pair.dev.edit(try pair.clone("e1")) { $0.place("POST", at: "/http/method") }
    _ = try pair.dev.environment.create(
      .flows,
      [
        "name": "Carts", "_integrationId": .string(JSONString(try pair.clone("n1").id)),
        "disabled": false,
        "pageGenerators": [["_exportId": .string(JSONString(try pair.clone("e1").id))]],
      ])
    try pair.world.snapshot("dev/orders")
    let all = try merge(pair.world, "prod/orders@r1", from: "dev/orders@r2")
    let status = Dictionary(
      uniqueKeysWithValues: all.changes.map { ($0.name.description, $0.status) })
    #expect(status["flows/carts"] == .added && status["exports/get-orders"] == .modified)
    #expect(status.values.filter { $0 == .deleted }.count == 1)
    let one = try merge(pair.world, "prod/orders@r1", from: "dev/orders@r2") {
      $0.only = ["exports/get-orders"]
    }
    #expect(one.changes.map(\.name.description) == ["exports/get-orders"])
    let none = try merge(pair.world, "prod/orders@r1", from: "dev/orders@r2") {
      $0.only = ["exports/get-orders"]
      $0.ignored = ["exports:/http/method"]
    }
    #expect(none.changes.isEmpty && none.ignoredCount == 1)
  }

  @Test func `a reference to what the other side deleted is found in what is left out`() throws {
    let pair = try PullWorld()
    // One side deletes an export; the other one makes a flow of it that was not there.
    let export = try pair.dev.environment.create(.exports, ["name": "Extra", "type": "http"])
    try pair.dev.edit(try pair.clone("f1")) {
      $0.place(
        .array(
          ($0["pageGenerators"]?.array ?? []) + [["_exportId": .string(JSONString(export.key.id))]]),
        at: "/pageGenerators")
    }
    try pair.pull { $0.allowsShared = true }
    let name = try #require(
      try pair.prod.documents().first { $0.value["name"] == "Extra" }?.key)
    try pair.prod.edit(key("f1")) { $0.removeValue(at: "/pageGenerators/1") }
    try pair.prod.delete(name)
    _ = try pair.dev.environment.create(
      .flows,
      [
        "name": "Again", "_integrationId": .string(JSONString(try pair.clone("n1").id)),
        "disabled": true,
        "pageGenerators": [["_exportId": .string(JSONString(export.key.id))]],
      ])
    let prepared = try pair.prepare()
    try pair.world.snapshot("prod/orders")
    let revisions = try RevisionJournal(target("prod/orders"), in: pair.world.context().repository)
    let newest = try #require(try revisions.latest()?.id)
    let remote = try RevisionJournal(target("dev/orders"), in: pair.world.context().repository)
    let found = try merge(
      pair.world, "prod/orders@\(newest)",
      from: "dev/orders@\(try #require(try remote.latest()?.id))")
    #expect(found.open == prepared.open)
    #expect(found.open.map(\.conflict.kind) == [.deleteReference])
  }

  @Test func `a recorded state cannot be pulled into`() throws {
    let pair = try PullWorld()
    let operation = PullOperation(try pair.world.resolver())
    let request = PullRequest(current: "prod/orders@r1", remote: "dev/orders@r1")
    #expect { try operation.requireEnvironment(request) } throws: {
      ($0 as? LifecycleError)?.code == "recorded_state"
    }
    try operation.requireEnvironment(PullRequest(current: "prod/orders", remote: "dev/orders@r1"))
    #expect(
      try operation.mergeRecorded(
        PullRequest(current: "prod/orders", remote: "dev/orders@r1"), ResolutionRequests()) == nil)
    #expect { try merge(pair.world, "prod/orders@r9", from: "dev/orders@r1") } throws: {
      ($0 as? LifecycleError)?.code == "no_such_revision"
    }
  }

  @Test func `states without a common history have the base that is declared`() throws {
    let pair = try PullWorld()
    try pair.dev.edit(try pair.clone("e1")) { $0.place("POST", at: "/http/method") }
    try pair.world.snapshot("dev/orders")
    let found = try merge(pair.world, "prod/orders@r1", from: "dev/orders@r2") {
      $0.base = "dev/orders@r1"
    }
    #expect(found.open.isEmpty)
    #expect(found.changes.map(\.name.description) == ["exports/get-orders"])
  }
}
