/// Pairs documents of one kind that are nearly the same, the best pair first.
///
/// Documents that say the same are one class, so that thousands of twins cost no more than two. A
/// document that could as well be either of two others stays alone rather than being guessed at.
struct NearMatching {
  /// A document to be paired.
  struct Document {
    /// What the caller knows it by.
    let position: Int
    /// What it says, sorted by hash.
    let features: [DocumentFeatures.Feature]
    /// The words of its name for people.
    let words: Set<[UInt8]>
  }

  /// The share of what two documents say, in millionths, from which they are taken for one.
  static let threshold = 600_000
  /// Whoever is behind the best by less than this could as well be meant.
  private static let margin = 10_000
  /// The most that equal names for people count, where content leaves the choice.
  private static let nameBonus = 30_000
  /// What two documents must have in common to say anything about them, and what equal ones must.
  private static let worthMin = 96
  private static let equalWorthMin = 48

  private var left: [Group] = []
  private var right: [Group] = []
  private var table = FeatureTable()
  private(set) var pairs: [(left: Int, right: Int)] = []
  /// Whether a choice between twins was left open.
  private(set) var hasOpenTwins = false

  /// Documents that say the same.
  private struct Group {
    var members: ArraySlice<Int>
    let features: [FeatureTable.ID]
    let words: Set<[UInt8]>
    var isContested = false

    var isFree: Bool { !members.isEmpty && !isContested }
  }

  private struct Candidate {
    let left: Int
    let right: Int
    let rank: Int
  }

  /// - Parameters:
  ///   - known: What documents of the kind say that are paired already: they tell what is rare.
  ///   - pairsTwins: Whether one of several that say the same is as good as another.
  init(
    _ left: [Document], _ right: [Document], known: [[DocumentFeatures.Feature]] = [],
    pairsTwins: Bool
  ) {
    self.left = Self.groups(left, &table)
    self.right = Self.groups(right, &table)
    for features in known { _ = table.add(features, count: 2) }
    table.weigh(documentCount: left.count + right.count + 2 * known.count)
    pairEqual(pairsTwins: pairsTwins)
    pairBestFirst()
  }

  private static func groups(_ documents: [Document], _ table: inout FeatureTable) -> [Group] {
    let keyed = Dictionary(grouping: documents) { $0.features.map(\.hash) }
    let ordered = keyed.values.sorted { $0[0].position < $1[0].position }
    return ordered.map { twins in
      Group(
        members: twins.map(\.position)[...],
        features: table.add(twins[0].features, count: twins.count),
        words: twins.count == 1 ? twins[0].words : [])
    }
  }

  private mutating func pairEqual(pairsTwins: Bool) {
    var known: [[FeatureTable.ID]: Int] = [:]
    for (number, group) in right.enumerated() { known[group.features] = number }
    for number in left.indices {
      guard let other = known[left[number].features] else { continue }
      let features = left[number].features
      guard table.common(features, features).worth >= Self.equalWorthMin else { continue }
      if left[number].members.count == 1 && right[other].members.count == 1 || pairsTwins {
        pair(number, other)
      } else {
        left[number].isContested = true
        right[other].isContested = true
        hasOpenTwins = true
      }
    }
  }

  private mutating func pair(_ one: Int, _ other: Int) {
    while let first = left[one].members.first, let second = right[other].members.first {
      left[one].members.removeFirst()
      right[other].members.removeFirst()
      pairs.append((first, second))
    }
  }

  private mutating func pairBestFirst() {
    let candidates = candidates()
    let ofLeft = Dictionary(grouping: candidates, by: \.left)
    let ofRight = Dictionary(grouping: candidates, by: \.right)
    for candidate in candidates {
      guard left[candidate.left].isFree, right[candidate.right].isFree else { continue }
      func isRival(_ other: Candidate) -> Bool {
        other.rank >= candidate.rank - Self.margin && left[other.left].isFree
          && right[other.right].isFree
      }
      let others = (ofLeft[candidate.left] ?? []).filter(isRival)
      let own = (ofRight[candidate.right] ?? []).filter(isRival)
      if others.count <= left[candidate.left].members.count,
        own.count <= right[candidate.right].members.count
      {
        pair(candidate.left, candidate.right)
      } else {
        for rival in others { right[rival.right].isContested = true }
        for rival in own { left[rival.left].isContested = true }
      }
    }
  }

  /// What may be one, best first.
  private func candidates() -> [Candidate] {
    let free = right.indices.filter { right[$0].isFree }
    let search = CandidateSearch(free.map { right[$0].features }, table)
    var candidates: [Candidate] = []
    for (number, group) in left.enumerated() where group.isFree {
      for found in search.candidates(for: group.features) {
        guard let rank = rank(group, right[free[found]]) else { continue }
        candidates.append(Candidate(left: number, right: free[found], rank: rank))
      }
    }
    return candidates.sorted { ($1.rank, $0.left, $0.right) < ($0.rank, $1.left, $1.right) }
  }

  private func rank(_ one: Group, _ other: Group) -> Int? {
    let common = table.common(one.features, other.features)
    let whole = table.weight(one.features) + table.weight(other.features)
    guard common.worth >= Self.worthMin, whole > 0 else { return nil }
    let share = 2_000_000 * common.weight / whole
    guard share >= Self.threshold else { return nil }
    let words = one.words.intersection(other.words).count
    let all = max(1, one.words.count + other.words.count)
    return share + Self.nameBonus * 2 * words / all
  }
}
