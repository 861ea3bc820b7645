import EnvironmentAdapters
import FileStorage
import IntegrationModel
import LosslessJSON
import RESTAccount
import ScriptedServer
import Synchronization
import Testing

/// What a look at an account asks for, and what it finds.
@Suite struct HTTPSurveyTests {
  /// A survey that remembers.
  private struct Look {
    let names: [String]
    let warnings: [String]
    let cache: SurveyCache<String>

    init(_ account: RESTAccount, _ earlier: SurveyCache<String>? = nil) throws {
      let survey = try HTTPAccount.environment(account).survey(
        reusing: earlier, makeWorker: {}
      ) { _, document in
        "\(document.key.kind.rawValue)/\(document.json.value["name"]?.text ?? "")"
      }
      names = survey.summaries.sorted()
      warnings = survey.warnings
      cache = SurveyCache(
        entries: survey.entries, writtenAt: FileTimestamp(seconds: 0, nanoseconds: 0))
    }
  }

  private func fill(_ account: RESTAccount, _ count: Int, kind: String = "exports") {
    for number in 0..<count {
      let digits = String(1000 + number)
      account.put(
        kind,
        ["_id": .string(JSONString("aaaa\(digits)")), "name": .string(JSONString("n\(digits)"))])
    }
    account.wait(milliseconds: 60_000)
  }

  private func reads(_ account: RESTAccount) -> [String] {
    account.requests.map(\.path).filter { $0.split(separator: "/").count == 3 }.sorted()
  }

  @Test func `a second look asks for lists and for what changed`() throws {
    let account = try RESTAccount()
    defer { account.stop() }
    fill(account, 250)
    let first = try Look(account)
    #expect(first.names.count == 250)
    // Sixteen kinds, one of them on three pages; each document once.
    #expect(account.requests.count == 18 + 250)
    account.forgetRequests()
    for number in 1000..<1100 {
      account.edit("exports", "aaaa\(number)") { $0["name"] = "edited" }
    }
    let second = try Look(account, first.cache)
    #expect(account.requests.count == 18 + 100)
    #expect(second.names.count { $0 == "exports/edited" } == 100)
    #expect(second.names.count == 250)
  }

  @Test func `what changed right before it was read is read once more`() throws {
    let account = try RESTAccount()
    defer { account.stop() }
    fill(account, 3)
    account.edit("exports", "aaaa1000") { $0["name"] = "just now" }
    let first = try Look(account)
    account.forgetRequests()
    _ = try Look(account, first.cache)
    #expect(reads(account) == ["/v1/exports/aaaa1000"])
  }

  @Test func `a server that does not tell the time is compared with its newest change`() throws {
    var behaviour = RESTAccount.Behaviour()
    behaviour.tellsTime = false
    let account = try RESTAccount(behaviour)
    defer { account.stop() }
    fill(account, 3)
    account.edit("exports", "aaaa1001") { $0["name"] = "newest" }
    let first = try Look(account)
    account.forgetRequests()
    _ = try Look(account, first.cache)
    #expect(reads(account) == ["/v1/exports/aaaa1001"])
  }

  @Test func `a clock that is wrong does no harm`() throws {
    // The account's clock is years behind or ahead of this machine's; only its own counts.
    for shift in [-300_000_000_000, 300_000_000_000] as [Int64] {
      let account = try RESTAccount()
      defer { account.stop() }
      account.wait(milliseconds: shift)
      fill(account, 3)
      let first = try Look(account)
      account.forgetRequests()
      account.edit("exports", "aaaa1002") { $0["name"] = "edited" }
      let second = try Look(account, first.cache)
      #expect(reads(account) == ["/v1/exports/aaaa1002"])
      #expect(second.names.contains("exports/edited"))
    }
  }

  @Test func `documents that go while they are listed are not missed, nor seen twice`() throws {
    var behaviour = RESTAccount.Behaviour()
    behaviour.pageSize = 5
    let holder = Mutex<RESTAccount?>(nil)
    let isArmed = Mutex(false)
    let account = try RESTAccount(behaviour) { request in
      // One of the first page goes before the second is asked for: everything moves up by one.
      let isDue = isArmed.withLock {
        $0 && request.path == "/v1/exports" && request.query["page"] == "2"
      }
      if isDue {
        isArmed.withLock { $0 = false }
        holder.withLock { $0?.remove("exports", "aaaa1000") }
      }
      return nil
    }
    defer { account.stop() }
    holder.withLock { $0 = account }
    fill(account, 12)
    let first = try Look(account)
    isArmed.withLock { $0 = true }
    let second = try Look(account, first.cache)
    // It was there when it was listed; the one that moved to the first page meanwhile is not lost.
    #expect(second.names == first.names)
    holder.withLock { $0 = nil }
  }

  @Test func `a document that goes between list and reading was deleted`() throws {
    let account = try RESTAccount { request in
      request.path == "/v1/exports/aaaa1001" ? .failure(404, "not_found", "gone") : nil
    }
    defer { account.stop() }
    fill(account, 3)
    #expect(try Look(account).names == ["exports/n1000", "exports/n1002"])
  }

  @Test func `kinds that the token may not read are named`() throws {
    let account = try RESTAccount()
    defer { account.stop() }
    fill(account, 1)
    account.change { $0.forbidden = ["apis", "mcpServers"] }
    #expect(
      try Look(account).warnings == [
        "apis are left out: the token may not read them",
        "mcpservers are left out: the token may not read them",
      ])
    account.change { $0.forbidden = ["exports"] }
    let error = #expect(throws: EnvironmentError.self) { _ = try Look(account) }
    #expect(error?.code == .unauthorised)
    #expect(error?.message.contains("GET /v1/exports") == true)
  }

  @Test func `a document that the token may not read is named`() throws {
    let account = try RESTAccount { request in
      request.path == "/v1/exports/aaaa1000" ? .failure(403, "forbidden", "not for you") : nil
    }
    defer { account.stop() }
    fill(account, 2)
    let look = try Look(account)
    #expect(look.names == ["exports/n1001"])
    #expect(look.warnings == ["export 'aaaa1000' is left out: the token may not read it"])
  }

  @Test func `a list that takes no projection is asked plainly`() throws {
    let account = try RESTAccount()
    defer { account.stop() }
    fill(account, 120)
    account.change { $0.refusesProjection = ["exports"] }
    #expect(try Look(account).names.count == 120)
  }

  @Test func `scripts are read with their bodies`() throws {
    let account = try RESTAccount()
    defer { account.stop() }
    account.put("scripts", ["_id": "aaaa", "name": "s", "content": "return 1"])
    let environment = try HTTPAccount.environment(account)
    let bodies = try environment.survey(makeWorker: {}) { _, document in
      document.value["content"]?.text
    }.summaries
    #expect(bodies == ["return 1"])
  }

  @Test func `what changes by itself makes no other version`() throws {
    let account = try RESTAccount()
    defer { account.stop() }
    account.put("flows", ["_id": "aaaa", "name": "f"])
    let environment = try HTTPAccount.environment(account)
    let key = ResourceKey(.flows, "aaaa")
    let before = try environment.document(key)
    account.edit("flows", "aaaa") { $0["lastExecutedAt"] = "2026-01-01T00:00:00.000Z" }
    let run = try environment.document(key)
    account.edit("flows", "aaaa") { $0["name"] = "g" }
    #expect(run?.version == before?.version)
    #expect(try environment.document(key)?.version != before?.version)
  }
}
