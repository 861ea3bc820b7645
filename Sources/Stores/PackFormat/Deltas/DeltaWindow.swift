import ObjectModel

/// The objects that were met so far, among which each further one looks for its base.
///
/// Tried are the objects that share most with it, whatever their names are. For one thread.
final class DeltaWindow {
  /// A way to store an object.
  struct Choice {
    /// The number of the base.
    let base: Int
    let delta: [UInt8]
  }

  private struct Member {
    /// `nil` for an object that is no base for others.
    let bytes: [UInt8]?
    let depth: Int
    let base: Int?
    var index: DeltaIndex?
  }

  // An index of a larger base takes too much memory, and a search in it too long.
  private static let byteCountMax = 16 << 20
  private static let byteCountMin = 64
  // How much longer a delta may be for one step less.
  private static let stepByteCount = 16

  private let search: DeltaSearch
  private var table = SimilarityTable()
  private var members: [Member] = []
  private var kind: ObjectKind?

  init(_ search: DeltaSearch) {
    self.search = search
  }

  /// Takes in the next object; numbers count from 0. Returns the smallest delta, or one hardly larger
  /// with a shorter chain behind it, if one is smaller than half of the object.
  func add(_ object: StoredObject) -> Choice? {
    if object.kind != kind { forget(object.kind) }
    guard (Self.byteCountMin...Self.byteCountMax).contains(object.bytes.count) else {
      members.append(Member(bytes: nil, depth: 0, base: nil))
      return nil
    }
    let choice = bestChoice(object.bytes)
    let depth = choice.map { members[$0.base].depth + 1 } ?? 0
    members.append(Member(bytes: object.bytes, depth: depth, base: choice?.base))
    return choice
  }

  /// A base is of the same kind, so what came before does not help any more.
  private func forget(_ kind: ObjectKind) {
    self.kind = kind
    table = SimilarityTable()
  }

  private func bestChoice(_ bytes: [UInt8]) -> Choice? {
    var best: Choice?
    var limit = bytes.count / 2
    for candidate in table.exchange(bytes, as: members.count, countMax: search.candidateCountMax) {
      let base = usable(candidate)
      guard let index = index(of: base),
        let delta = DeltaEncoder.delta(of: bytes, from: index, byteCountMax: limit)
      else { continue }
      best = Choice(base: base, delta: delta)
      // A handful of bytes cannot become much less.
      if delta.count < 64 + bytes.count / 128 { break }
      limit = delta.count - 1
    }
    return best.map { nearerToWhole(bytes, $0) }
  }

  /// The same from further up the chain, as far as that costs next to nothing: a resource that was
  /// edited often differs from its oldest version hardly more than from the last one, and who reads it
  /// goes through the whole chain.
  private func nearerToWhole(_ bytes: [UInt8], _ choice: Choice) -> Choice {
    var choice = choice
    while let above = members[choice.base].base, let index = index(of: above),
      let delta = DeltaEncoder.delta(
        of: bytes, from: index, byteCountMax: choice.delta.count + Self.stepByteCount)
    {
      choice = Choice(base: above, delta: delta)
    }
    return choice
  }

  private func index(of number: Int) -> DeltaIndex? {
    if let index = members[number].index { return index }
    members[number].index = members[number].bytes.map { DeltaIndex($0) }
    return members[number].index
  }

  /// The object itself, or its base if the chain behind it is as long as chains may become.
  private func usable(_ number: Int) -> Int {
    let member = members[number]
    guard member.depth >= search.depthMax, let base = member.base else { return number }
    return base
  }
}
