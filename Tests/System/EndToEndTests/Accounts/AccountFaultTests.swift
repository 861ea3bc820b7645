import Foundation
import LosslessJSON
import RESTAccount
import ScriptedServer
import Synchronization
import Testing

/// Commands against an account that misbehaves: each ends right, or with exit code 4 and a clear
/// error, and nothing is lost or done twice.
@Suite struct AccountFaultTests {
  private static let target = "prod/shopify-to-netsuite"
  private static let variables = ["PROD_TOKEN": RESTAccount.token]

  /// Gives faulty answers to some requests, a number of times.
  private final class Faults: Sendable {
    typealias Answer = @Sendable (ServedRequest) -> ServedAnswer
    private struct Armed {
      let line: String
      var count: Int
      let answer: Answer
    }
    private let armed = Mutex<Armed?>(nil)

    /// Arms a fault for requests whose method and path start as given.
    func arm(_ line: String, count: Int = 1, _ answer: @escaping Answer) {
      armed.withLock { $0 = Armed(line: line, count: count, answer: answer) }
    }

    func answer(_ request: ServedRequest) -> ServedAnswer? {
      let due = armed.withLock { armed -> Answer? in
        guard let found = armed, found.count > 0, request.line.hasPrefix(found.line) else {
          return nil
        }
        armed?.count -= 1
        return found.answer
      }
      return due?(request)
    }
  }

  private struct World {
    let workspace: Workspace
    let account: RESTAccount
    let faults: Faults

    func run(_ arguments: String..., exit: Int32 = 0) throws -> Run {
      try workspace.run(arguments, exit: exit, variables: AccountFaultTests.variables)
    }

    func writes() -> [String] {
      account.requests.filter { $0.method != "GET" }.map(\.line)
    }
  }

  private func world() throws -> World {
    let faults = Faults()
    let account = try RESTAccount { faults.answer($0) }
    try account.fill(from: PackageFolder.exampleAccounts + "/production")
    let workspace = Workspace()
    try workspace.run("init")
    try workspace.run(
      "env", "add", "prod", account.url, "--token-env", "PROD_TOKEN", variables: Self.variables)
    return World(workspace: workspace, account: account, faults: faults)
  }

  @Test(
    arguments: [
      ("throttled", ServedAnswer(429, fields: [("Retry-After", "0")])),
      ("cut before the answer", ServedAnswer.cut),
      ("cut in the header", ServedAnswer.json(200, "[]").cutInHead),
      ("cut in the body", ServedAnswer.json(200, "[]").cutInBody),
      ("failed", ServedAnswer(503, body: Array("<html>busy</html>".utf8))),
    ]) func `a snapshot gets over what goes by`(name: String, answer: ServedAnswer) throws
  {
    let world = try world()
    defer { world.account.stop() }
    world.faults.arm("GET /v1/exports", count: 2) { _ in answer }
    _ = try world.run("snapshot", "--all", "prod")
    _ = try world.run("status", "prod")
    _ = try world.run("fsck", "--full")
  }

  @Test(
    arguments: [
      ("GET /v1/exports", ServedAnswer(200, body: Array("<html>Sign in</html>".utf8))),
      ("GET /v1/flows", ServedAnswer.json(200, "{\"a\":")),
      ("GET /v1/flows", ServedAnswer.json(200, "{\"_id\":\"x\"}")),
      ("GET /v1/flows", ServedAnswer.json(200, "[{\"name\":\"no id\"}]")),
      ("GET /v1/flows", ServedAnswer(302, fields: [("Location", "https://evil.example/")])),
      ("GET /v1/imports", ServedAnswer.failure(401, "unauthorized", "expired")),
      ("GET /v1/imports", ServedAnswer.failure(403, "forbidden", "not for you")),
      ("GET /v1/imports/", ServedAnswer.json(200, "{\"_id\":\"another\"}")),
    ]) func `what will not go by ends a snapshot with a clear error`(
      line: String, answer: ServedAnswer
    ) throws
  {
    let world = try world()
    defer { world.account.stop() }
    _ = try world.run("snapshot", "--all", "prod")
    world.account.wait(milliseconds: 60_000)
    let flows = world.account.ids("imports")
    for id in flows { world.account.edit("imports", id) { $0["description"] = "edited" } }
    world.faults.arm(line, count: 999) { _ in answer }
    let before = try FolderTree(world.workspace.store, excluding: ["ilm/cache", "ilm/locks"])
    let run = try world.run("snapshot", "--all", "prod", exit: 4)
    #expect(run.errors.contains("/v1/"), "\(run.story)")
    #expect(!run.errors.contains(RESTAccount.token))
    let after = try FolderTree(world.workspace.store, excluding: ["ilm/cache", "ilm/locks"])
    #expect(after.differences(from: before) == [])
  }

