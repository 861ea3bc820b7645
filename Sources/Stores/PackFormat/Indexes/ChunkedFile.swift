import ByteCoding
public import FileStorage
import Hashing
public import ObjectModel

/// Git's form of a file in named chunks, as the multi-pack-index and the commit-graph have it.
///
///     signature (4 bytes), version 1, version of the hash, number of chunks, one more byte
///     what else the header of such a file holds
///     for each chunk its name (4 bytes) and its offset (8); then four zero bytes and the last end
///     the chunks, one behind another
///     the checksum of all that
///
/// Opening checks that the chunks lie within the file and do not overlap; the checksum is checked
/// by ``verifyChecksum()``.
public struct ChunkedFile: Sendable {
  /// The file.
  public let path: String
  let file: MappedFile
  let format: ObjectFormat
  private let chunks: [String: Range<Int>]

  private static let entryByteCount = 12

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - extraByteCount: how many bytes the header has beyond the first eight.
  ///   - what: what the file is called in messages.
  /// - Throws: `.corrupt` if it is not such a file.
  public init(
    _ file: MappedFile, signature: String, extraByteCount: Int, what: String, format: ObjectFormat
  ) throws(PackError) {
    self.file = file
    self.format = format
    path = file.path
    let table = 8 + extraByteCount
    let found = file.withUnsafeBytes { bytes -> [String: Range<Int>]? in
      guard bytes.count >= table + Self.entryByteCount + format.byteCount,
        bytes[..<4].elementsEqual(signature.utf8), bytes[4] == 1,
        bytes[5] == Self.hashVersion(format)
      else { return nil }
      return Self.chunks(bytes, table: table, count: Int(bytes[6]), format)
    }
    guard let found else {
      throw PackError.corrupt(file.path, "it is not \(what) that can be read")
    }
    chunks = found
  }

  /// The byte of the header behind the number of chunks: how many files this one builds upon.
  public var baseCount: UInt8 { file.withUnsafeBytes { $0[7] } }

  /// Returns where a chunk lies, or `nil` if the file has none of that name.
  public func chunk(_ name: String) -> Range<Int>? { chunks[name] }

  /// Checks the checksum of the whole file.
  public func verifyChecksum() throws(PackError) {
    let isRight = file.withUnsafeBytes { bytes in
      let end = bytes.count - format.byteCount
      return format.algorithm.hash(UnsafeRawBufferPointer(rebasing: bytes[..<end]))
        .elementsEqual(bytes[end...])
    }
    guard isRight else { throw PackError.corrupt(path, "its checksum is wrong") }
  }

  /// Returns the bytes of a file of some chunks, none of which is empty.
  public static func encode(
    signature: String, extra: [UInt8], _ chunks: [(name: String, bytes: [UInt8])],
    format: ObjectFormat
  ) -> [UInt8] {
    var bytes = Array(signature.utf8)
    bytes += [1, hashVersion(format), UInt8(chunks.count), 0]
    bytes += extra
    var offset = UInt64(bytes.count + entryByteCount * (chunks.count + 1))
    bytes.reserveCapacity(Int(offset) + chunks.reduce(format.byteCount) { $0 + $1.bytes.count })
    for chunk in chunks {
      bytes += chunk.name.utf8
      bytes.append(bigEndian: offset)
      offset += UInt64(chunk.bytes.count)
    }
    bytes += [0, 0, 0, 0]
    bytes.append(bigEndian: offset)
    for chunk in chunks { bytes += chunk.bytes }
    bytes += format.algorithm.hash(bytes)
    return bytes
  }

  private static func hashVersion(_ format: ObjectFormat) -> UInt8 { format == .sha1 ? 1 : 2 }

  /// Reads the table; `nil` if it is no ascending list of places between itself and the checksum.
  private static func chunks(
    _ bytes: UnsafeRawBufferPointer, table: Int, count: Int, _ format: ObjectFormat
  ) -> [String: Range<Int>]? {
    let end = bytes.count - format.byteCount
    var start = table + entryByteCount * (count + 1)
    guard start <= end else { return nil }
    var chunks: [String: Range<Int>] = [:]
    for number in 0..<count {
      let place = table + entryByteCount * number
      let name = String(decoding: bytes[place..<(place + 4)], as: UTF8.self)
      guard let from = Int(exactly: bytes.bigEndianUInt64(at: place + 4)), from >= start,
        let to = Int(exactly: bytes.bigEndianUInt64(at: place + 4 + entryByteCount)),
        to >= from, to <= end, chunks[name] == nil
      else { return nil }
      chunks[name] = from..<to
      start = to
    }
    return chunks
  }
}
