import LosslessJSON
import StructuralDiff
import Testing

@Suite struct ElementNameTests {
  private let identity = PatternIdentity([
    ("steps", .orderedKeyed(ElementKey([.init([.init("type", isOptional: true), .init("_id")])]))),
    ("steps[].fields", .keyed(ElementKey("generate"))),
    ("rows", .positional),
  ])
  private let document: JSONValue = [
    "steps": [
      ["type": "import", "_id": ["$resource": "imports/a"], "fields": [["generate": "sku"]]],
      ["_id": 7, "fields": [[:], ["name": "Total", "generate": "total"]]],
    ],
    "rows": [["generate": "x"]],
    "unknown": [["id": "one", "value": "1"], ["value": "two"], "three"],
  ]

  private func names(_ path: String, orHolding value: JSONValue? = nil) throws -> [String] {
    ElementName.all(
      on: try JSONPointer(parsing: path), in: document, orHolding: value, identity: identity
    ).map { "\($0.path) \($0.name)" }
  }

  @Test func `an element is called by its name, else by what tells it apart`() throws {
    #expect(
      try names("/steps/0/fields/0/generate") == ["/steps/0 imports/a", "/steps/0/fields/0 sku"])
    #expect(try names("/steps/1/fields/1") == ["/steps/1 7", "/steps/1/fields/1 Total"])
    #expect(try names("/unknown/0/id") == ["/unknown/0 one"])
    #expect(try names("/unknown/1") == ["/unknown/1 two"])
  }

  @Test func `elements without a name are left out`() throws {
    #expect(try names("/steps/1/fields/0/x") == ["/steps/1 7"])
    for path in ["", "/steps", "/rows/0/generate", "/unknown/2", "/steps/9/fields", "/none/0"] {
      #expect(try names(path) == [], "\(path)")
    }
  }

  @Test func `an element that is not there is called by what it holds`() throws {
    #expect(try names("/steps/2", orHolding: ["_id": "b"]) == ["/steps/2 b"])
    #expect(try names("/steps/2/fields/0", orHolding: ["generate": "b"]) == [])
  }

  @Test func `a long name is cut`() throws {
    let long = JSONValue.string(JSONString(String(repeating: "n", count: 500)))
    let name = try #require(
      ElementName.all(
        on: JSONPointer(tokens: ["rows", "0"]), in: ["rows": [["name": long]]],
        identity: identity
      ).first)
    #expect(name.name.count == ElementName.lengthMax)
    #expect(name.name.hasSuffix("n…"))
  }

  @Test func `a removal is named in the first document, all else in the second`() throws {
    let changed: JSONValue = [
      "steps": [document["steps"]?[1] ?? .null], "rows": [["generate": "x"]],
      "unknown": [["id": "one", "value": "2"], ["value": "two"], "three"],
    ]
    let changes = ChangeList.named(from: document, to: changed, identity: identity)
    #expect(changes.map { $0.elements.map(\.name) } == [["imports/a"], []])
    #expect(
      ChangeList(from: document, to: changed, identity: identity).changes.map(\.elements) == [
        [], [],
      ])
  }
}
