/// The statements of all documents of one kind on both sides, numbered, each with its weight.
///
/// What almost all documents say tells nothing about any of them; what two documents say and no
/// other tells nearly all. A statement that only one document makes weighs what others at its place
/// weigh: an edit of a field in which all are alike leaves a document what it was.
struct FeatureTable {
  /// The number of a statement.
  typealias ID = Int32

  private var ids: [UInt64: ID] = [:]
  private(set) var hashes: [UInt64] = []
  private var places: [UInt64] = []
  private(set) var worths: [Int] = []
  private var counts: [Int] = []
  private(set) var weights: [Int] = []

  /// The weight of a statement that tells all that one can tell.
  static let weightMax = DocumentFeatures.worthMax * scale
  private static let scale = 1024

  /// Numbers the statements of a document that `count` documents consist of.
  mutating func add(_ features: [DocumentFeatures.Feature], count: Int) -> [ID] {
    var numbers: [ID] = []
    numbers.reserveCapacity(features.count)
    for feature in features {
      let id = ids[feature.hash] ?? new(feature)
      counts[Int(id)] += count
      numbers.append(id)
    }
    return numbers.sorted()
  }

  private mutating func new(_ feature: DocumentFeatures.Feature) -> ID {
    let id = ID(hashes.count)
    ids[feature.hash] = id
    hashes.append(feature.hash)
    places.append(feature.place)
    worths.append(feature.worth)
    counts.append(0)
    return id
  }

  /// Weighs the statements, once all documents have been added.
  mutating func weigh(documentCount: Int) {
    let rarities = counts.map { Self.rarity($0, of: documentCount) }
    var atPlaces: [UInt64: (sum: Int, count: Int)] = [:]
    for id in counts.indices where counts[id] > 1 {
      let known = atPlaces[places[id]] ?? (0, 0)
      atPlaces[places[id]] = (known.sum + rarities[id] * counts[id], known.count + counts[id])
    }
    weights = counts.indices.map { id in
      guard counts[id] == 1, let others = atPlaces[places[id]] else {
        return worths[id] * rarities[id]
      }
      return worths[id] * (others.sum / others.count)
    }
  }

  /// How much a statement tells that so many of the documents make: all if a pair makes it, next to
  /// nothing if every one does.
  private static func rarity(_ count: Int, of documentCount: Int) -> Int {
    guard documentCount > 2, count > 2 else { return scale }
    let share = logarithm(documentCount) - logarithm(count)
    let whole = logarithm(documentCount) - logarithm(2)
    return max(2 * scale / documentCount, Int(Double(scale) * max(0, share) / whole), 1)
  }

  /// The logarithm to the base 2, linear between powers: the same on every machine.
  private static func logarithm(_ number: Int) -> Double {
    let value = Double(number)
    return Double(value.exponent) + (value.significand - 1)
  }

  /// What two documents have in common: its weight, and its worth whatever others say.
  func common(_ one: [ID], _ other: [ID]) -> (weight: Int, worth: Int) {
    var (first, second, weight, worth) = (0, 0, 0, 0)
    while first < one.count, second < other.count {
      if one[first] == other[second] {
        weight += weights[Int(one[first])]
        worth += worths[Int(one[first])]
        first += 1
        second += 1
      } else if one[first] < other[second] {
        first += 1
      } else {
        second += 1
      }
    }
    return (weight, worth)
  }

  /// The weight of all that a document says.
  func weight(_ features: [ID]) -> Int { features.reduce(0) { $0 + weights[Int($1)] } }
}

extension FeatureTable {
  /// The share that two documents have in common, by what each statement is worth.
  static func share(
    _ one: [DocumentFeatures.Feature], _ other: [DocumentFeatures.Feature]
  ) -> Double {
    var table = FeatureTable()
    let (first, second) = (table.add(one, count: 1), table.add(other, count: 1))
    table.weigh(documentCount: 2)
    let whole = table.weight(first) + table.weight(second)
    return whole == 0 ? 1 : Double(2 * table.common(first, second).weight) / Double(whole)
  }
}
