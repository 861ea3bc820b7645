import HostedAccounts
import IntegrationModel
import LosslessJSON
import Testing

/// Copies of single flows, exports and imports.
@Suite struct CopyTests {
  private let test: TestAccount
  private let owner: AccountSession
  private let made: TestIntegration

  init() throws {
    test = try TestAccount()
    owner = try test.owner
    made = try test.makeIntegration()
  }

  private var kept: CopyRequest {
    CopyRequest(connections: [made.connection.id: made.connection.id])
  }

  @Test func `a copy of a flow has steps of its own, which use each other and what is mapped`()
    throws
  {
    let second = try test.make(.connections, ["name": "Shop 2", "type": "http"])
    let flow = try owner.document(made.flow).value()
    _ = try owner.replace(
      made.flow,
      with: flow.with([
        "schedule": "? 5 * * * *", "_runNextFlowIds": [.id(made.flow)],
        "pageGenerators": [["_exportId": .id(made.export), "schedule": "? 1 * * * *"]],
        "aliases": [["alias": "get", "_exportId": .id(made.export)]],
      ]))
    let copies = try owner.copy(
      made.flow,
      CopyRequest(
        connections: [made.connection.id: second.id], integrationID: made.integration.id),
      into: owner)
    #expect(copies.map(\.key.kind) == [.scripts, .exports, .imports, .flows])
    let ids = copies.map(\.key.id)
    #expect(Set(ids).isDisjoint(with: made.all.map(\.id)))
    let copy = try copies[3].value()
    #expect(copy["name"] == "Clone - Sync")
    #expect(copy["disabled"] == true)
    #expect(copy["schedule"] == nil && copy["_runNextFlowIds"]?.array ?? [] == [])
    #expect(copy["pageGenerators"] == [["_exportId": .string(JSONString(ids[1]))]])
    #expect(copy["aliases"]?[0]?["_exportId"]?.text == ids[1])
    #expect(copy["_integrationId"]?.text == made.integration.id)
    #expect(copy["_sourceId"]?.text == made.flow.id)
    let export = try copies[1].value()
    #expect(export["_connectionId"]?.text == second.id)
    #expect(export["hooks"]?["preSavePage"]?["_scriptId"]?.text == ids[0])
    #expect(export["settings"] == ["page": 1])
    #expect(try owner.document(copies[0].key).value()["content"] == "function f() {}")
    #expect(try owner.document(made.export).value()["_connectionId"]?.text == made.connection.id)
  }

  @Test func `steps and definitions that name each other are copied`() throws {
    let helper = try test.make(.asynchelpers, ["name": "Poll"])
    let status = try test.make(.exports, ["name": "Status"])
    _ = try owner.replace(
      helper, with: ["name": "Poll", "http": ["status": ["_exportId": .id(status)]]])
    _ = try owner.replace(
      status, with: ["name": "Status", "http": ["_asyncHelperId": .id(helper)]])
    let copies = try owner.copy(status, CopyRequest(name: "Twin"), into: owner)
    let byKind = Dictionary(uniqueKeysWithValues: copies.map { ($0.key.kind, $0) })
    let twin = try #require(byKind[.exports])
    let poll = try #require(byKind[.asynchelpers])
    #expect(copies.count == 2)
    #expect(try twin.value()["name"] == "Twin")
    #expect(try twin.value()["http"]?["_asyncHelperId"]?.text == poll.key.id)
    #expect(try poll.value()["http"]?["status"]?["_exportId"]?.text == twin.key.id)
  }

  @Test func `without a counterpart for each connection nothing is made`() throws {
    let count = try owner.list(.exports).documents.count
    let problems = expectRefusal(.malformed, "invalid_connectionMap") {
      try owner.copy(made.export, CopyRequest(), into: owner)
    }
    #expect(problems.map(\.field) == ["connectionMap.\(made.connection.id)"])
    expectRefusal(.invalid, "invalid_ref") {
      try owner.copy(
        made.flow, CopyRequest(connections: [made.connection.id: made.flow.id]), into: owner)
    }
    #expect(try owner.list(.exports).documents.count == count)
    #expect(try owner.list(.scripts).documents.count == 1)
  }

