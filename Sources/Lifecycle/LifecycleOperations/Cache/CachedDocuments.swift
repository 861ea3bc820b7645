import Compression
import EnvironmentAdapters
import FileStorage
import IntegrationModel

/// The documents of a cache file: records of fixed length, an order by id, and the texts.
///
/// All numbers are little-endian, 32 bits wide where nothing else is said.
///
///     0    magic word (8 bytes), version, CRC-32 of all that follows byte 16
///     16   digest of the settings (32 bytes), number of documents, start of texts, start of the rest
///     64   one record per document, then the positions of the documents in the order of their ids
///
/// A record is the stamp of the document, then offset and length of the path, the
/// id, the summary and the container's id, then the kind and what sort of file it is.
struct CachedDocuments: Sendable {
  private static let magic = Array("ILMCACHE".utf8)
  private static let headerSize = 64
  private static let recordSize = CachedStamp.byteCount + 8 * 4 + 4
  private static let texts = CachedStamp.byteCount

  private let file: MappedFile
  private let writtenAt: FileTimestamp
  let count: Int
  private let textStart: Int
  /// Where what is not about documents lies in the file.
  let rest: Range<Int>

  /// Checks the magic word, the checksum and the settings.
  init(_ file: MappedFile, writtenAt: FileTimestamp, digest: [UInt8]) throws {
    self.file = file
    self.writtenAt = writtenAt
    (count, textStart, rest) = try file.withUnsafeBytes { bytes in
      guard bytes.count >= Self.headerSize, bytes.prefix(8).elementsEqual(Self.magic),
        Self.number(bytes, 8) == AccountCache.version,
        bytes[16..<48].elementsEqual(digest),
        Self.number(bytes, 12) == Int(CRC32.checksum(.init(rebasing: bytes[16...])))
      else { throw CacheReader.Malformed() }
      let count = Self.number(bytes, 48)
      let (texts, rest) = (Self.number(bytes, 52), Self.number(bytes, 56))
      guard texts == Self.headerSize + count * (Self.recordSize + 4), texts <= rest,
        rest <= bytes.count
      else { throw CacheReader.Malformed() }
      return (count, texts, rest..<bytes.count)
    }
  }

