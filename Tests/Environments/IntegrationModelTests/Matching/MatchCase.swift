import IntegrationModel
import LosslessJSON
import TestKit

/// Two made-up integrations of which the second is the first, renamed and edited, and what is what.
struct MatchCase {
  private(set) var left: [LogicalName: JSONValue] = [:]
  private(set) var right: [LogicalName: JSONValue] = [:]
  /// The name on the right of everything on the left that is there.
  private(set) var truth: [LogicalName: LogicalName] = [:]
  private var random: SeededRandom

  init(seed: UInt64) {
    random = SeededRandom(seed: seed)
  }

  /// Whether resources keep their names for people.
  func matching(labels: Bool = false) throws -> ResourceMatching {
    try ResourceMatching(Self.side(left, labels), Self.side(right, labels))
  }

  private static func side(_ documents: [LogicalName: JSONValue], _ labels: Bool) -> MatchSide {
    MatchSide(
      documents.keys.sorted().map {
        MatchSide.Resource(name: $0, label: labels ? documents[$0]?["name"]?.text ?? "" : "")
      }, document: { documents[$0] })
  }

  /// How many of the pairs are right, and how many of the right pairs were found.
  func quality(of matching: ResourceMatching) -> (precision: Double, recall: Double) {
    let right = matching.matches.count { truth[$0.left] == $0.right }
    return (
      Double(right) / Double(max(1, matching.matches.count)),
      Double(right) / Double(max(1, truth.count))
    )
  }

  /// Puts a document on the left.
  mutating func add(_ name: LogicalName, _ document: JSONValue) { left[name] = document }

  /// Puts on the right what is on the left under other names and with edits.
  ///
  /// - Parameters:
  ///   - share: The share of all leaves that are changed.
  ///   - lost: The share of resources that only one of the sides has.
  mutating func copy(editing share: Double, losing lost: Double = 0) {
    let names = left.keys.sorted()
    for (number, name) in names.shuffled(using: &random).enumerated() {
      truth[name] = LogicalName(name.kind, "r\(number)")
    }
    for name in names {
      guard let document = left[name], let other = truth[name] else { continue }
      right[other] = edited(document, share, isRoot: true)
    }
    for name in names where Double.random(in: 0..<1, using: &random) < lost {
      let other = truth.removeValue(forKey: name)
      if Bool.random(using: &random) { left[name] = nil } else if let other { right[other] = nil }
    }
  }

  private mutating func edited(_ value: JSONValue, _ share: Double, isRoot: Bool) -> JSONValue {
    switch value {
    case .object(let object):
      if object.count == 1, let only = object.members.first, only.key == "$resource" {
        guard let name = only.value.text.flatMap({ LogicalName($0) }), let other = truth[name]
        else { return value }
        return ["$resource": .string(JSONString(other.description))]
      }
      return .object(
        JSONObject(
          object.members.map { member in
            let isName = isRoot && member.key == "name"
            return JSONObject.Member(
              key: member.key,
              value: isName
                ? .string(JSONString(word())) : edited(member.value, share, isRoot: false))
          }))
    case .array(let elements):
      return .array(elements.map { edited($0, share, isRoot: false) })
    case .string(let text) where text.byteCount > 60:
      let lines = text.text.split(separator: "\n", omittingEmptySubsequences: false)
      return .string(
        JSONString(lines.map { isHit(share) ? word() : String($0) }.joined(separator: "\n")))
    case .bool(let isTrue): return isHit(share) ? .bool(!isTrue) : value
    default: return isHit(share) ? .string(JSONString(word())) : value
    }
  }

  private mutating func isHit(_ share: Double) -> Bool {
    Double.random(in: 0..<1, using: &random) < share
  }

  private static let words = [
    "order", "customer", "invoice", "item", "refund", "payment", "vendor", "price", "tax", "stock",
    "ledger", "ticket", "lead", "parcel", "store", "quote",
  ]

  mutating func word() -> String {
    "\(pick(Self.words))-\(pick(Self.words))-\(Int.random(in: 0..<10_000, using: &random))"
  }

  mutating func pick<Element>(_ from: [Element]) -> Element {
    from[Int.random(in: from.indices, using: &random)]
  }

  mutating func number(_ range: Range<Int>) -> Int { Int.random(in: range, using: &random) }
}

extension MatchCase {
  /// An integration as they are found: scripts, exports, imports with mappings, and flows.
  init(seed: UInt64, resourceCount: Int) {
    self.init(seed: seed)
    let part = resourceCount / 10
    for number in 0..<part { add(LogicalName(.scripts, "s\(number)"), script()) }
    for number in 0..<(3 * part) {
      add(LogicalName(.exports, "e\(number)"), step("HTTPExport", scripts: part))
    }
    for number in 0..<(4 * part) {
      var step = step("HTTPImport", scripts: part)
      step["mapping"] = mapping()
      add(LogicalName(.imports, "i\(number)"), step)
    }
    for number in 0..<(resourceCount - 8 * part) {
      add(LogicalName(.flows, "f\(number)"), flow(exports: 3 * part, imports: 4 * part))
    }
  }

  private mutating func script() -> JSONValue {
    let lines = (0..<number(3..<30)).map { _ in "  total += record['\(word())'];" }
    let text = (["function hook (options) {"] + lines + ["  return options.data", "}"])
      .joined(separator: "\n")
    return ["name": .string(JSONString(word())), "content": .string(JSONString(text))]
  }

  private mutating func step(_ adaptor: String, scripts: Int) -> JSONValue {
    var step: JSONObject = [
      "name": .string(JSONString(word())), "adaptorType": .string(JSONString(adaptor)),
      "oneToMany": false, "apiIdentifier": .null, "ignoreExisting": true, "concurrencyIdLock": 3,
      "_connectionId": ["$slot": .string(JSONString("connections/\(pick(["shop", "books"]))"))],
      "http": [
        "method": .string(JSONString(pick(["GET", "POST", "PUT"]))), "formType": "http",
        "relativeURI": .string(JSONString("/\(word())/\(word())")), "requestMediaType": "json",
        "response": ["resourcePath": .string(JSONString(word()))],
      ],
    ]
    if Bool.random(using: &random) {
      step["hooks"] = [
        "preMap": [
          "function": "hook",
          "_scriptId": ["$resource": .string(JSONString("scripts/s\(number(0..<scripts))"))],
        ]
      ]
    }
    return .object(step)
  }

  private mutating func mapping() -> JSONValue {
    let fields = (0..<number(3..<20)).map { _ -> JSONValue in
      ["extract": .string(JSONString(word())), "generate": .string(JSONString(pick(Self.words)))]
    }
    return ["fields": .array(fields), "lists": []]
  }

  private mutating func flow(exports: Int, imports: Int) -> JSONValue {
    let steps = (0..<number(1..<5)).map { _ -> JSONValue in
      [
        "type": "import", "proceedOnFailure": .bool(Bool.random(using: &random)),
        "_importId": ["$resource": .string(JSONString("imports/i\(number(0..<imports))"))],
      ]
    }
    return [
      "name": .string(JSONString(word())), "autoResolveMatchingTraceKeys": true,
      "pageGenerators": [
        ["_exportId": ["$resource": .string(JSONString("exports/e\(number(0..<exports))"))]]
      ], "pageProcessors": .array(steps),
    ]
  }
}
