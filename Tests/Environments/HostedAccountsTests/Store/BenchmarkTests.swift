import EnvironmentAdapters
import HostedAccounts
import IntegrationModel
import LosslessJSON
import TestKit
import Testing

/// Prints how long things take on a large account; nothing is asserted about it.
@Suite struct BenchmarkTests {
  @Test func `ten thousand documents`() throws {
    let test = try TestAccount()
    let count = TestRounds.isLong ? 10_000 : 1000
    let source = MemoryEnvironment(makeID: test.clock.surroundings.idForTest)
    try fill(source, count)
    let clock = ContinuousClock()
    func measure(_ what: String, _ times: Int = 1, _ body: () throws -> Void) throws {
      let duration = try clock.measure(body)
      print("\(what): \(duration / times) each, \(times) times, \(count) documents")
    }
    let owner = try test.owner
    var imported = 0
    try measure("import") { imported = try owner.importDocuments(from: source) }
    #expect(imported == count)
    let page = try owner.list(.exports, ListQuery(limit: 1000))
    try measure("list of \(page.documents.count)", 10) {
      for _ in 0..<10 { _ = try owner.list(.exports, ListQuery(limit: 1000)) }
    }
    try measure("read", page.documents.count) {
      for document in page.documents { _ = try owner.document(document.key) }
    }
    try measure("write", 200) {
      for number in 0..<200 {
        _ = try owner.replace(
          page.documents[number].key,
          with: ["name": "changed", "n": .number(JSONNumber(number))])
      }
    }
    try measure("session", 1000) {
      for _ in 0..<1000 { _ = try test.store.session(token: test.ownerToken) }
    }
    var tiles: [Tile] = []
    try measure("tiles") { tiles = try owner.tiles() }
    #expect(tiles.count == count / 100 + 1)
  }

  private func fill(_ source: MemoryEnvironment, _ count: Int) throws {
    for number in 0..<(count / 100) {
      let name = JSONValue.string(JSONString("Integration \(number)"))
      let integration = try source.create(.integrations, ["name": name]).key
      for part in 0..<33 {
        let export = try source.create(
          .exports,
          [
            "name": name, "http": ["relativeURI": "/a", "method": "GET"],
            "n": .number(JSONNumber(part)),
          ])
        let step = try source.create(
          .imports, ["name": name, "http": ["body": ["{{json record}}"]]])
        _ = try source.create(
          .flows,
          [
            "name": name, "_integrationId": .id(integration),
            "pageGenerators": [["_exportId": .id(export.key)]],
            "pageProcessors": [["_importId": .id(step.key)]],
          ])
      }
    }
  }
}
