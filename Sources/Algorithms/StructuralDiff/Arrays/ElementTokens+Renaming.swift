import LosslessJSON

extension ElementTokens {
  /// Gives elements of later sides the token of a base element that is gone there and equal by one
  /// of the alternatives, where that is unique among the elements gone and come.
  func joiningRenamed(
    _ values: [[JSONValue]], by alternatives: [ElementKey.Alternative]
  ) -> ElementTokens {
    guard !alternatives.isEmpty, !sides.isEmpty else { return self }
    var result = self
    let base = positions(onSide: 0)
    for side in sides.indices.dropFirst() {
      for alternative in alternatives {
        let here = result.positions(onSide: side)
        let gone = sides[0].indices.filter { here[sides[0][$0]] == nil }
        let come = sides[side].indices.filter { base[result.sides[side][$0]] == nil }
        let origins = Self.unique(gone, of: values[0], by: alternative)
        for (key, position) in Self.unique(come, of: values[side], by: alternative) {
          if let origin = origins[key] { result.sides[side][position] = sides[0][origin] }
        }
      }
    }
    return result
  }

  /// Returns the positions whose key no other of `positions` has.
  private static func unique(
    _ positions: [Int], of values: [JSONValue], by alternative: ElementKey.Alternative
  ) -> [KeyParts: Int] {
    var found: [KeyParts: Int?] = [:]
    for position in positions {
      guard let key = alternative.parts(of: values[position]) else { continue }
      found.updateValue(found.keys.contains(key) ? nil : position, forKey: key)
    }
    return found.compactMapValues { $0 }
  }
}
