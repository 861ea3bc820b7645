import LosslessJSON

/// What groups of parallel arrays came to, by the place of each array.
struct GroupDecisions {
  /// What is decided about a place.
  enum Hold {
    /// Nothing.
    case nothing
    /// The array that stands there, or that none does.
    case decided(JSONValue?)
    /// An array below it.
    case below
  }

  private var arrays: [JSONPointer: JSONValue?] = [:]
  private var above: Set<JSONPointer> = []

  var isEmpty: Bool { arrays.isEmpty }

  /// Decides the array at a place.
  mutating func decide(_ place: JSONPointer, _ array: JSONValue?) {
    arrays.updateValue(array, forKey: place)
    var parent = place.parent
    while let place = parent, above.insert(place).inserted { parent = place.parent }
  }

  func hold(at place: JSONPointer) -> Hold {
    if let decided = arrays[place] { return .decided(decided) }
    return above.contains(place) ? .below : .nothing
  }
}