  @Test func `pages that come round again end a snapshot`() throws {
    let world = try world()
    defer { world.account.stop() }
    let account = world.account
    world.faults.arm("GET /v1/exports", count: 999) { request in
      var answer = account.respond(request)
      answer.fields.append(("Link", "</v1/exports?page=1>; rel=\"next\""))
      return answer
    }
    let run = try world.run("snapshot", "--all", "prod", exit: 4)
    #expect(run.errors.contains("come round again"), "\(run.story)")
  }

  @Test(arguments: [
    "Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT", "yesterday", "",
  ]) func `a clock that is wrong hides no change`(date: String) throws {
    let world = try world()
    defer { world.account.stop() }
    let account = world.account
    world.faults.arm("", count: Int.max) { request in
      var answer = account.respond(request)
      answer.fields.removeAll { $0.name == "Date" }
      answer.fields.append(("Date", date))
      return answer
    }
    _ = try world.run("snapshot", "--all", "prod")
    for (number, id) in account.ids("imports").prefix(3).enumerated() {
      // The first two come right after one another, the third after a while.
      if number == 2 { account.wait(milliseconds: 60_000) }
      account.edit("imports", id) { $0["description"] = "edited" }
      let run = try world.run("snapshot", "--all", "prod", "--if-changed", "--json")
      let revisions = try JSONValue(parsing: run.outputBytes)["revisions"]?.array ?? []
      #expect(!revisions.isEmpty, "edit \(number): \(run.story)")
    }
    _ = try world.run("status", "prod")
    _ = try world.run("fsck", "--full")
  }

