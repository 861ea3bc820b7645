import LosslessJSON
import TestKit
import Testing

@testable import IntegrationModel

/// Random small integrations against a naive search for an isomorphism.
@Suite struct TwinGraphTests {
  /// Flows that refer to each other and to connections.
  private struct Graph {
    var names: [Int]
    /// The flow that each flow refers to at each of two places, or -1.
    var links: [[Int]]
    /// The connection that each flow uses, or -1.
    var connections: [Int]
    var connectionCount: Int

    init(count: Int, names: Int, connections: Int, _ random: inout SeededRandom) {
      self.names = (0..<count).map { _ in Int.random(in: 0..<names, using: &random) }
      links = (0..<count).map { _ in
        (0..<2).map { _ in
          Int.random(in: 0..<3, using: &random) > 0 ? -1 : Int.random(in: 0..<count, using: &random)
        }
      }
      self.connections = (0..<count).map { _ in Int.random(in: -1..<connections, using: &random) }
      connectionCount = connections
    }

    /// The content of the integration, with ids and times of its own.
    func content(_ random: inout SeededRandom) throws -> [String: [UInt8]] {
      let integration = NeutralAccount.freshID(&random)
      let flows = names.map { _ in NeutralAccount.freshID(&random) }
      let bound = (0..<connectionCount).map { _ in NeutralAccount.freshID(&random) }
      var account = NeutralAccount()
      account.catalog = Graph.catalog
      account.add(.integrations, ["_id": .string(JSONString(integration)), "name": "G"])
      for id in bound {
        account.add(.connections, ["_id": .string(JSONString(id)), "name": "x", "type": "http"])
      }
      for (number, name) in names.enumerated() {
        var json: JSONValue = ["_id": .string(JSONString(flows[number]))]
        json.place(.string(JSONString("Flow \(name)")), at: "/name")
        json.place(.string(JSONString(integration)), at: "/_integrationId")
        for (place, link) in links[number].enumerated() where link >= 0 {
          json.place(.string(JSONString(flows[link])), at: "/link\(place)")
        }
        if connections[number] >= 0 {
          json.place(.string(JSONString(bound[connections[number]])), at: "/via")
        }
        account.add(.flows, json)
      }
      return try account.capture(integration).content
    }

    /// Few rules, so that many graphs take little time.
    private static let catalog = FieldCatalog(
      rules: FieldCatalog.platform.rules.filter { $0.pattern.segments.count == 1 })

    /// Tries every order of the flows; connections then follow.
    func isIsomorphic(to other: Graph) -> Bool {
      guard names.sorted() == other.names.sorted() else { return false }
      return Graph.orders(names.count).contains { order in matches(other, order) }
    }

    private func matches(_ other: Graph, _ order: [Int]) -> Bool {
      var there: [Int: Int] = [:]
      var back: [Int: Int] = [:]
      for number in names.indices {
        let image = order[number]
        guard names[number] == other.names[image] else { return false }
        guard links[number].map({ $0 < 0 ? -1 : order[$0] }) == other.links[image] else {
          return false
        }
        let (one, two) = (connections[number], other.connections[image])
        guard (one < 0) == (two < 0) else { return false }
        if one >= 0 {
          guard there[one, default: two] == two, back[two, default: one] == one else {
            return false
          }
          there[one] = two
          back[two] = one
        }
      }
      return true
    }

    private static func orders(_ count: Int) -> [[Int]] {
      guard count > 0 else { return [[]] }
      return orders(count - 1).flatMap { order in
        (0..<count).map { place in
          var longer = order
          longer.insert(count - 1, at: place)
          return longer
        }
      }
    }
  }

  @Test func `content is equal exactly where integrations are isomorphic`() throws {
    var equal = 0
    for seed in UInt64(1)...500 {
      var random = SeededRandom(seed: seed)
      let count = Int.random(in: 1...3, using: &random)
      let names = Int.random(in: 1...2, using: &random)
      let one = Graph(count: count, names: names, connections: 2, &random)
      let other = Graph(count: count, names: names, connections: 2, &random)
      let isSame = one.isIsomorphic(to: other)
      let (a, b) = (try one.content(&random), try other.content(&random))
      #expect((a == b) == isSame, "seed \(seed)")
      if isSame { equal += 1 }
    }
    #expect(equal > 10, "the graphs are too different to prove anything")
  }

  @Test func `other ids give the same content`() throws {
    for seed in UInt64(1)...200 {
      var random = SeededRandom(seed: seed)
      let count = Int.random(in: 5...9, using: &random)
      let graph = Graph(
        count: count, names: Int.random(in: 1...2, using: &random), connections: 3, &random)
      let content = try graph.content(&random)
      #expect(try graph.content(&random) == content, "seed \(seed)")
      #expect(try graph.content(&random) == content, "seed \(seed)")
    }
  }
}
