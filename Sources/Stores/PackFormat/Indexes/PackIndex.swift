import ByteCoding
public import FileStorage
import Hashing
public import ObjectModel

/// The lookup table of a pack, version 2: sorted ids with checksums and offsets.
///
/// Opening checks the sizes, so that no lookup reads outside the file; order and checksums are
/// checked by ``verify()``.
public struct PackIndex: Sendable {
  /// How many objects the pack has.
  public let count: Int
  /// The checksum of the pack that the index belongs to.
  public let packChecksum: ObjectID
  /// The file.
  public let path: String

  let file: MappedFile
  let format: ObjectFormat
  private let layout: Layout

  /// Where the tables begin.
  struct Layout: Sendable {
    static let signature: UInt32 = 0xff74_4f63
    static let fanout = 8
    let ids: Int
    let crcs: Int
    let offsets: Int
    let largeOffsets: Int
    let largeCount: Int

    init?(count: Int, byteCount: Int, format: ObjectFormat) {
      ids = Layout.fanout + 1024
      crcs = ids + count * format.byteCount
      offsets = crcs + count * 4
      largeOffsets = offsets + count * 4
      let largeByteCount = byteCount - 2 * format.byteCount - largeOffsets
      guard largeByteCount >= 0, largeByteCount % 8 == 0, largeByteCount / 8 <= count else {
        return nil
      }
      largeCount = largeByteCount / 8
    }
  }

  /// Opens an index.
  ///
  /// - Throws: `.corrupt` if it is not one, of another version, or of an impossible size.
  public init(_ file: MappedFile, format: ObjectFormat) throws(PackError) {
    self.file = file
    self.format = format
    path = file.path
    var problem = ""
    guard let parts = file.withUnsafeBytes({ PackIndex.open($0, format, &problem) }) else {
      throw PackError.corrupt(file.path, problem)
    }
    (count, layout, packChecksum) = parts
  }

  /// Returns the place of an id in the sorted table, or `nil` if the pack does not have it.
  public func position(of id: ObjectID) -> Int? {
    let (low, found) = lowerBound(id)
    return found ? low : nil
  }

  /// Returns the place where an id is or would be.
  public func lowerBound(_ id: ObjectID) -> (position: Int, isFound: Bool) {
    guard id.format == format else { return (count, false) }
    return file.withUnsafeBytes { bytes in
      var (low, high) = range(of: id.firstByte, bytes)
      while low < high {
        let middle = (low + high) / 2
        let candidate = self.id(middle, bytes)
        if candidate == id { return (middle, true) }
        if candidate < id { low = middle + 1 } else { high = middle }
      }
      return (low, false)
    }
  }

  /// Returns the id at a place of the table.
  public func id(at position: Int) -> ObjectID {
    precondition(position >= 0 && position < count)
    return file.withUnsafeBytes { id(position, $0) }
  }

  /// Returns the checksum of the entry at a place of the table.
  public func crc(at position: Int) -> UInt32 {
    precondition(position >= 0 && position < count)
    return file.withUnsafeBytes { $0.bigEndianUInt32(at: layout.crcs + 4 * position) }
  }

  /// Returns the offset in the pack of the entry at a place of the table.
  ///
  /// - Throws: `.corrupt` if it points outside the table of large offsets.
  public func offset(at position: Int) throws(PackError) -> Int {
    precondition(position >= 0 && position < count)
    let offset = file.withUnsafeBytes { bytes -> UInt64? in
      let short = bytes.bigEndianUInt32(at: layout.offsets + 4 * position)
      guard short & 0x8000_0000 != 0 else { return UInt64(short) }
      let large = Int(short & 0x7fff_ffff)
      guard large < layout.largeCount else { return nil }
      return bytes.bigEndianUInt64(at: layout.largeOffsets + 8 * large)
    }
    guard let offset, let result = Int(exactly: offset) else {
      throw PackError.corrupt(path, "the offset of entry \(position) is impossible")
    }
    return result
  }

  private func id(_ position: Int, _ bytes: UnsafeRawBufferPointer) -> ObjectID {
    let start = layout.ids + position * format.byteCount
    return ObjectID(
      format, bytes: UnsafeRawBufferPointer(rebasing: bytes[start..<(start + format.byteCount)]))
  }

  private func range(of byte: UInt8, _ bytes: UnsafeRawBufferPointer) -> (Int, Int) {
    let place = Layout.fanout + 4 * Int(byte)
    let low = byte == 0 ? 0 : Int(bytes.bigEndianUInt32(at: place - 4))
    return (low, Int(bytes.bigEndianUInt32(at: place)))
  }
}

// MARK: - Opening

extension PackIndex {
  private typealias Parts = (count: Int, layout: Layout, packChecksum: ObjectID)

  /// Finds the tables, or says what is wrong and returns `nil`.
  private static func open(
    _ bytes: UnsafeRawBufferPointer, _ format: ObjectFormat, _ problem: inout String
  ) -> Parts? {
    guard bytes.count >= Layout.fanout + 1024 + 2 * format.byteCount else {
      problem = "it is too short for a pack index"
      return nil
    }
    guard bytes.bigEndianUInt32(at: 0) == Layout.signature, bytes.bigEndianUInt32(at: 4) == 2 else {
      problem = "it is not a pack index of version 2"
      return nil
    }
    guard let count = objectCount(bytes) else {
      problem = "its table of first bytes is not in order"
      return nil
    }
    guard let layout = Layout(count: count, byteCount: bytes.count, format: format) else {
      problem = "its size does not fit its \(count) objects"
      return nil
    }
    let start = bytes.count - 2 * format.byteCount
    let checksum = ObjectID(format, bytes: UnsafeRawBufferPointer(rebasing: bytes[start...]))
    return (count, layout, checksum)
  }

  /// Returns the last number of the fanout table, or `nil` if the numbers ever fall.
  private static func objectCount(_ bytes: UnsafeRawBufferPointer) -> Int? {
    var last: UInt32 = 0
    for place in 0..<256 {
      let next = bytes.bigEndianUInt32(at: Layout.fanout + 4 * place)
      guard next >= last else { return nil }
      last = next
    }
    return Int(last)
  }
}

// MARK: - Verification

extension PackIndex {
  /// Checks the index's own checksum and the order of its ids.
  public func verify() throws(PackError) {
    let end = file.count - format.byteCount
    let (actual, stated) = file.withUnsafeBytes { bytes in
      (
        format.algorithm.hash(UnsafeRawBufferPointer(rebasing: bytes[..<end])), Array(bytes[end...])
      )
    }
    guard actual == stated else { throw PackError.corrupt(path, "its checksum is wrong") }
    for position in 0..<count {
      let id = id(at: position)
      guard position == 0 || self.id(at: position - 1) < id, self.position(of: id) == position
      else { throw PackError.corrupt(path, "its ids are not in order") }
    }
  }
}
