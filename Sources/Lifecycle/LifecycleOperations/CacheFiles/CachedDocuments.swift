import Compression
import EnvironmentAdapters
import FileStorage
import IntegrationModel

/// The documents of a cache file: the texts, records of fixed length, and an order by id.
///
/// All numbers are little-endian, 32 bits wide where nothing else is said.
///
///     0    magic word (8 bytes), version, CRC-32 of what follows byte 64 and then of bytes 16 to 64
///     16   digest of the settings (32 bytes), number of documents, start of records, start of lists
///     64   the texts
///     …    one record per document, then the positions of the documents in the order of their ids
///     …    the lists; see ``CachedLists``
///
/// A record is the stamp of the document, then offset and length of the path, the id, the summary and the container's id, then three bytes: the kind, whether it is a bundle's
/// integration, whether there is a container.
struct CachedDocuments: Sendable {
  static let magic = Array("ILMCACHE".utf8)
  static let headerSize = 64
  /// Where in a record the places of its texts are, and how many they are.
  static let texts = CachedStamp.byteCount
  static let textCount = 4
  static let recordSize = texts + 8 * textCount + 4

  let file: MappedFile
  private let writtenAt: FileTimestamp
  let count: Int
  private let recordStart: Int
  /// Where the lists lie in the file.
  let lists: Range<Int>
  /// What was edited since the file was written.
  var edits: CachedEdits?

  /// Checks the magic word, the checksum and the settings.
  init(_ file: MappedFile, writtenAt: FileTimestamp, digest: [UInt8]) throws {
    self.file = file
    self.writtenAt = writtenAt
    let layout = try file.withUnsafeBytes { bytes in
      guard bytes.count >= Self.headerSize, bytes.prefix(8).elementsEqual(Self.magic),
        Self.number(bytes, 8) == AccountCache.version,
        bytes[16..<48].elementsEqual(digest),
        Self.number(bytes, 12) == Int(Self.checksum(bytes))
      else { throw CacheReader.Malformed() }
      let count = Self.number(bytes, 48)
      let (records, lists) = (Self.number(bytes, 52), Self.number(bytes, 56))
      guard records >= Self.headerSize, lists == records + count * (Self.recordSize + 4),
        lists <= bytes.count
      else { throw CacheReader.Malformed() }
      return Layout(count: count, recordStart: records, lists: lists..<bytes.count)
    }
    (count, recordStart, lists) = (layout.count, layout.recordStart, layout.lists)
  }

  /// A type of its own: that of a tuple would be made at each start of the program.
  private struct Layout {
    let count: Int
    let recordStart: Int
    let lists: Range<Int>
  }

  /// Whether the file became shorter while it was read.
  var wasCut: Bool { file.wasCut }

  /// The header, which tells this file from every other.
  var header: [UInt8] { file.withUnsafeBytes { Array($0[..<Self.headerSize]) } }

