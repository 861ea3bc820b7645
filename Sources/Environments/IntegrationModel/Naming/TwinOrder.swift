import Hashing

/// Orders resources of equal name by what they are: by a fingerprint of their own content, refined
/// by that of their neighbours where it ties (colour refinement, as in graph canonisation).
public struct TwinOrder {
  /// A fingerprint of a resource's neutral content in which references are names without numbers.
  public typealias Fingerprints = (Set<ResourceKey>) throws -> [ResourceKey: [UInt8]]

  private let members: [ResourceKey]
  private let edges: [ResourceKey: [(label: String, target: ResourceKey)]]

  /// Prepares to order resources of one closure.
  public init(_ closure: IntegrationClosure, in index: AccountIndex) {
    members = closure.members.sorted()
    var edges: [ResourceKey: [(String, ResourceKey)]] = [:]
    for key in members {
      for site in index.resources[key]?.references ?? [] {
        guard let target = index.resolve(site), closure.members.contains(target) else { continue }
        edges[key, default: []].append((">" + site.pointer, target))
        edges[target, default: []].append(("<" + site.pointer, key))
      }
    }
    self.edges = edges
  }

  /// Returns the rank of every candidate within its group.
  public func ranks(
    of groups: [[NameAssignment.Candidate]], fingerprints: Fingerprints
  ) throws -> [ResourceKey: Int] {
    let own = try fingerprints(Set(groups.flatMap { $0.map(\.key) }))
    let tied = groups.filter { Set($0.map { own[$0.key] ?? [] }).count < $0.count }
    let refined = tied.isEmpty ? [:] : refine(tied, try fingerprints(Set(members)))
    var ranks: [ResourceKey: Int] = [:]
    for group in groups {
      let order = group.sorted {
        let (one, other) = (own[$0.key] ?? [], own[$1.key] ?? [])
        if one != other { return one.lexicographicallyPrecedes(other) }
        return (refined[$0.key] ?? []).lexicographicallyPrecedes(refined[$1.key] ?? [])
      }
      for (rank, candidate) in order.enumerated() { ranks[candidate.key] = rank }
    }
    return ranks
  }

  /// Refines until no group holds two of one colour, singling out one of a pair of true twins at a
  /// time: all choices are equal then, but they must agree with each other.
  private func refine(
    _ groups: [[NameAssignment.Candidate]], _ initial: [ResourceKey: [UInt8]]
    ) -> [ResourceKey: [UInt8]] {
    let order = groups.map { $0.sorted { $0.age < $1.age } }.sorted { $0[0].slug < $1[0].slug }
    var colours = stable(initial, from: Set(members))
    for group in order {
      while let twin = firstTwin(group, colours) {
        colours[twin] = hash([colours[twin] ?? [], Array("first".utf8)])
        colours = stable(colours, from: neighbours(of: [twin]))
      }
    }
    return colours
  }

  private func firstTwin(
    _ group: [NameAssignment.Candidate], _ colours: [ResourceKey: [UInt8]]
  ) -> ResourceKey? {
    let classes = Dictionary(grouping: group) { colours[$0.key] ?? [] }
    let tied = classes.filter { $0.value.count > 1 }
    return tied.min { $0.key.lexicographicallyPrecedes($1.key) }?.value[0].key
  }

  private func neighbours(of keys: some Sequence<ResourceKey>) -> Set<ResourceKey> {
    Set(keys.flatMap { (edges[$0] ?? []).map(\.target) })
  }

  /// Recolours what may have changed until the number of colours no longer grows.
  private func stable(
    _ start: [ResourceKey: [UInt8]], from first: Set<ResourceKey>
  ) -> [ResourceKey: [UInt8]] {
    var colours = start
    var affected = first
    var count = Set(colours.values).count
    while !affected.isEmpty {
      var next = colours
      for key in affected { next[key] = recoloured(key, colours) }
      let nextCount = Set(next.values).count
      guard nextCount > count else { return colours }
      (colours, count) = (next, nextCount)
      affected = neighbours(of: affected)
    }
    return colours
  }

  private func recoloured(
    _ key: ResourceKey, _ colours: [ResourceKey: [UInt8]]
  ) -> [UInt8] {
    let around = (edges[key] ?? []).map { Array($0.label.utf8) + [0] + (colours[$0.target] ?? []) }
    return hash(
      [colours[key] ?? []] + around.sorted { $0.lexicographicallyPrecedes($1) })
  }

  private func hash(_ parts: [[UInt8]]) -> [UInt8] {
    HashAlgorithm.sha256.hash(Array(parts.joined()))
  }
}
