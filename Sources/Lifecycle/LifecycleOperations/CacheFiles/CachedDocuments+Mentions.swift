import EnvironmentAdapters
import IntegrationModel
import ParallelWork

extension CachedDocuments {
  /// The documents that refer to something by one of some ids, whether that is there or not.
  ///
  /// Nothing tells them but the summaries, which are run through without being decoded.
  func positions(mentioning ids: Set<String>) throws -> [Int] {
    guard !ids.isEmpty else { return [] }
    let wanted = WantedIDs(ids)
    let partSize = 4096
    let starts = Array(stride(from: 0, to: positionCount, by: partSize))
    return try parallelMap(starts, makeWorker: {}) { _, start in
      try (start..<min(positionCount, start + partSize)).filter {
        try !isGone($0) && mentions(wanted, at: $0)
      }
    }.flatMap { $0 }
  }

  private func mentions(_ ids: WantedIDs, at position: Int) throws -> Bool {
    if let summary = try edits?.summary(at: position) {
      return summary.references.contains { ids.ids.contains($0.id) }
    }
    return try withSummary(at: position) { try $0.takeMention(of: ids) }
  }
}

/// Ids that are looked for among many.
struct WantedIDs: Sendable {
  let ids: Set<String>
  /// The last bytes of each, which decide most comparisons.
  private let ends: Set<UInt64>

  init(_ ids: Set<String>) {
    self.ids = ids
    ends = Set(ids.map { Self.end(of: $0.utf8) })
  }

  func contains(_ id: UnsafeRawBufferPointer) -> Bool {
    ends.contains(Self.end(of: id)) && ids.contains(String(decoding: id, as: UTF8.self))
  }

  private static func end(of id: some BidirectionalCollection<UInt8>) -> UInt64 {
    id.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }
}