  private static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    CRC32.checksum(
      .init(rebasing: bytes[16..<headerSize]),
      continuing: CRC32.checksum(.init(rebasing: bytes[headerSize...])))
  }

  private static func number(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> Int {
    Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
  }

  private func record(_ position: Int) -> Int { recordStart + position * Self.recordSize }

  /// One of the record's texts: 0 the path, 1 the id, 2 the summary, 3 the container's id.
  private func range(
    of text: Int, at position: Int, _ bytes: UnsafeRawBufferPointer
  ) -> Range<Int>? {
    let place = record(position) + Self.texts + 8 * text
    let start = Self.number(bytes, place)
    let count = Self.number(bytes, place + 4)
    guard start >= Self.headerSize, start + count <= recordStart else { return nil }
    return start..<start + count
  }

  private func text(
    _ text: Int, at position: Int, _ bytes: UnsafeRawBufferPointer
  ) -> String? {
    range(of: text, at: position, bytes).map { String(decoding: bytes[$0], as: UTF8.self) }
  }

  // MARK: Places

  /// How many positions documents have or had: of the file, and of those that came since.
  var positionCount: Int { count + (edits?.came.count ?? 0) }

  /// Whether documents came or went since the file was written.
  var hasMoves: Bool { edits?.hasMoves ?? false }

  func isGone(_ position: Int) -> Bool { edits?.gone.contains(position) ?? false }

  /// The place of a document that came since the file was written.
  private func arrival(at position: Int) -> DocumentPlace? {
    position < count ? nil : edits?.came[position - count]
  }

  func place(at position: Int) -> DocumentPlace {
    if let place = arrival(at: position) { return place }
    return file.withUnsafeBytes { bytes in
      let tail = record(position) + Self.texts + 8 * Self.textCount
      return DocumentPlace(
        kind: kind(at: position, bytes),
        path: text(0, at: position, bytes) ?? "",
        containerID: bytes[tail + 2] == 1 ? text(3, at: position, bytes) : nil,
        isBundleIntegration: bytes[tail + 1] == 1)
    }
  }

  func appendPath(at position: Int, to paths: inout PathList) {
    if let place = arrival(at: position) { return paths.append(place.path) }
    file.withUnsafeBytes { bytes in
      paths.append(utf8: .init(rebasing: bytes[range(of: 0, at: position, bytes) ?? 0..<0]))
    }
  }

  func kind(at position: Int) -> ResourceKind {
    if let place = arrival(at: position) { return place.kind }
    return file.withUnsafeBytes { kind(at: position, $0) }
  }

  private func kind(at position: Int, _ bytes: UnsafeRawBufferPointer) -> ResourceKind {
    CacheBytes.kinds[
      Int(bytes[record(position) + Self.texts + 8 * Self.textCount]) % CacheBytes.kinds.count]
  }

  func isCurrent(_ stamp: DocumentStamp, at position: Int) -> Bool {
    if let edits, let known = edits.stamp(at: position) {
      return known == stamp && stamp.isOlder(than: edits.writtenAt)
    }
    return file.withUnsafeBytes { CachedStamp.isStamp(stamp, $0, at: record(position)) }
      && stamp.isOlder(than: writtenAt)
  }

  func isSettled(_ status: FileStatus) -> Bool { status.isOlder(than: lastWrittenAt) }

  private var lastWrittenAt: FileTimestamp { edits?.writtenAt ?? writtenAt }

  private func stamp(at position: Int) -> DocumentStamp? {
    if let known = edits?.stamp(at: position) { return known }
    return file.withUnsafeBytes { CachedStamp.stamp($0, at: record(position)) }
  }

  // MARK: Summaries

  func summary(at position: Int) throws -> ResourceSummary {
    if let edited = try edits?.summary(at: position) { return edited }
    return try withSummary(at: position) { try $0.takeSummary() }
  }

  /// Reads what the file says of a document.
  func withSummary<Value>(
    at position: Int, _ body: (inout CacheReader) throws -> Value
  ) throws -> Value {
    try reading { bytes in
      guard let range = range(of: 2, at: position, bytes) else { throw CacheReader.Malformed() }
      var reader = try CacheReader(bytes, in: range)
      return try body(&reader)
    }
  }

  /// Reads the file; what somebody cuts off meanwhile reads as zeros and is found out afterwards.
  private func reading<Value>(_ body: (UnsafeRawBufferPointer) throws -> Value) throws -> Value {
    let value = Result { try file.withUnsafeBytes(body) }
    guard !file.wasCut else {
      throw LifecycleError(
        .damaged, "cache_cut", "'\(file.path)' became shorter while it was read",
        hint: "run the command again: what is left of the cache is passed over")
    }
    return try value.get()
  }

  /// Everything, for a survey.
  ///
  /// What is not among the edits was looked at when they were written, and was then as recorded.
  func survey() throws -> SurveyCache<ResourceSummary> {
    SurveyCache(entries: try entries(), writtenAt: lastWrittenAt)
  }

  /// All documents that are there, by position.
  func entries() throws -> [SurveyCache<ResourceSummary>.Entry] {
    try (0..<positionCount).filter { !isGone($0) }.map { position in
      guard let stamp = stamp(at: position) else { throw CacheReader.Malformed() }
      let summary = try summary(at: position)
      return SurveyCache<ResourceSummary>.Entry(
        place: place(at: position), stamp: stamp, key: summary.key, version: summary.version,
        summary: summary)
    }
  }

  /// The documents of any kind that have an id.
  func positions(of id: String) throws -> [Int] {
    try listedPositions(of: id).filter { !isGone($0) } + (edits?.arrivals(of: id) ?? [])
  }

  private func listedPositions(of id: String) throws -> [Int] {
    try reading { bytes in
      var id = id
      return id.withUTF8 { wanted in
        let orders = record(count)
        func document(_ rank: Int) -> Int { Self.number(bytes, orders + 4 * rank) }
        func precedes(_ rank: Int) -> Bool {
          guard let range = range(of: 1, at: document(rank), bytes) else { return false }
          return bytes[range].lexicographicallyPrecedes(wanted)
        }
        var (low, high) = (0, count)
        while low < high {
          let middle = (low + high) / 2
          if precedes(middle) { low = middle + 1 } else { high = middle }
        }
        var found: [Int] = []
        while low < count, let range = range(of: 1, at: document(low), bytes),
          bytes[range].elementsEqual(wanted)
        {
          found.append(document(low))
          low += 1
        }
        return found
      }
    }
  }
}
