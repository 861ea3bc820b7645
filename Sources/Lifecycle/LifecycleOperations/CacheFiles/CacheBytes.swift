import EnvironmentAdapters
import FileStorage
import IntegrationModel
import ObjectModel

/// Writes parts of varying length: numbers as little-endian base 128 varints, texts and byte
/// strings with their length in front.
struct CacheBytes {
  private(set) var bytes: [UInt8] = []

  mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  mutating func put(raw part: some Sequence<UInt8>) { bytes += part }

  /// A number of four bytes.
  mutating func put(fixed number: Int) {
    withUnsafeBytes(of: UInt32(truncatingIfNeeded: number).littleEndian) { bytes += $0 }
  }

  mutating func put(status: FileStatus?) { CachedStatus.append(status, to: &bytes) }

  mutating func put(_ stamp: DocumentStamp) { CachedStamp.append(stamp, to: &bytes) }

  mutating func put(_ id: ObjectID) {
    put(id.format.byteCount)
    id.withUnsafeBytes { bytes += $0 }
  }

  mutating func put(_ number: Int) {
    var rest = UInt64(bitPattern: Int64(number))
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func put(_ part: [UInt8]) {
    put(part.count)
    bytes += part
  }

  mutating func put(_ text: String) {
    var text = text
    text.withUTF8 { part in
      put(part.count)
      bytes.append(contentsOf: part)
    }
  }

  mutating func put(_ text: String?) {
    put(text == nil ? 0 : 1)
    if let text { put(text) }
  }

  mutating func put(_ kind: ResourceKind) { put(Self.number(of: kind)) }

  static let kinds = ResourceKind.allCases

  static func number(of kind: ResourceKind) -> Int { kindNumbers[Int(kind.alphabeticalRank)] }

  private static let kindNumbers = kinds.sorted().map { kinds.firstIndex(of: $0) ?? 0 }
}

/// Reads what ``CacheBytes`` wrote.
struct CacheReader {
  /// The bytes are not what a cache holds.
  struct Malformed: Error {}

  private let bytes: UnsafeRawBufferPointer
  private var position: Int
  private let end: Int

  /// Reads a range of the bytes; they must outlive the reader.
  init(_ bytes: UnsafeRawBufferPointer, in range: Range<Int>) throws {
    guard range.lowerBound >= 0, range.upperBound <= bytes.count else { throw Malformed() }
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
  }

  mutating func take() throws -> Int {
    var number: UInt64 = 0
    var shift: UInt64 = 0
    while position < end, shift < 64 {
      let byte = bytes[position]
      position += 1
      number |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return Int(Int64(bitPattern: number)) }
      shift += 7
    }
    throw Malformed()
  }

  /// Reads a number of things to come, each of which takes a byte at least.
  mutating func takeCount() throws -> Int {
    let count = try take()
    guard count >= 0, count <= end - position else { throw Malformed() }
    return count
  }

  /// What ``CacheBytes/put(status:)`` wrote.
  mutating func takeStatus() throws -> FileStatus? {
    guard CachedStatus.byteCount <= end - position else { throw Malformed() }
    defer { position += CachedStatus.byteCount }
    return CachedStatus.status(bytes, at: position)
  }

  mutating func takeStamp() throws -> DocumentStamp? {
    guard CachedStamp.byteCount <= end - position else { throw Malformed() }
    defer { position += CachedStamp.byteCount }
    return CachedStamp.stamp(bytes, at: position)
  }

  mutating func takeID() throws -> ObjectID {
    let region = try takeRegion()
    guard let format = ObjectFormat.allCases.first(where: { $0.byteCount == region.count }) else {
      throw Malformed()
    }
    return ObjectID(format, bytes: region)
  }

  mutating func takeBytes() throws -> [UInt8] { Array(try takeRegion()) }

  mutating func takeText() throws -> String { String(decoding: try takeRegion(), as: UTF8.self) }

  mutating func takeOptionalText() throws -> String? { try take() == 1 ? try takeText() : nil }

  mutating func takeKind() throws -> ResourceKind {
    let number = try take()
    guard CacheBytes.kinds.indices.contains(number) else { throw Malformed() }
    return CacheBytes.kinds[number]
  }

  mutating func takeList<Element>(
    _ element: (inout CacheReader) throws -> Element
  ) throws -> [Element] {
    let count = try takeCount()
    var list: [Element] = []
    list.reserveCapacity(count)
    for _ in 0..<count { list.append(try element(&self)) }
    return list
  }

  mutating func takeRegion() throws -> UnsafeRawBufferPointer {
    let count = try takeCount()
    defer { position += count }
    return UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
  }
}