  /// Records r1 and changes one import and one flow since.
  private func edited(_ world: World) throws -> (importID: String, flowID: String) {
    _ = try world.run("snapshot", Self.target)
    let account = world.account
    func id(_ kind: String, _ name: String) throws -> String {
      try #require(
        account.ids(kind).first {
          account.document(kind, $0)?["name"]?.text?.hasPrefix(name) == true
        })
    }
    let flowID = try id("flows", "Customer sync")
    let importID = try #require(
      account.document("flows", flowID)?["pageProcessors"]?.array?.lazy.compactMap {
        $0["_importId"]?.text
      }.first)
    account.edit("imports", importID) { $0["description"] = "edited by hand" }
    account.wait(milliseconds: 60_000)
    account.forgetRequests()
    return (importID, flowID)
  }

  @Test func `a replacement whose answer is lost is not sent twice`() throws {
    let world = try world()
    defer { world.account.stop() }
    let (importID, _) = try edited(world)
    let account = world.account
    world.faults.arm("PUT /v1/imports/") { request in
      _ = account.respond(request)
      return .cut
    }
    _ = try world.run("revert", Self.target, "--to", "r1", "--yes")
    #expect(world.writes().count { $0 == "PUT /v1/imports/\(importID)" } == 1)
    #expect(account.document("imports", importID)?["description"]?.text != "edited by hand")
    _ = try world.run("diff", Self.target, Self.target + "@r1")
  }

  @Test func `a creation whose answer is lost is found again, not made twice`() throws {
    let world = try world()
    defer { world.account.stop() }
    let (_, flowID) = try edited(world)
    let account = world.account
    let count = account.ids("flows").count
    account.remove("flows", flowID)
    world.faults.arm("POST /v1/flows") { request in
      _ = account.respond(request)
      return .cut
    }
    let run = try world.run("revert", Self.target, "--to", "r1", "--yes", exit: 4)
    #expect(run.errors.contains("whether it was carried out is not known"), "\(run.story)")
    _ = try world.run("continue", Self.target, "--yes")
    #expect(world.writes().count { $0 == "POST /v1/flows" } == 1)
    #expect(account.ids("flows").count == count)
    _ = try world.run("compare", Self.target, Self.target + "@r1")
    _ = try world.run("fsck", "--full")
  }

  @Test(arguments: [
    "POST /v1/integrations", "POST /v1/exports", "POST /v1/flows",
  ]) func `what somebody makes in the place of a refused creation outlives a cancel`(
    line: String
  ) throws {
    let world = try world()
    defer { world.account.stop() }
    let account = world.account
    let before = account.documents()
    let sent = Mutex<[JSONObject]>([])
    world.faults.arm(line) { request in
      let body = (try? JSONValue(parsing: request.body))?.object
      sent.withLock { $0 += [body].compactMap { $0 } }
      return .failure(422, "invalid_field", "not this one")
    }
    let run = try world.run("clone", Self.target, "prod/Copy", "--yes", "--json", exit: 4)
    #expect(run.errors.contains("\"environment_rejected\""), "\(run.story)")
    // Of the same name and content: nothing but the answer tells that the operation did not make it.
    var document = try #require(sent.withLock { $0.first })
    document["_id"] = "5f0c1d2e3f4a5b6c7d8e9f01"
    let kind = String(line.split(separator: "/").last ?? "")
    account.put(kind, document)
    _ = try world.run("cancel", "prod/copy", "--yes")
    var expected = before
    expected["\(kind)/5f0c1d2e3f4a5b6c7d8e9f01"] =
      account.document(kind, "5f0c1d2e3f4a5b6c7d8e9f01")
    #expect(expected.count == before.count + 1)
    #expect(account.documents() == expected)
    _ = try world.run("fsck", "--full")
  }

  @Test func `a refused creation is made when the clone is continued`() throws {
    let world = try world()
    defer { world.account.stop() }
    world.faults.arm("POST /v1/flows") { _ in .failure(422, "invalid_field", "not this one") }
    _ = try world.run("clone", Self.target, "prod/Copy", "--yes", exit: 4)
    _ = try world.run("continue", "prod/copy", "--yes")
    _ = try world.run("compare", Self.target, "prod/copy")
  }

  @Test func `what somebody else brought back in the meantime outlives a cancel`() throws {
    let world = try world()
    defer { world.account.stop() }
    let (importID, _) = try edited(world)
    let account = world.account
    account.edit("imports", importID) { $0["description"] = nil }
    _ = try world.run("snapshot", Self.target)
    let deleted = try #require(account.document("imports", importID))
    account.remove("imports", importID)
    let before = account.documents()
    world.faults.arm("GET /v1/imports/\(importID)") { request in
      account.put("imports", deleted)
      return account.respond(request)
    }
    let run = try world.run("revert", Self.target, "--to", "r2", "--yes", "--json", exit: 4)
    #expect(run.errors.contains("\"resource_exists\""), "\(run.story)")
    _ = try world.run("cancel", Self.target, "--yes")
    #expect(account.document("imports", importID) == deleted)
    #expect(Set(account.documents().keys) == Set(before.keys).union(["imports/\(importID)"]))
    _ = try world.run("diff", Self.target, Self.target + "@r2")
  }

  @Test func `somebody's change in the meantime stops a revert`() throws {
    let world = try world()
    defer { world.account.stop() }
    let (importID, _) = try edited(world)
    let account = world.account
    world.faults.arm("PUT /v1/imports/") { request in
      account.edit("imports", importID) { $0["description"] = "theirs" }
      return account.respond(request)
    }
    let run = try world.run("revert", Self.target, "--to", "r1", "--yes", "--json", exit: 3)
    #expect(run.errors.contains("\"code\": \"target_changed\""), "\(run.story)")
    #expect(account.document("imports", importID)?["description"] == "theirs")
  }

  @Test func `what the account refuses is told with code, field and request`() throws {
    let world = try world()
    defer { world.account.stop() }
    _ = try edited(world)
    world.faults.arm("PUT /v1/imports/", count: 99) { _ in
      .failure(422, "invalid_ref", "no such connection", field: "_connectionId")
    }
    let run = try world.run("revert", Self.target, "--to", "r1", "--yes", "--json", exit: 4)
    for part in [
      "\"code\": \"environment_rejected\"", "\"apiCode\": \"invalid_ref\"",
      "\"field\": \"_connectionId\"", "\"status\": 422", "PUT /v1/imports/",
    ] {
      #expect(run.errors.contains(part), "\(run.story)")
    }
    #expect(world.writes().count { $0.hasPrefix("PUT /v1/imports/") } == 1)
  }
}
