import LosslessJSON

extension ElementMatcher {
  /// Gives elements tokens by key and nth occurrence.
  static func identified(
    _ sides: [[JSONValue]], by key: ElementKey, order: ElementOrder
  ) -> ElementMatching {
    let alternatives = key.alternatives.map { UsableAlternative($0, on: sides) }
    var table = OccurrenceTable()
    var tokens: [[Int]] = []
    for side in sides {
      table.beginSide()
      var sideTokens: [Int] = []
      sideTokens.reserveCapacity(side.count)
      for element in side {
        guard let value = keyValue(of: element, alternatives, fallback: key.fallback) else {
          return .whole
        }
        sideTokens.append(table.token(for: value))
      }
      tokens.append(sideTokens)
    }
    let result = ElementTokens(sides: tokens, count: table.count)
    return .identified(result.joiningRenamed(sides, by: key.renamed), order: order)
  }

  /// Gives elements tokens by value and nth occurrence.
  static func tokensOfValues(_ sides: [[JSONValue]]) -> ElementTokens {
    var table = OccurrenceTable()
    let tokens = sides.map { side in
      table.beginSide()
      return side.map { table.token(for: KeyValue(alternative: -1, part: .value($0))) }
    }
    return ElementTokens(sides: tokens, count: table.count)
  }

  /// Gives elements tokens by index.
  static func tokensOfPositions(_ sides: [[JSONValue]]) -> ElementTokens {
    ElementTokens(sides: sides.map { Array($0.indices) }, count: sides.map(\.count).max() ?? 0)
  }

  private static func keyValue(
    of element: JSONValue, _ alternatives: [UsableAlternative], fallback: ElementKey.Fallback
  ) -> KeyValue? {
    for (index, alternative) in alternatives.enumerated() {
      if let parts = alternative.parts(of: element) {
        return KeyValue(alternative: index, parts: parts)
      }
    }
    switch fallback {
    case .position: return KeyValue(alternative: -1, part: .missing)
    case .value: return KeyValue(alternative: -1, part: .value(element))
    case .atomic: return nil
    }
  }
}

/// An alternative with the values that repeat on some side, where those do not count.
private struct UsableAlternative {
  private let alternative: ElementKey.Alternative
  private var repeated: Set<KeyValue> = []

  init(_ alternative: ElementKey.Alternative, on sides: [[JSONValue]]) {
    self.alternative = alternative
    guard alternative.isUnique else { return }
    for side in sides {
      var seen: Set<KeyValue> = []
      for element in side {
        guard let parts = alternative.parts(of: element) else { continue }
        let value = KeyValue(alternative: 0, parts: parts)
        if !seen.insert(value).inserted { repeated.insert(value) }
      }
    }
  }

  func parts(of element: JSONValue) -> KeyParts? {
    guard let parts = alternative.parts(of: element) else { return nil }
    if repeated.isEmpty { return parts }
    return repeated.contains(KeyValue(alternative: 0, parts: parts)) ? nil : parts
  }
}

/// Gives each pair of a key value and its nth occurrence on a side a token.
private struct OccurrenceTable {
  private var values = TokenTable<KeyValue>()
  /// Per value, the tokens of its first, second, … occurrence; the first is kept apart because
  /// hardly any value has a second.
  private var firstTokens: [Int] = []
  private var laterTokens: [Int: [Int]] = [:]
  /// Per value, on which side it was seen last and how often there.
  private var lastSide: [Int] = []
  private var occurrences: [Int] = []
  private var side = -1
  private(set) var count = 0

  mutating func beginSide() {
    side += 1
  }

  mutating func token(for value: KeyValue) -> Int {
    let index = values.token(for: value)
    if index == firstTokens.count {
      firstTokens.append(made())
      lastSide.append(side)
      occurrences.append(0)
    } else if lastSide[index] == side {
      occurrences[index] += 1
    } else {
      lastSide[index] = side
      occurrences[index] = 0
    }
    let occurrence = occurrences[index]
    return occurrence == 0 ? firstTokens[index] : laterToken(of: index, occurrence - 1)
  }

  private mutating func laterToken(of index: Int, _ position: Int) -> Int {
    if position == laterTokens[index, default: []].count {
      laterTokens[index, default: []].append(made())
    }
    return laterTokens[index, default: []][position]
  }

  private mutating func made() -> Int {
    defer { count += 1 }
    return count
  }
}
