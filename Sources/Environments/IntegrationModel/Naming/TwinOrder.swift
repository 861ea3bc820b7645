import Hashing

/// Orders resources of equal name by what they are: by a fingerprint of their own content, refined
/// by that of their neighbours where it ties (colour refinement, as in graph canonisation).
///
/// What is bound takes part as well: twins may differ by nothing but which of them share a
/// connection.
public struct TwinOrder {
  /// A fingerprint of a resource's neutral content in which references are names without numbers.
  public typealias Fingerprints = (Set<ResourceKey>) throws -> [ResourceKey: [UInt8]]

  private let closure: IntegrationClosure
  private let index: AccountIndex

  /// Prepares to order resources of one closure.
  public init(_ closure: IntegrationClosure, in index: AccountIndex) {
    self.closure = closure
    self.index = index
  }

  /// What is bound, by what it is to the integration.
  private var bound: [ResourceKey: [UInt8]] {
    var bound: [ResourceKey: [UInt8]] = [:]
    for key in closure.bound {
      bound[key] = Array("\(key.kind)/\(index.resources[key]?.application ?? "")".utf8)
    }
    return bound
  }

  private var edges: [ResourceKey: [TwinColours.Edge]] {
    var edges: [ResourceKey: [TwinColours.Edge]] = [:]
    for key in closure.members {
      for site in index.resources[key]?.references ?? [] where !site.isEnvironment {
        guard let target = index.resolve(site),
          closure.members.contains(target) || closure.bound.contains(target)
        else { continue }
        edges[key, default: []].append(.init(label: Array(">\(site.pointer)".utf8), target))
        edges[target, default: []].append(.init(label: Array("<\(site.pointer)".utf8), key))
      }
    }
    return edges
  }

  /// Returns the rank of every candidate within its group.
  public func ranks(
    of groups: [[NameAssignment.Candidate]], fingerprints: Fingerprints
  ) throws -> [ResourceKey: Int] {
    let own = try fingerprints(Set(groups.flatMap { $0.map(\.key) }))
    let tied = groups.filter { Set($0.map { own[$0.key] ?? [] }).count < $0.count }
    let refined = tied.isEmpty ? [:] : refine(tied, try fingerprints(closure.members))
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
    let order = groups.map { $0.sorted { $0.age < $1.age } }.sorted { $0[0].name < $1[0].name }
    var colours = TwinColours(initial.merging(bound) { own, _ in own }, edges: edges)
    for group in order {
      while let twins = colours.firstTie(among: group.map(\.key)) { colours.singleOut(from: twins) }
    }
    return colours.colours
  }
}
