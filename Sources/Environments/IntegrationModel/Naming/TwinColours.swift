import Hashing

/// The colours of resources: equal where nothing seen so far tells two of them apart.
struct TwinColours {
  /// A reference, seen from either end.
  struct Edge: Hashable {
    let label: [UInt8]
    let target: ResourceKey

    init(label: [UInt8], _ target: ResourceKey) {
      self.label = label
      self.target = target
    }
  }

  private(set) var colours: [ResourceKey: [UInt8]]
  private let edges: [ResourceKey: [Edge]]
  /// How many were singled out; part of their colours, so that no two of them get the same.
  private var round = 0

  /// Starts with what resources are by themselves, and refines that by what is around them.
  init(_ initial: [ResourceKey: [UInt8]], edges: [ResourceKey: [Edge]]) {
    colours = initial.mapValues { HashAlgorithm.sha256.hash($0) }
    self.edges = edges
    refine(from: Set(initial.keys))
  }

  /// Returns the resources of the least colour that several of them have, in the order given.
  func firstTie(among keys: [ResourceKey]) -> [ResourceKey]? {
    let classes = Dictionary(grouping: keys) { colours[$0] ?? [] }.filter { $0.value.count > 1 }
    return classes.min { $0.key.lexicographicallyPrecedes($1.key) }?.value
  }

  /// Gives one of several resources of one colour a colour of its own, and refines.
  ///
  /// Equal colours do not prove that two resources can be exchanged: three flows that start each
  /// other in a ring look like four that do. So each is tried, and the one that gives the least
  /// picture of the whole wins; the first of the given order only where the pictures are equal.
  mutating func singleOut(from twins: [ResourceKey]) {
    guard let first = twins.first else { return }
    var best = singlingOut(first)
    if !areInterchangeable(twins) {
      var picture = best.picture
      for twin in twins.dropFirst() {
        let other = singlingOut(twin)
        let otherPicture = other.picture
        if otherPicture.lexicographicallyPrecedes(picture) {
          (best, picture) = (other, otherPicture)
        }
      }
    }
    self = best
  }

  /// Tells whether twins refer to, and are referred to by, the same resources in the same way.
  private func areInterchangeable(_ twins: [ResourceKey]) -> Bool {
    let first = edges[twins[0]].map { Set($0) } ?? []
    return twins.dropFirst().allSatisfy { (edges[$0].map { Set($0) } ?? []) == first }
  }

  private func singlingOut(_ key: ResourceKey) -> TwinColours {
    var next = self
    next.round += 1
    next.colours[key] = Self.hash([colours[key] ?? [], Array("first of round \(round)".utf8)])
    next.refine(from: neighbours(of: [key]))
    return next
  }

  /// All colours, whoever has them.
  private var picture: [UInt8] {
    Array(colours.values.sorted { $0.lexicographicallyPrecedes($1) }.joined())
  }

  /// Recolours what may have changed until the number of colours no longer grows.
  private mutating func refine(from first: Set<ResourceKey>) {
    var affected = first
    var count = Set(colours.values).count
    while !affected.isEmpty {
      var next = colours
      for key in affected { next[key] = recoloured(key) }
      let nextCount = Set(next.values).count
      guard nextCount > count else { return }
      (colours, count) = (next, nextCount)
      affected = neighbours(of: affected)
    }
  }

  private func neighbours(of keys: Set<ResourceKey>) -> Set<ResourceKey> {
    Set(keys.flatMap { (edges[$0] ?? []).map(\.target) })
  }

  private func recoloured(_ key: ResourceKey) -> [UInt8] {
    let around = (edges[key] ?? []).map { Self.hash([$0.label, colours[$0.target] ?? []]) }
    return Self.hash(
      [colours[key] ?? []] + around.sorted { $0.lexicographicallyPrecedes($1) })
  }

  private static func hash(_ parts: [[UInt8]]) -> [UInt8] {
    HashAlgorithm.sha256.hash(Array(parts.joined()))
  }
}
