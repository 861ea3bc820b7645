import Foundation
import LosslessJSON
import TestKit
import Testing

@testable import IntegrationModel

/// Content tells nothing of where it runs.
@Suite struct NeutralityTests {
  /// Compares every integration with its scrambled twin, found by what is in it.
  private func expectNeutral(_ account: NeutralAccount, seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let other = account.scrambled(&random)
    let contents = try account.integrationIDs.map { try account.capture($0).content }
    var others = try other.integrationIDs.map { try other.capture($0).content }
    for content in contents {
      let twin = others.firstIndex(of: content)
      #expect(twin != nil, "seed \(seed): \(difference(content, others))")
      if let twin { others.remove(at: twin) }
    }
  }

  private func difference(_ content: [String: [UInt8]], _ others: [[String: [UInt8]]]) -> String {
    let nearest = others.max { common($0, content) < common($1, content) } ?? [:]
    let names = Set(content.keys).union(nearest.keys).filter { content[$0] != nearest[$0] }
    let first = names.sorted().first ?? ""
    return names.sorted().joined(separator: ", ") + "\n"
      + String(decoding: content[first] ?? [], as: UTF8.self) + "\n"
      + String(decoding: nearest[first] ?? [], as: UTF8.self)
  }

  private func common(_ one: [String: [UInt8]], _ other: [String: [UInt8]]) -> Int {
    one.count { other[$0.key] == $0.value }
  }

  @Test func `the example accounts are neutral`() throws {
    let folder = SharedFiles.package.appendingPathComponent("Examples/accounts")
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      let account = try NeutralAccount(folder: folder.appendingPathComponent(name))
      for seed in 1...3 { try expectNeutral(account, seed: UInt64(seed)) }
    }
  }

  @Test(.enabled(if: SharedFiles.isThere), arguments: [2, 43])
  func `accounts made up are neutral`(seed: Int) throws {
    let folder = TemporaryFolder()
    try expectNeutral(try SharedFiles.account(seed: seed, in: folder), seed: UInt64(seed))
  }

  @Test func `an integration of nothing but twins is neutral`() throws {
    var account = NeutralAccount([(.integrations, ["_id": Self.id(1), "name": "Twins"])])
    // Four flows of one name, each with an export and two imports of one name; two share a script.
    for number in 0..<4 {
      account.add(
        .flows,
        [
          "_id": Self.id(100 + number), "name": "Flow", "_integrationId": Self.id(1),
          "pageGenerators": [["_exportId": Self.id(200 + number)]],
          "pageProcessors": [
            ["_importId": Self.id(300 + number)], ["_importId": Self.id(400 + number)],
          ],
        ])
      account.add(
        .exports,
        ["_id": Self.id(200 + number), "name": "Get", "_connectionId": Self.id(500 + number % 2)])
      for base in [300, 400] {
        account.add(
          .imports,
          [
            "_id": Self.id(base + number), "name": "Put",
            "_connectionId": Self.id(500 + (number + base / 100) % 3),
            "hooks": ["preMap": ["_scriptId": Self.id(600 + number / 3)]],
          ])
      }
    }
    for number in 0..<3 {
      account.add(
        .connections, ["_id": Self.id(500 + number), "name": "C", "type": "shopify"])
    }
    for number in 0..<2 {
      account.add(.scripts, ["_id": Self.id(600 + number), "name": "Hooks", "content": "x"])
    }
    for seed in 1...20 { try expectNeutral(account, seed: UInt64(seed)) }
  }

  @Test func `twins that only share a connection with somebody differ`() throws {
    let account = NeutralAccount([
      (.integrations, ["_id": Self.id(1), "name": "I"]),
      (
        .flows,
        [
          "_id": Self.id(2), "name": "F", "_integrationId": Self.id(1),
          "runs": [["_exportId": Self.id(3)], ["_importId": Self.id(5)]],
        ]
      ),
      (
        .tools,
        ["_id": Self.id(9), "name": "T", "_integrationId": Self.id(1), "_exportId": Self.id(4)]
      ),
      (.exports, ["_id": Self.id(3), "name": "Get", "_connectionId": Self.id(6)]),
      (.exports, ["_id": Self.id(4), "name": "Get", "_connectionId": Self.id(7)]),
      (.imports, ["_id": Self.id(5), "name": "Put", "_connectionId": Self.id(7)]),
      (.connections, ["_id": Self.id(6), "name": "One", "type": "shopify"]),
      (.connections, ["_id": Self.id(7), "name": "Two", "type": "shopify"]),
    ])
    for seed in 1...20 { try expectNeutral(account, seed: UInt64(seed)) }
  }

  @Test func `rings of three and of four are told apart`() throws {
    var account = NeutralAccount([(.integrations, ["_id": Self.id(1), "name": "Rings"])])
    for (start, count) in [(10, 3), (20, 4), (30, 7)] {
      for number in 0..<count {
        account.add(
          .flows,
          [
            "_id": Self.id(start + number), "name": "Ring", "_integrationId": Self.id(1),
            "_runNextFlowIds": [Self.id(start + (number + 1) % count)],
          ])
      }
    }
    for seed in 1...20 { try expectNeutral(account, seed: UInt64(seed)) }
  }

  @Test func `what only the environment refers to is no content`() throws {
    func account(with more: Bool) -> NeutralAccount {
      var account = NeutralAccount([
        (
          .integrations,
          [
            "_id": Self.id(1), "name": "I",
            "_registeredConnectionIds": more ? [Self.id(2), Self.id(3)] : [Self.id(2)],
          ]
        ),
        (.connections, ["_id": Self.id(2), "name": "A", "type": "http"]),
        (.scripts, ["_id": Self.id(4), "name": "Router", "content": ""]),
      ])
      if more {
        account.add(
          .connections,
          [
            "_id": Self.id(3), "name": "B", "type": "as2",
            "as2": ["contentBasedFlowRouter": ["_scriptId": Self.id(4)]],
          ])
      }
      return account
    }
    let id = Self.text(1)
    #expect(try account(with: true).capture(id).content == account(with: false).capture(id).content)
    let captured = try account(with: true).capture(id)
    #expect(captured.closure.bound.count == 2)
    #expect(!captured.closure.members.contains { $0.kind == .scripts })
  }

  private static func text(_ number: Int) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 24 - digits.count) + digits
  }

  static func id(_ number: Int) -> JSONValue { .string(JSONString(text(number))) }
}
