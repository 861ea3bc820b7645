import Compression
import EnvironmentAdapters
import FileStorage
import IntegrationModel

/// What has changed since a cache file was written: in a file of its own beside it, so that a few
/// edits do not write everything anew.
///
///     0    magic word (8 bytes), version, CRC-32 of all that follows
///     16   the header of the cache file that it belongs to (64 bytes)
///     80   the lists as they are now; the number of edits; of each the position, the stamp and
///          the summary
///
/// It is shared, so that every thread that looks at documents owns one thing and not its parts.
final class CachedEdits: Sendable {
  /// A document that is not as the cache file says.
  struct Edit: Sendable {
    let position: Int
    let stamp: DocumentStamp
    /// The encoded summary.
    let summary: [UInt8]

    init(position: Int, stamp: DocumentStamp, summary: [UInt8]) {
      self.position = position
      self.stamp = stamp
      self.summary = summary
    }

    init(position: Int, stamp: DocumentStamp, _ summary: ResourceSummary) {
      var bytes = CacheBytes()
      bytes.put(summary)
      self.init(position: position, stamp: stamp, summary: bytes.bytes)
    }
  }

  let writtenAt: FileTimestamp
  let lists: CachedLists
  let edits: [Int: Edit]

  private static let magic = Array("ILMEDITS".utf8)
  private static let bodyStart = 16 + CachedDocuments.headerSize

  /// Reads what belongs to a cache file.
  init(
    _ file: MappedFile, writtenAt: FileTimestamp, of documents: CachedDocuments
  ) throws {
    self.writtenAt = writtenAt
    (lists, edits) = try file.withUnsafeBytes { bytes in
      guard bytes.count >= Self.bodyStart, bytes[..<8].elementsEqual(Self.magic),
        bytes[16..<Self.bodyStart].elementsEqual(documents.header)
      else { throw CacheReader.Malformed() }
      var start = CacheBytes()
      start.put(fixed: AccountCache.version)
      start.put(fixed: Int(CRC32.checksum(.init(rebasing: bytes[16...]))))
      guard bytes[8..<16].elementsEqual(start.bytes) else { throw CacheReader.Malformed() }
      var reader = try CacheReader(bytes, in: Self.bodyStart..<bytes.count)
      let lists = try reader.takeLists(documentCount: documents.count)
      let edits = try reader.takeList { try $0.takeEdit() }
      guard edits.allSatisfy({ 0..<documents.count ~= $0.position }) else {
        throw CacheReader.Malformed()
      }
      return (lists, Dictionary(edits.map { ($0.position, $0) }) { $1 })
    }
    guard !file.wasCut else { throw CacheReader.Malformed() }
  }

  func stamp(at position: Int) -> DocumentStamp? { edits[position]?.stamp }

  func summary(at position: Int) throws -> ResourceSummary? {
    try edits[position]?.summary.withUnsafeBytes { bytes in
      var reader = try CacheReader(bytes, in: 0..<bytes.count)
      return try reader.takeSummary()
    }
  }

  /// The file for some edits of the documents of a cache file.
  static func file(
    _ edits: some Collection<Edit>, _ lists: CachedLists, of documents: CachedDocuments
  ) -> [UInt8] {
    var body = CacheBytes()
    body.put(raw: documents.header)
    body.put(lists)
    body.put(edits.count)
    for edit in edits.sorted(by: { $0.position < $1.position }) {
      body.put(edit.position)
      body.put(edit.stamp)
      body.put(edit.summary)
    }
    var start = CacheBytes()
    start.put(raw: magic)
    start.put(fixed: AccountCache.version)
    start.put(fixed: Int(body.bytes.withUnsafeBytes { CRC32.checksum($0) }))
    return start.bytes + body.bytes
  }
}

extension CacheReader {
  fileprivate mutating func takeEdit() throws -> CachedEdits.Edit {
    let position = try take()
    guard let stamp = try takeStamp() else { throw Malformed() }
    return CachedEdits.Edit(position: position, stamp: stamp, summary: try takeBytes())
  }
}
