import ByteCoding
import Compression
import EnvironmentAdapters
import FileStorage
import IntegrationModel

/// Writes a cache file from front to back, so that it is never in memory as a whole.
struct CacheWriter {
  private let file: any WritableFile
  private var records = CacheBytes()
  private var offset = CachedDocuments.headerSize
  private var checksum: UInt32 = 0

  private init(_ file: any WritableFile) { self.file = file }

  /// Writes the documents of a survey and the lists.
  static func write(
    _ entries: [SurveyCache<ResourceSummary>.Entry], _ lists: CachedLists, digest: [UInt8],
    to file: any WritableFile
  ) throws(FileSystemError) {
    var writer = CacheWriter(file)
    try file.write([UInt8](repeating: 0, count: CachedDocuments.headerSize))
    writer.records.reserve(entries.count * CachedDocuments.recordSize)
    let starts = Array(stride(from: 0, to: entries.count, by: CachedPart.documentCount))
    try parallelStream(starts, window: 16) { (start) throws(FileSystemError) in
      CachedPart(entries[start..<min(entries.count, start + CachedPart.documentCount)])
    } each: { (part) throws(FileSystemError) in
      writer.records.put(raw: part.records(at: writer.offset))
      try writer.put(part.texts.bytes)
    }
    try writer.finish(entries, lists, digest: digest)
  }

  private mutating func put(_ bytes: [UInt8]) throws(FileSystemError) {
    checksum = bytes.withUnsafeBytes { CRC32.checksum($0, continuing: checksum) }
    offset += bytes.count
    try file.write(bytes)
  }

  private mutating func finish(
    _ entries: [SurveyCache<ResourceSummary>.Entry], _ lists: CachedLists, digest: [UInt8]
  ) throws(FileSystemError) {
    let recordStart = offset
    try put(records.bytes)
    var order = CacheBytes()
    for position in Self.order(entries) { order.put(fixed: position) }
    try put(order.bytes)
    let listStart = offset
    var last = CacheBytes()
    last.put(lists)
    try put(last.bytes)
    var header = CacheBytes()
    header.put(raw: digest)
    for number in [entries.count, recordStart, listStart, 0] { header.put(fixed: number) }
    checksum = header.bytes.withUnsafeBytes { CRC32.checksum($0, continuing: checksum) }
    var start = CacheBytes()
    start.put(raw: CachedDocuments.magic)
    start.put(fixed: AccountCache.version)
    start.put(fixed: Int(checksum))
    try file.write(start.bytes + header.bytes, at: 0)
  }

  /// The positions in the order of the ids' bytes, equal ids by position.
  private static func order(_ entries: [SurveyCache<ResourceSummary>.Entry]) -> [Int] {
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
