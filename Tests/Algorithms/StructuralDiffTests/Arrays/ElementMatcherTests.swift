import DocumentSamples
import LosslessJSON
import StructuralDiff
import TestKit
import Testing

@Suite struct ElementMatcherTests {
  /// What tells an element apart, spelled out: the key's text and how many before it are equal.
  private func names(_ sides: [[JSONValue]], by key: ElementKey) -> [[String]]? {
    var result: [[String]] = []
    for side in sides {
      var names: [String] = []
      for element in side {
        guard let name = name(of: element, sides, by: key) else { return nil }
        names.append(name)
      }
      result.append(
        names.indices.map { i in "\(names[i])#\(names[..<i].count { $0 == names[i] })" })
    }
    return result
  }

  private func name(of element: JSONValue, _ sides: [[JSONValue]], by key: ElementKey) -> String? {
    for (index, alternative) in key.alternatives.enumerated() {
      guard let text = text(alternative, element) else { continue }
      let repeats = sides.contains { side in
        side.count { self.text(alternative, $0) == text } > 1
      }
      if !alternative.isUnique || !repeats { return "\(index):\(text)" }
    }
    switch key.fallback {
    case .position: return "-"
    case .value: return "=" + canonical(element)
    case .atomic: return nil
    }
  }

  private func text(_ alternative: ElementKey.Alternative, _ element: JSONValue) -> String? {
    var texts: [String] = []
    for part in alternative.parts {
      let found = part.fields.indices.first { value(part.fields[$0], element) != nil }
      if let found, let value = value(part.fields[found], element) {
        let text = canonical(value)
        texts.append("\(found)=\(part.foldsCase ? text.lowercased() : text)")
      } else if part.isOptional {
        texts.append("?")
      } else {
        return nil
      }
    }
    return texts.allSatisfy { $0 == "?" } ? nil : texts.joined()
  }

  private func value(_ way: [JSONString], _ element: JSONValue) -> JSONValue? {
    let value = way.reduce(Optional(element)) { $0?[$1] }
    if way.isEmpty, value?.kind == .object || value?.kind == .array { return nil }
    if value == JSONValue.null || value == JSONValue.string("") { return nil }
    return value
  }

  private func canonical(_ value: JSONValue) -> String {
    // Scalars per hexadecimal number: Swift would take canonically equivalent texts for equal.
    value.canonicalBytes().map { String($0, radix: 16) }.joined(separator: ".")
  }

  private func rows(_ seed: UInt64) -> [[JSONValue]] {
    var documents = RandomDocuments(seed: seed)
    return (0..<3).map { _ in
      (0..<documents.random.number(below: 9)).map { _ in documents.document(depth: 2) }
    }
  }

  @Test func `tokens agree with the quadratic reference`() {
    var matchedCount = 0
    for seed in 0..<500 as Range<UInt64> {
      let sides = rows(seed)
      for key in ScatteredIdentity.keys where key.renamed.isEmpty {
        // The reference folds hexadecimal text, so leave folding to the examples.
        if key.alternatives.contains(where: { $0.parts.contains(where: \.foldsCase) }) { continue }
        let expected = names(sides, by: key)
        guard case .identified(let tokens, _) = ElementMatcher.match(sides, by: .keyed(key)) else {
          #expect(expected == nil, "seed \(seed)")
          continue
        }
        guard let expected else {
          Issue.record("seed \(seed): identified what the reference does not")
          continue
        }
        let pairs = zip(tokens.sides.joined(), expected.joined())
        let byName = Dictionary(pairs.map { ($1, $0) }) { first, _ in first }
        #expect(pairs.allSatisfy { byName[$1] == $0 }, "seed \(seed)")
        #expect(Set(byName.values).count == byName.count, "seed \(seed)")
        #expect(tokens.count == byName.count, "seed \(seed)")
        matchedCount += tokens.sides.joined().count - tokens.count
      }
    }
    #expect(matchedCount > 4_000)
  }

  @Test func `no token repeats on a side, whatever the strategy`() {
    for seed in 0..<300 as Range<UInt64> {
      let sides = rows(seed)
      for strategy in ScatteredIdentity.strategies {
        guard case .identified(let tokens, _) = ElementMatcher.match(sides, by: strategy) else {
          continue
        }
        for (side, tokens) in zip(sides, tokens.sides) {
          #expect(tokens.count == side.count && Set(tokens).count == side.count, "seed \(seed)")
        }
      }
    }
  }

  @Test func `a name that repeats on one side identifies on none`() {
    let key = ElementKey([.init(fields: "name", isUnique: true), .init(fields: "next")])
    let first: [JSONValue] = [["name": "a", "next": 1], ["name": "b", "next": 2]]
    let second: [JSONValue] = [["name": "a", "next": 2], ["name": "a", "next": 1], ["name": "b"]]
    guard
      case .identified(let tokens, .significant) = ElementMatcher.match(
        [first, second], by: .orderedKeyed(key))
    else {
      Issue.record("not identified")
      return
    }
    #expect(tokens.sides == [[0, 1], [2, 0, 1]])
    #expect(tokens.positions(onSide: 0) == [0, 1, nil])
  }

  @Test func `case folds for ASCII letters only where asked`() {
    let sides: [[JSONValue]] = [[["name": "ACCEPT"]], [["name": "Accept"]]]
    func tokens(_ foldsCase: Bool) -> [[Int]] {
      let key = ElementKey("name", foldsCase: foldsCase)
      guard case .identified(let tokens, .display) = ElementMatcher.match(sides, by: .keyed(key))
      else { return [] }
      return tokens.sides
    }
    #expect(tokens(true) == [[0], [0]])
    #expect(tokens(false) == [[0], [1]])
  }

  @Test func `a renamed row has the token of the base on each side that renamed it`() {
    let key = ElementKey([.init(fields: "g")], renamed: [.init(fields: "e")])
    let base: [JSONValue] = [["g": 1, "e": 1], ["g": 2, "e": 2]]
    let ours: [JSONValue] = [["g": 3, "e": 1], ["g": 2, "e": 2]]
    let theirs: [JSONValue] = [["g": 4, "e": 2], ["g": 1, "e": 1]]
    guard
      case .identified(let tokens, _) = ElementMatcher.match(
        [base, ours, theirs], by: .keyed(key))
    else {
      Issue.record("not identified")
      return
    }
    #expect(tokens.sides == [[0, 1], [0, 1], [1, 0]])
  }

  @Test func `unknown arrays of scalars align and mixed ones are whole`() {
    guard case .aligned(let tokens) = ElementMatcher.match([[1, 2, 1], [2]], by: .unknown) else {
      Issue.record("not aligned")
      return
    }
    #expect(tokens.sides == [[0, 1, 0], [1]])
    #expect(ElementMatcher.match([[1], [[1]]], by: .unknown) == .whole)
    #expect(ElementMatcher.match([[["id": .null]]], by: .unknown) == .whole)
  }
}
