/// Finds the few documents that may be nearly the same as a given one, by what is rare in it.
///
/// Documents that share enough to be one share something rare, or a rare combination of frequent
/// things. The work for one document is bounded, whatever the others are.
struct CandidateSearch {
  private let table: FeatureTable
  /// The documents that make a statement, in ascending order.
  private var holders: [[Int32]]

  /// So many documents may share something that is still called rare.
  private static let rareMax = 32
  private static let candidateCountMax = 64
  private static let stepCountMax = 20_000

  init(_ documents: [[FeatureTable.ID]], _ table: FeatureTable) {
    self.table = table
    holders = Array(repeating: [], count: table.hashes.count)
    for (number, features) in documents.enumerated() {
      for feature in features { holders[Int(feature)].append(Int32(number)) }
    }
  }

  /// Returns the numbers of candidates, in ascending order.
  func candidates(for features: [FeatureTable.ID]) -> [Int] {
    let shared = features.filter { !holders[Int($0)].isEmpty }.sorted {
      let (one, other) = (holders[Int($0)].count, holders[Int($1)].count)
      return one != other ? one < other : table.hashes[Int($0)] < table.hashes[Int($1)]
    }
    var found: Set<Int32> = []
    var steps = 0
    for start in shared.indices {
      guard found.count < Self.candidateCountMax, steps < Self.stepCountMax else { break }
      found.formUnion(fewHolders(of: shared[start...], &steps))
    }
    return found.sorted().map { Int($0) }
  }

  /// The holders of the first statement, and of as many more as it takes for them to be few.
  private func fewHolders(of features: ArraySlice<FeatureTable.ID>, _ steps: inout Int) -> [Int32] {
    var result: [Int32]?
    for feature in features {
      guard steps < Self.stepCountMax else { return [] }
      let next = holders[Int(feature)]
      steps += next.count + (result?.count ?? 0)
      let both = result.map { Self.intersection($0, next) } ?? next
      if both.count <= Self.rareMax { return both }
      result = both
    }
    return []
  }

  private static func intersection(_ one: [Int32], _ other: [Int32]) -> [Int32] {
    var both: [Int32] = []
    var (first, second) = (0, 0)
    while first < one.count, second < other.count {
      if one[first] == other[second] {
        both.append(one[first])
        first += 1
        second += 1
      } else if one[first] < other[second] {
        first += 1
      } else {
        second += 1
      }
    }
    return both
  }
}
