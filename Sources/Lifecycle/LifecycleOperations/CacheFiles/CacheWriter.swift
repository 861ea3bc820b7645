import Compression
import FileStorage

/// Writes a cache file from front to back, so that it is never in memory as a whole.
struct CacheWriter {
  private let file: any WritableFile
  private var records = CacheBytes()
  private var offset = CachedDocuments.headerSize
  private var checksum: UInt32 = 0

  private init(_ file: any WritableFile) { self.file = file }

  /// Writes the documents of a survey and the lists.
  static func write(
    _ draft: CacheDraft, _ lists: CachedLists, digest: [UInt8], to file: any WritableFile
  ) throws(FileSystemError) {
    var writer = CacheWriter(file)
    try file.write([UInt8](repeating: 0, count: CachedDocuments.headerSize))
    writer.records.reserve(draft.entries.count * CachedDocuments.recordSize)
    try draft.forEachPart { (part) throws(FileSystemError) in
      writer.records.put(raw: part.records(at: writer.offset))
      try writer.put(part.texts.bytes)
    }
    try writer.finish(draft, lists, digest: digest)
  }

  private mutating func put(_ bytes: [UInt8]) throws(FileSystemError) {
    checksum = bytes.withUnsafeBytes { CRC32.checksum($0, continuing: checksum) }
    offset += bytes.count
    try file.write(bytes)
  }

  private mutating func finish(
    _ draft: CacheDraft, _ lists: CachedLists, digest: [UInt8]
  ) throws(FileSystemError) {
    let recordStart = offset
    try put(records.bytes)
    var order = CacheBytes()
    for position in draft.order { order.put(fixed: position) }
    try put(order.bytes)
    let listStart = offset
    var last = CacheBytes()
    last.put(lists)
    try put(last.bytes)
    var header = CacheBytes()
    header.put(raw: digest)
    for number in [draft.entries.count, recordStart, listStart, 0] { header.put(fixed: number) }
    checksum = header.bytes.withUnsafeBytes { CRC32.checksum($0, continuing: checksum) }
    var start = CacheBytes()
    start.put(raw: CachedDocuments.magic)
    start.put(fixed: AccountCache.version)
    start.put(fixed: Int(checksum))
    try file.write(start.bytes + header.bytes, at: 0)
  }
}
