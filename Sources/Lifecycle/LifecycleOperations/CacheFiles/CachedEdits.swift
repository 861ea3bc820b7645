import Compression
import EnvironmentAdapters
import FileStorage
import IntegrationModel

/// What has changed since a cache file was written: in a file of its own beside it, so that a few
/// edits do not write everything anew.
///
///     0    magic word (8 bytes), version, CRC-32 of all that follows
///     16   the header of the cache file that it belongs to (64 bytes)
///     80   the documents that came, each by its place; the positions of those that went; the lists as
///          they are now; the number of edits; of each the position, the stamp and the summary
///
/// What came has the positions behind those of the cache file, in the order in which it came, and its
/// stamp and summary among the edits. A position is never given twice.
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

    func decoded() throws -> ResourceSummary {
      try summary.withUnsafeBytes { bytes in
        var reader = try CacheReader(bytes, in: 0..<bytes.count)
        return try reader.takeSummary()
      }
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
  /// Where the documents lie that came.
  let came: [DocumentPlace]
  /// The positions of the documents that went.
  let gone: Set<Int>
  private let cameByID: [String: [Int]]

  private static let magic = Array("ILMEDITS".utf8)
  private static let bodyStart = 16 + CachedDocuments.headerSize

  /// Reads what belongs to a cache file.
  init(
    _ file: MappedFile, writtenAt: FileTimestamp, of documents: CachedDocuments
  ) throws {
    self.writtenAt = writtenAt
    (lists, edits, came, gone) = try file.withUnsafeBytes { bytes in
      guard bytes.count >= Self.bodyStart, bytes[..<8].elementsEqual(Self.magic),
        bytes[16..<Self.bodyStart].elementsEqual(documents.header)
      else { throw CacheReader.Malformed() }
      var start = CacheBytes()
      start.put(fixed: AccountCache.version)
      start.put(fixed: Int(CRC32.checksum(.init(rebasing: bytes[16...]))))
      guard bytes[8..<16].elementsEqual(start.bytes) else { throw CacheReader.Malformed() }
      var reader = try CacheReader(bytes, in: Self.bodyStart..<bytes.count)
      let came = try reader.takeList { try $0.takePlace() }
      let gone = try reader.takeList { try $0.take() }
      let positions = 0..<documents.count + came.count
      let lists = try reader.takeLists(documentCount: positions.count)
      let all = try reader.takeList { try $0.takeEdit() }
      let edits = Dictionary(all.map { ($0.position, $0) }) { $1 }
      guard gone.allSatisfy(positions.contains), edits.keys.allSatisfy(positions.contains),
        (documents.count..<positions.count).allSatisfy({ edits[$0] != nil })
      else { throw CacheReader.Malformed() }
      return (lists, edits, came, Set(gone))
    }
    guard !file.wasCut else { throw CacheReader.Malformed() }
    var byID: [String: [Int]] = [:]
    for position in documents.count..<documents.count + came.count where !gone.contains(position) {
      guard let edit = edits[position] else { continue }
      byID[try edit.decoded().key.id, default: []].append(position)
    }
    cameByID = byID
  }

  /// Whether documents came or went.
  var hasMoves: Bool { !came.isEmpty || !gone.isEmpty }

  /// The documents that came and have an id.
  func arrivals(of id: String) -> [Int] { cameByID[id] ?? [] }

  func stamp(at position: Int) -> DocumentStamp? { edits[position]?.stamp }

  func summary(at position: Int) throws -> ResourceSummary? {
    try edits[position]?.decoded()
  }

  /// The file for some edits of the documents of a cache file.
  static func file(
    _ edits: some Collection<Edit>, came: [DocumentPlace], gone: Set<Int>, _ lists: CachedLists,
    of documents: CachedDocuments
  ) -> [UInt8] {
    var body = CacheBytes()
    body.put(raw: documents.header)
    body.put(came.count)
    for place in came { body.put(place) }
    body.put(gone.count)
    for position in gone.sorted() { body.put(position) }
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

extension CacheBytes {
  fileprivate mutating func put(_ place: DocumentPlace) {
    put(place.kind)
    put(place.path)
    put(place.containerID)
    put(place.isBundleIntegration ? 1 : 0)
  }
}

extension CacheReader {
  fileprivate mutating func takePlace() throws -> DocumentPlace {
    let (kind, path) = (try takeKind(), try takeText())
    return DocumentPlace(
      kind: kind, path: path, containerID: try takeOptionalText(),
      isBundleIntegration: try take() == 1)
  }

  fileprivate mutating func takeEdit() throws -> CachedEdits.Edit {
    let position = try take()
    guard let stamp = try takeStamp() else { throw Malformed() }
    return CachedEdits.Edit(position: position, stamp: stamp, summary: try takeBytes())
  }
}