  private static func number(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> Int {
    Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
  }

  private func record(_ position: Int) -> Int { Self.headerSize + position * Self.recordSize }

  /// One of the record's texts: 0 the path, 1 the id, 2 the summary, 3 the container's id.
  private func range(
    of text: Int, at position: Int, _ bytes: UnsafeRawBufferPointer
  ) -> Range<Int>? {
    let place = record(position) + Self.texts + 8 * text
    let start = Self.number(bytes, place)
    let count = Self.number(bytes, place + 4)
    guard start >= textStart, start + count <= rest.lowerBound else { return nil }
    return start..<start + count
  }

  private func text(_ text: Int, at position: Int) -> String? {
    file.withUnsafeBytes { bytes in
      range(of: text, at: position, bytes).map { String(decoding: bytes[$0], as: UTF8.self) }
    }
  }

  // MARK: Places

  func place(at position: Int) -> DocumentPlace {
    let tail = file.withUnsafeBytes { bytes in
      (bytes[record(position) + Self.texts + 32], bytes[record(position) + Self.texts + 33])
    }
    return DocumentPlace(
      kind: CacheBytes.kinds[Int(tail.0) % CacheBytes.kinds.count],
      path: text(0, at: position) ?? "", containerID: text(3, at: position),
      isBundleIntegration: tail.1 == 1)
  }

  func isCurrent(_ stamp: DocumentStamp, at position: Int) -> Bool {
    self.stamp(at: position) == stamp && stamp.isOlder(than: writtenAt)
  }

  func isSettled(_ status: FileStatus) -> Bool { status.isOlder(than: writtenAt) }

  private func stamp(at position: Int) -> DocumentStamp? {
    file.withUnsafeBytes { CachedStamp.stamp($0, at: record(position)) }
  }

  // MARK: Summaries

  func summary(at position: Int) throws -> ResourceSummary {
    try file.withUnsafeBytes { bytes in
      guard let range = range(of: 2, at: position, bytes) else { throw CacheReader.Malformed() }
      var reader = try CacheReader(bytes, in: range)
      return try reader.takeSummary()
    }
  }

  /// Everything, for a survey.
  func survey() throws -> SurveyCache<ResourceSummary> {
    var entries: [SurveyCache<ResourceSummary>.Entry] = []
    entries.reserveCapacity(count)
    for position in 0..<count {
      guard let stamp = stamp(at: position) else { throw CacheReader.Malformed() }
      let summary = try summary(at: position)
      entries.append(
        SurveyCache<ResourceSummary>.Entry(
          place: place(at: position), stamp: stamp, key: summary.key, version: summary.version,
          summary: summary))
    }
    return SurveyCache(entries: entries, writtenAt: writtenAt)
  }

  /// The documents of any kind that have an id.
  func positions(of id: String) -> [Int] {
    file.withUnsafeBytes { bytes in
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

// MARK: - Writing

extension CachedDocuments {
  /// The documents of a cache file that is being made.
  struct Parts {
    private var records: [UInt8] = []
    private var order: [UInt8] = []
    private var texts = CacheTexts()
    private let count: Int

    /// Makes the documents of a survey.
    init(_ entries: [SurveyCache<ResourceSummary>.Entry]) {
      count = entries.count
      let start = headerSize + count * (recordSize + 4)
      records.reserveCapacity(count * recordSize)
      texts.reserve(count * 400)
      for entry in entries {
        CachedStamp.append(entry.stamp, to: &records)
        put(texts.append(entry.place.path.utf8), start)
        put(texts.append(entry.key.id.utf8), start)
        put(texts.append(summary: entry.summary), start)
        put(entry.place.containerID.map { texts.append($0.utf8) }, start)
        let kind = CacheBytes.kinds.firstIndex(of: entry.place.kind) ?? 0
        records += [UInt8(kind), entry.place.isBundleIntegration ? 1 : 0, 0, 0]
      }
      let ids = entries.map { Array($0.key.id.utf8) }
      for position in entries.indices.sorted(by: {
        ids[$0] == ids[$1] ? $0 < $1 : ids[$0].lexicographicallyPrecedes(ids[$1])
      }) {
        Self.put(position, to: &order)
      }
    }

    /// Takes over the documents of a cache with other stamps and summaries for some.
    init(
      _ known: CachedDocuments,
      replacing edits: [(position: Int, stamp: DocumentStamp, summary: ResourceSummary)]
    ) {
      count = known.count
      let start = headerSize + count * (recordSize + 4)
      known.file.withUnsafeBytes { bytes in
        let orders = headerSize + count * recordSize
        records = Array(bytes[headerSize..<orders])
        order = Array(bytes[orders..<start])
        texts.take(bytes[start..<known.rest.lowerBound], reserving: edits.count * 512)
      }
      for edit in edits {
        let record = edit.position * recordSize
        records.replaceSubrange(
          record..<record + CachedStamp.byteCount, with: CachedStamp.bytes(of: edit.stamp))
        let range = texts.append(summary: edit.summary)
        var place: [UInt8] = []
        Self.put(start + range.lowerBound, to: &place)
        Self.put(range.count, to: &place)
        let field = record + CachedDocuments.texts + 16
        records.replaceSubrange(field..<field + 8, with: place)
      }
    }

    private mutating func put(_ range: Range<Int>?, _ start: Int) {
      Self.put(range.map { start + $0.lowerBound } ?? 0, to: &records)
      Self.put(range?.count ?? 0, to: &records)
    }

    private static func put(_ number: Int, to bytes: inout [UInt8]) {
      withUnsafeBytes(of: UInt32(truncatingIfNeeded: number).littleEndian) { bytes += $0 }
    }

    /// The whole file.
    func file(digest: [UInt8], rest: [UInt8]) -> [UInt8] {
      let textStart = headerSize + records.count + order.count
      var bytes: [UInt8] = []
      bytes.reserveCapacity(textStart + texts.bytes.count + rest.count)
      bytes += magic
      Self.put(AccountCache.version, to: &bytes)
      Self.put(0, to: &bytes)
      bytes += digest
      Self.put(count, to: &bytes)
      Self.put(textStart, to: &bytes)
      Self.put(textStart + texts.bytes.count, to: &bytes)
      Self.put(0, to: &bytes)
      bytes += records
      bytes += order
      bytes += texts.bytes
      bytes += rest
      let checksum = bytes.withUnsafeBytes { CRC32.checksum(.init(rebasing: $0[16...])) }
      withUnsafeBytes(of: checksum.littleEndian) { bytes.replaceSubrange(12..<16, with: $0) }
      return bytes
    }
  }
}

/// The texts of a cache file, one behind another.
private struct CacheTexts {
  private(set) var bytes: [UInt8] = []

  mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

  mutating func take(_ known: Slice<UnsafeRawBufferPointer>, reserving count: Int) {
    bytes.reserveCapacity(known.count + count)
    bytes += known
  }

  mutating func append(_ text: some Collection<UInt8>) -> Range<Int> {
    let start = bytes.count
    bytes += text
    return start..<bytes.count
  }

  mutating func append(summary: ResourceSummary) -> Range<Int> {
    var part = CacheBytes()
    part.put(summary)
    return append(part.bytes)
  }
}
