import ObjectModel
import PackFormat

/// Keeps the number of packs small: when several of about one size have gathered they become one.
///
/// Sorted by the number of objects, each pack should have at least twice as many as all smaller
/// ones together. So an object is copied a few times in its life, and a lookup asks a number of
/// packs that grows with the logarithm of the number of objects.
public enum PackConsolidation {
  /// Fewer packs than this are not worth the writing.
  static let packCountMin = 4
  /// Packs of this size and more are left to garbage collection: whoever records waits for what is
  /// done here, a second for some 8 MiB.
  static let byteCountMax = 8 << 20

  /// Returns how many of the smallest packs become one; 0 if all is well.
  ///
  /// - Parameter counts: the numbers of objects of all packs, ascending.
  static func mergeCount(_ counts: [Int]) -> Int {
    var smaller = 0
    var merged = 0
    for (place, count) in counts.enumerated() {
      if place > 0, count < 2 * smaller { merged = place + 1 }
      smaller += count
    }
    return merged >= packCountMin ? merged : 0
  }
}

extension ObjectDatabase {
  /// Makes one of the smallest packs if too many have gathered; returns its path, or `nil` if all
  /// is well as it is.
  ///
  /// The caller holds the lock of who removes packs. Whatever fails, no object is lost: the old
  /// packs go when the new one is durable and visible.
  public func consolidatePacks() throws -> String? {
    let packs = try storedPacks().filter {
      !$0.isKept && $0.byteCount < PackConsolidation.byteCountMax
    }.sorted { $0.objectCount < $1.objectCount }
    let count = PackConsolidation.mergeCount(packs.map(\.objectCount))
    guard count > 0 else { return nil }
    let merged = Array(packs.prefix(count))
    let rewriting = rewrite(PackRewrite.Options(level: 6))
    try rewriting.add(try sortedIDs(of: merged))
    let path = try rewriting.publish()
    try remove(merged.filter { $0.path != path })
    try writeMultiPackIndex(packCountMin: Self.indexedPackCountMin)
    return path
  }

  /// Returns all ids of some packs, once each, in runs of one kind, the largest objects first.
  private func sortedIDs(of packs: [StoredPack]) throws -> [ObjectID] {
    var places: [(id: ObjectID, kind: ObjectKind, byteCount: Int)] = []
    var seen: Set<ObjectID> = []
    for pack in packs {
      let reader = try pack.file.reader()
      for position in 0..<pack.file.index.count {
        let id = pack.file.index.id(at: position)
        guard seen.insert(id).inserted else { continue }
        let shape = try reader.shape(atOffset: try pack.file.index.offset(at: position))
        places.append((id, shape.kind, shape.byteCount))
      }
    }
    places.sort {
      ($0.kind.rawValue, -$0.byteCount, $0.id) < ($1.kind.rawValue, -$1.byteCount, $1.id)
    }
    return places.map(\.id)
  }
}
