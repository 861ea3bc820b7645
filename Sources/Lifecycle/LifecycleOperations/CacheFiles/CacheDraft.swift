import ByteCoding
import EnvironmentAdapters
import IntegrationModel
import ParallelWork

/// What a cache file tells of the documents, made in advance as far as that was worth it.
///
/// It is in memory and in no file, so that nothing is left over where nothing is written in the end.
struct CacheDraft: Sendable {
  typealias Entry = SurveyCache<ResourceSummary>.Entry

  let entries: [Entry]
  private var parts: [CachedPart] = []
  private var knownOrder: [Int]?

  /// Makes everything only when it is written.
  init(_ entries: [Entry]) { self.entries = entries }

  /// Makes in advance what does not take more memory than some parts do.
  init(preparing entries: [Entry], partCountMax: Int = 64) {
    self.entries = entries
    parts = parallelMap(Array(starts.prefix(partCountMax)), makeWorker: {}) {
      Self.part(of: entries, from: $1)
    }
    knownOrder = Self.order(of: entries)
  }

  /// The positions in the order of the ids' bytes, equal ids by position.
  var order: [Int] { knownOrder ?? Self.order(of: entries) }

  /// Calls `body` with all parts in their order; few of those that were not made in advance are in
  /// memory at once.
  func forEachPart<Failure>(_ body: (CachedPart) throws(Failure) -> Void) throws(Failure) {
    for part in parts { try body(part) }
    try parallelStream(Array(starts.dropFirst(parts.count)), window: 16) {
      (start) throws(Failure) in
      Self.part(of: entries, from: start)
    } each: { (part) throws(Failure) in
      try body(part)
    }
  }

  private var starts: [Int] {
    Array(stride(from: 0, to: entries.count, by: CachedPart.documentCount))
  }

  private static func part(of entries: [Entry], from start: Int) -> CachedPart {
    CachedPart(entries[start..<min(entries.count, start + CachedPart.documentCount)])
  }

  private static func order(of entries: [Entry]) -> [Int] {
    let keys = entries.enumerated().map { SortKey($1.key.id, position: $0) }
    return keys.sorted { one, other in
      if one.start != other.start { return one.start < other.start }
      let (left, right) = (entries[one.position].key.id, entries[other.position].key.id)
      if left.utf8.elementsEqual(right.utf8) { return one.position < other.position }
      return left.precedesInBytes(right)
    }.map(\.position)
  }

  /// The first bytes of an id as a number: they decide most comparisons.
  private struct SortKey {
    let start: UInt64
    let position: Int

    init(_ id: String, position: Int) {
      var start: UInt64 = 0
      var rest = id.utf8.makeIterator()
      for _ in 0..<8 { start = start << 8 | UInt64(rest.next() ?? 0) }
      self.start = start
      self.position = position
    }
  }
}
