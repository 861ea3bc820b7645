import Foundation
import LosslessJSON
import TestKit
import Testing

@testable import IntegrationModel

/// Content and facts together are the document.
@Suite struct RoundTripTests {
  private func expectRoundTrip(_ account: NeutralAccount, _ label: String) throws -> Int {
    var count = 0
    for id in account.integrationIDs {
      let captured = try account.capture(id)
      for (name, resource) in captured.resources {
        let key = ResourceKey(name.kind, resource.facts.id)
        let restored = try captured.restored(name)
        let expected = account.documents[key]?.expected(key, masked: resource.facts.masked)
        #expect(restored.document == expected, "\(label): \(name) of \(id ?? "standalone")")
        #expect(restored.unresolved.isEmpty, "\(label): \(name) \(restored.unresolved)")
        count += 1
      }
    }
    return count
  }

  private func expectStableBytes(_ account: NeutralAccount, seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    var other = account
    other.spelling = { JSONSpelling.respelled($0, &random) }
    for id in account.integrationIDs {
      let content = try account.capture(id).content
      #expect(try account.capture(id).content == content)
      #expect(try other.capture(id).content == content, "seed \(seed), \(id ?? "standalone")")
    }
  }

  @Test func `the example accounts come back`() throws {
    let folder = SharedFiles.package.appendingPathComponent("Examples/accounts")
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      let account = try NeutralAccount(folder: folder.appendingPathComponent(name))
      #expect(try expectRoundTrip(account, name) > 20)
      try expectStableBytes(account, seed: 1)
    }
  }

  @Test(.enabled(if: SharedFiles.isThere), arguments: [1, 42])
  func `accounts made up come back`(seed: Int) throws {
    let folder = TemporaryFolder()
    let account = try SharedFiles.account(seed: seed, in: folder)
    #expect(try expectRoundTrip(account, "seed \(seed)") > 200)
    try expectStableBytes(account, seed: UInt64(seed))
  }

  @Test(.enabled(if: SharedFiles.isThere))
  func `real flows come back`() throws {
    let flows = try SharedFiles.json("corpus/real-flows/flows-list.json").array ?? []
    #expect(flows.count == 30)
    var account = NeutralAccount()
    for flow in flows {
      account.add(.flows, flow)
      // The answer lists flows only: their integrations are made up, so that closures are found.
      if let id = flow["_integrationId"] {
        account.add(.integrations, ["_id": id, "name": "Integration"])
      }
    }
    #expect(try expectRoundTrip(account, "real flows") >= 30)
    try expectStableBytes(account, seed: 3)
  }

  @Test(.enabled(if: SharedFiles.isThere))
  func `the vendor's examples come back`() throws {
    let kinds: [String: ResourceKind] = [
      "aiAgentImport": .imports, "api": .apis, "flow": .flows, "guardrailImport": .imports,
      "lookupCache": .lookupcaches, "mcpServer": .mcpservers, "script": .scripts, "tool": .tools,
    ]
    for (name, kind) in kinds {
      var document = try SharedFiles.json("corpus/vendor-examples/schema-examples/\(name).json")
      if document["_id"]?.text == nil { document.place("5f0000000000000000000001", at: "/_id") }
      try expectDocument(document, kind)
    }
    let folder = "corpus/vendor-examples/examples"
    let path = (SharedFiles.root ?? SharedFiles.package).appendingPathComponent(folder).path
    for file in try FileManager.default.contentsOfDirectory(atPath: path).sorted() {
      guard case .object? = try SharedFiles.json("\(folder)/\(file)")["doc"] else { continue }
      var document = try SharedFiles.json("\(folder)/\(file)")["doc"] ?? .null
      document.place("5f0000000000000000000001", at: "/_id")
      try expectDocument(document, .imports)
      try expectDocument(document, .exports)
    }
  }

  /// Encodes one document alone, whatever it belongs to.
  private func expectDocument(_ document: JSONValue, _ kind: ResourceKind) throws {
    let account = NeutralAccount([(kind, document)])
    let key = ResourceKey(kind, document["_id"]?.text ?? "")
    let name = LogicalName(kind, "document")
    let encoder = NeutralEncoder(catalog: .platform, index: try account.index())
    let naming = IntegrationNaming(integrationID: nil, names: [key: name])
    let resource = encoder.encode(
      try account.parsed(key), text: nil, key: key, name: name, naming: naming)
    var facts = IntegrationFacts(integrationID: nil, name: "")
    facts.resources[name] = resource.facts
    let captured = CapturedIntegration(
      closure: IntegrationClosure(of: nil, in: try account.index()), naming: naming,
      resources: [name: resource], facts: facts)
    let expected = account.documents[key]?.expected(key, masked: resource.facts.masked)
    #expect(try captured.restored(name).document == expected, "\(kind)")
  }

  @Test func `keys that look like our references come back`() throws {
    let document: JSONValue = [
      "_id": "5f0000000000000000000001", "name": "Odd keys",
      "settings": [
        "$resource": "exports/none", "$schema": "x", "$$x": ["$": 1, "$$$": 2],
        "list": [["$slot": "a"], ["$group": "b", "more": 1], ["$external": "c"]],
      ],
      "$top": ["$resource": "flows/odd-keys"],
    ]
    try expectDocument(document, .flows)
    let lone = try JSONValue(
      parsing: Array(
        #"{"_id":"5f0000000000000000000001","$\ud800":1,"$$\ud800":{"$\udc00":2}}"#.utf8))
    try expectDocument(lone, .exports)
  }

  @Test func `odd values of fields that are put aside come back`() throws {
    try expectDocument(
      [
        "_id": "5f0000000000000000000001", "_integrationId": .null, "disabled": "yes",
        "schedule": ["a": []], "createdAt": 12, "logging": ["debugUntil": .null],
        "draft": ["$x": [1, ["$resource": "y"]]], "pageGenerators": [["schedule": "?"], [:]],
      ], .flows)
    try expectDocument(
      [
        "_id": "5f0000000000000000000001", "mockOutput": ["$x": 1], "rawData": "k",
        "filter": ["rules": [1, 2], "expression": ["rules": [1, 2]]], "http": [:],
        "inputFilter": ["rules": [1, 2], "expression": ["rules": [2, 1]]],
        "dynamodb": ["projectionExpression": ["b", "a", "c", "a", 1, .null]],
      ], .exports)
  }

  @Test func `a set comes back in the order it was written in`() throws {
    let ids = ["5f0000000000000000000009", "5f0000000000000000000003", "5f0000000000000000000005"]
    var account = NeutralAccount([
      (
        .integrations,
        [
          "_id": "5f0000000000000000000001", "name": "I",
          "_registeredConnectionIds": .array(ids.map { .string(JSONString($0)) }),
        ]
      )
    ])
    for id in ids {
      account.add(.connections, ["_id": .string(JSONString(id)), "name": "C", "type": "http"])
    }
    _ = try expectRoundTrip(account, "first")
    let first = try account.capture("5f0000000000000000000001")
    let second = try account.capture("5f0000000000000000000001", prior: first.facts)
    #expect(second.facts.resources == first.facts.resources)
    let restored = try second.restored(.integration).document
    #expect(
      restored["_registeredConnectionIds"]
        == account.documents[
          ResourceKey(.integrations, "5f0000000000000000000001")]?.json["_registeredConnectionIds"])
  }

  @Test func `groups of flows and of APIs may share a name`() throws {
    let id = "5f0000000000000000000001"
    let groups: JSONValue = [["_id": "5f000000000000000000000a", "name": "Inbound"]]
    let others: JSONValue = [["_id": "5f000000000000000000000b", "name": "Inbound"]]
    let account = NeutralAccount([
      (
        .integrations,
        ["_id": "5f0000000000000000000001", "flowGroupings": groups, "apiGroupings": others]
      ),
      (
        .flows,
        [
          "_id": "5f0000000000000000000002", "name": "F",
          "_integrationId": "5f0000000000000000000001",
          "_flowGroupingId": "5f000000000000000000000a",
        ]
      ),
      (
        .apis,
        [
          "_id": "5f0000000000000000000003", "name": "A",
          "_integrationId": "5f0000000000000000000001",
          "_apiGroupingId": "5f000000000000000000000b",
        ]
      ),
    ])
    #expect(try expectRoundTrip(account, "groups") == 3)
    #expect(try account.capture(id).text("apis/a").contains(#""$group": "inbound""#))
  }
}