  @Test func `credentials stay where they are`() throws {
    let export = try test.make(
      .exports,
      [
        "name": "Hook", "type": "webhook",
        "webhook": ["provider": "custom", "token": "canary-of-a-token"],
        "http": ["relativeURI": "https://user:canary-word@example.org/x"],
      ])
    let copy = try #require(try owner.copy(export, CopyRequest(), into: owner).first)
    let shown = try copy.value()
    #expect(shown["webhook"] == ["provider": "custom"])
    // What was never given cannot be written either.
    let written = try owner.replace(copy.key, with: shown)
    #expect(written.version == copy.version)
    #expect(try owner.document(export).value()["webhook"]?["token"] == "******")
  }

  @Test func `entries of lookup caches go along where the cache says so`() throws {
    for isIncluded in [true, false] {
      let cache = try test.make(
        .lookupcaches,
        ["name": "Codes", "includeDataInTemplatesAndCloning": .bool(isIncluded)])
      let entries = (0..<2500).map { CacheEntry(key: "\($0)", value: .number(JSONNumber($0))) }
      for start in stride(from: 0, to: 2500, by: 1000) {
        try owner.putCacheEntries(Array(entries[start..<min(2500, start + 1000)]), in: cache.id)
      }
      let step = try test.make(
        .imports,
        ["name": "In", "http": ["lookups": [["name": "x", "_lookupCacheId": .id(cache)]]]])
      let copies = try owner.copy(step, CopyRequest(), into: owner)
      let copied = try #require(copies.first { $0.key.kind == .lookupcaches })
      let page = try owner.cacheEntries(of: copied.key.id)
      #expect(page.entries.count == (isIncluded ? 1000 : 0))
      #expect((page.next != nil) == isIncluded)
    }
  }

  @Test func `another account gets what it can hold, and is told what it cannot`() throws {
    let (account, token) = try test.store.createAccount(
      name: "Sandbox", owner: Person(email: "owner@example.com", name: "Olive Owner"))
    let sandbox = try test.store.session(token: token)
    let there = try sandbox.create(.connections, ["name": "Shop", "type": "http"])
    let request = CopyRequest(connections: [made.connection.id: there.key.id])
    let copies = try owner.copy(made.flow, request, into: sandbox)
    #expect(copies.count == 4)
    #expect(try sandbox.document(copies[3].key).value()["_sourceId"]?.text == made.flow.id)
    #expect(try owner.elsewhere(accountID: account.id) != nil)
    let stack = try test.make(.stacks, ["name": "Code"])
    let step = try test.make(
      .exports,
      ["name": "W", "hooks": ["preSavePage": ["function": "f", "_stackId": .id(stack)]]])
    expectRefusal(.invalid, "not_supported") {
      try owner.copy(step, CopyRequest(), into: sandbox)
    }
    #expect(try owner.copy(step, CopyRequest(), into: owner).count == 1)
  }

  @Test func `copying needs the right to change both places`() throws {
    let other = try test.make(.integrations, ["name": "Other"])
    let reader = try test.member(
      AccessGrants(account: nil, integrations: [made.integration.id: .monitor, other.id: .manage]))
    expectRefusal(.forbidden) { try reader.copy(made.flow, kept, into: reader) }
    let manager = try test.member(
      AccessGrants(account: nil, integrations: [made.integration.id: .manage]),
      email: "m@example.com")
    var request = kept
    request.integrationID = made.integration.id
    let copies = try manager.copy(made.flow, request, into: manager)
    #expect(copies.count == 4)
    #expect(try manager.document(copies[3].key).value()["name"] == "Clone - Sync")
    request.integrationID = other.id
    expectRefusal(.notFound) { try manager.copy(made.flow, request, into: manager) }
    #expect(try owner.list(.flows).documents.count == 2)
  }
}

extension JSONValue {
  /// The object with other members added or replaced.
  fileprivate func with(_ members: JSONObject) -> JSONValue {
    var object = self.object ?? [:]
    for member in members { object[member.key] = member.value }
    return .object(object)
  }
}
