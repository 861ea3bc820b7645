public import IntegrationModel

/// How many resources there are of each kind.
///
/// A list, because kinds are few: to make a dictionary's type would take a quick command longer than
/// to look through it.
public struct ResourceCounts: Sendable, Equatable {
  /// How many there are of one kind.
  struct Count: Sendable, Equatable {
    let kind: ResourceKind
    let count: Int
  }

  /// The kinds of which there are any, sorted by name.
  let counts: [Count]

  /// Nothing of any kind.
  public init() { counts = [] }

  /// Takes over what was counted before.
  init(_ counts: [Count]) { self.counts = counts }

  /// Counts resources.
  init(of keys: some Sequence<ResourceKey>) {
    var counts = [Int](repeating: 0, count: ResourceKind.allCases.count)
    for key in keys { counts[Int(key.kind.alphabeticalRank)] += 1 }
    self.counts = ResourceKind.allCases.map {
      Count(kind: $0, count: counts[Int($0.alphabeticalRank)])
    }.filter { $0.count > 0 }.sorted { $0.kind < $1.kind }
  }

  /// How many there are of a kind.
  public subscript(kind: ResourceKind) -> Int { counts.first { $0.kind == kind }?.count ?? 0 }

  /// How many there are in all.
  public var total: Int { counts.reduce(0) { $0 + $1.count } }

  /// Whether there is nothing.
  public var isEmpty: Bool { counts.isEmpty }
}
