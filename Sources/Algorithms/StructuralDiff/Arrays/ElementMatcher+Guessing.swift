import LosslessJSON

extension ElementMatcher {
  /// Matches the elements of arrays of which nothing is known.
  static func guessed(_ sides: [[JSONValue]]) -> ElementMatching {
    if sides.allSatisfy({ $0.allSatisfy(\.isScalar) }) {
      return .aligned(tokensOfRepeatedValues(sides))
    }
    let key = candidateKeys.first { key in sides.allSatisfy { identifiesAll($0, by: key) } }
    guard let key else { return .whole }
    return identified(sides, by: ElementKey(key), order: .significant)
  }

  /// Tells whether every element has the member and no value of it repeats.
  private static func identifiesAll(_ side: [JSONValue], by key: JSONString) -> Bool {
    var values: Set<JSONValue> = []
    return side.allSatisfy { element in
      guard let value = element[key], !value.isNull else { return false }
      return values.insert(value).inserted
    }
  }

  private static func tokensOfRepeatedValues(_ sides: [[JSONValue]]) -> ElementTokens {
    var table = TokenTable<JSONValue>()
    let tokens = sides.map { side in side.map { table.token(for: $0) } }
    return ElementTokens(sides: tokens, count: table.count)
  }
}
