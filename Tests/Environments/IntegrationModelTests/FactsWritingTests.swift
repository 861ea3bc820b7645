import IntegrationModel
import LosslessJSON
import TestKit
import Testing

@Suite struct FactsWritingTests {
  private static let texts = ["", "a", "e\u{301}", "\u{e9}\"\n", "/x/y~1", "\u{1F600}", "zz"]

  private func text(_ random: inout SeededRandom) -> String {
    Self.texts[random.number(below: Self.texts.count)]
  }

  private func some<Value>(
    _ random: inout SeededRandom, _ value: (inout SeededRandom) -> Value
  ) -> [String: Value] {
    var values: [String: Value] = [:]
    for _ in 0..<random.number(below: 4) { values[text(&random)] = value(&random) }
    return values
  }

  private func name(_ random: inout SeededRandom) -> LogicalName {
    let kinds = ResourceKind.allCases
    return LogicalName(
      kinds[random.number(below: kinds.count)], "r\u{e9}-\(random.number(below: 9))")
  }

  private func json(_ random: inout SeededRandom) -> JSONValue {
    let text = JSONValue.string(JSONString(text(&random)))
    return switch random.number(below: 4) {
    case 0: .null
    case 1: .number(JSONNumber(random.number(below: 99)))
    case 2: ["z": text, "a": [true, 1]]
    default: text
    }
  }

  private func facts(_ random: inout SeededRandom) -> ResourceFacts {
    var facts = ResourceFacts(id: text(&random), name: text(&random))
    facts.environment = some(&random) { json(&$0) }
    if random.happens(onceIn: 2) { facts.containerID = text(&random) }
    facts.bindings = some(&random) { SlotBinding(slot: name(&$0), id: text(&$0)) }
    facts.externals = some(&random) { text(&$0) }
    facts.missing = some(&random) { text(&$0) }
    facts.masked = some(&random) { _ in 0 }.keys.sorted()
    facts.payloads = some(&random) { _ in 0 }.keys.sorted()
    for kind in GroupKind.allCases {
      let names = some(&random) { text(&$0) }
      if !names.isEmpty { facts.groups.names[kind] = names }
    }
    return facts
  }

  private func observation(_ random: inout SeededRandom) -> ResourceObservation {
    var observation = ResourceObservation()
    observation.server = some(&random) { json(&$0) }
    observation.orders = some(&random) { [1, 0, $0.number(below: 9)] }
    if random.happens(onceIn: 2) {
      observation.mirrored = [.init(copy: text(&random), original: text(&random))]
    }
    return observation
  }

  @Test(arguments: 1...300)
  func `facts and observations are written in canonical form and read back as they were`(
    seed: UInt64
  ) throws {
    var random = SeededRandom(seed: seed)
    var facts = IntegrationFacts(
      integrationID: random.happens(onceIn: 3) ? nil : text(&random), name: text(&random))
    var observed = IntegrationObservation()
    for _ in 0..<random.number(below: 12) {
      let name = name(&random)
      if random.happens(onceIn: 5) {
        facts.retired.insert(name)
        facts.retiredIDs[name] = text(&random)
      } else {
        facts.resources[name] = self.facts(&random)
        observed.resources[name] = observation(&random)
      }
    }
    let written = facts.canonicalBytes()
    let json = try JSONValue(parsing: written)
    #expect(json.canonicalBytes() == written, "seed \(seed)")
    #expect(try IntegrationFacts(json: json) == facts, "seed \(seed)")
    let seen = try JSONValue(parsing: observed.canonicalBytes())
    #expect(seen.canonicalBytes() == observed.canonicalBytes(), "seed \(seed)")
    #expect(IntegrationObservation(json: seen) == observed, "seed \(seed)")
    for (name, resource) in facts.resources {
      #expect(resource.json == json["resources"]?[JSONString(name.description)], "seed \(seed)")
    }
  }
}
