import IntegrationModel
import LosslessJSON
import TestKit
import Testing

@Suite struct FactsDocumentTests {
  private func resource(_ random: inout SeededRandom) -> JSONValue {
    var value: JSONValue = ["id": .string(JSONString("\(random.next())"))]
    if Bool.random(using: &random) { value.place(.null, at: "/environment/~1a\u{e9}") }
    if Bool.random(using: &random) { value.place("x\n\u{1F600}", at: "/name") }
    return value
  }

  @Test(arguments: 1...30)
  func `replacing single resources is replacing them in the whole document`(
    seed: UInt64
  ) throws {
    var random = SeededRandom(seed: seed)
    let names = (0..<20).map { LogicalName(.allCases[$0 % 5], "r\u{e9}-\($0)") }
    var resources: JSONValue = .object(JSONObject())
    for name in names where Bool.random(using: &random) {
      resources.place(resource(&random), at: "/" + pointerToken(name))
    }
    var naive: JSONValue = ["form": 1, "retired": ["flows/old"]]
    naive.place(resources, at: "/resources")
    var document = try FactsDocument(parsing: naive.compactBytes())
    #expect(document.canonicalBytes() == naive.canonicalBytes(), "seed \(seed)")
    for name in names where Bool.random(using: &random) {
      let place = "/resources/" + pointerToken(name)
      let old = naive.value(at: place)
      let new = Bool.random(using: &random) ? resource(&random) : old ?? resource(&random)
      naive.place(new, at: place)
      #expect(document.replace(name, with: new) == (old != new), "seed \(seed)")
      #expect(try document.facts(of: name) == (try ResourceFacts(json: new)), "seed \(seed)")
    }
    #expect(document.canonicalBytes() == naive.canonicalBytes(), "seed \(seed)")
    let recorded = try FactsDocument(parsing: document.canonicalBytes())
    let whole = try IntegrationFacts(json: naive)
    #expect(recorded.names == whole.names, "seed \(seed)")
    #expect(recorded.ids == whole.resources.mapValues(\.id), "seed \(seed)")
    for name in names {
      #expect(try recorded.facts(of: name) == whole.resources[name], "seed \(seed)")
    }
  }

  @Test(arguments: [true, false])
  func `what slots are bound to is told, and single facts, in any order`(isSorted: Bool) throws {
    let flow = #""flows/a": {"id": "f", "bindings": {"/x": {"slot": "connections/c", "id": "1"}}}"#
    let export = #""exports/b": {"id": "e", "name": "B"}"#
    let resources = (isSorted ? [export, flow] : [flow, export]).joined(separator: ", ")
    let text = #"{"form": 1, "integration": {"id": "n"}, "resources": {\#(resources)}}"#
    let facts = try FactsDocument(parsing: Array(text.utf8))
    #expect(facts.boundIDs == [LogicalName(.connections, "c"): "1"])
    #expect(facts.integrationID == "n")
    #expect(try facts.facts(of: LogicalName(.exports, "b"))?.name == "B")
    #expect(try facts.facts(of: LogicalName(.flows, "a"))?.bindings.count == 1)
    #expect(try facts.facts(of: LogicalName(.flows, "aa")) == nil)
  }

  private func pointerToken(_ name: LogicalName) -> String {
    name.description.split(separator: "/").joined(separator: "~1")
  }

  @Test func `facts of another form are refused`() {
    for text in [#"{"form": 2, "resources": {}}"#, #"{"form": 1}"#, "[]", "{"] {
      #expect(throws: (any Error).self) { try FactsDocument(parsing: Array(text.utf8)) }
    }
  }
}
