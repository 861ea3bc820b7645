import ByteCoding
public import FileStorage
import Hashing
public import ObjectModel

/// The lookup table of a pack: sorted ids with offsets, and in version 2 with checksums. Version 1,
/// which git writes when it is asked to, is read, too.
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
    static let fanoutByteCount = 1024
    let fanout: Int
    let ids: Int
    /// From one id to the next, and from one offset to the next: in version 1 they take turns.
    let idStride: Int
    /// Version 1 has none.
    let crcs: Int?
    let offsets: Int
    let offsetStride: Int
    let largeOffsets: Int
    let largeCount: Int

    /// The layout of version 2.
    init?(count: Int, byteCount: Int, format: ObjectFormat) {
      fanout = 8
      ids = fanout + Layout.fanoutByteCount
      idStride = format.byteCount
      let crcs = ids + count * format.byteCount
      self.crcs = crcs
      offsets = crcs + count * 4
      offsetStride = 4
      largeOffsets = offsets + count * 4
      let largeByteCount = byteCount - 2 * format.byteCount - largeOffsets
      guard largeByteCount >= 0, largeByteCount % 8 == 0, largeByteCount / 8 <= count else {
        return nil
      }
      largeCount = largeByteCount / 8
    }

    /// The layout of version 1.
    init?(firstVersionOf count: Int, byteCount: Int, format: ObjectFormat) {
      fanout = 0
      offsets = Layout.fanoutByteCount
      offsetStride = 4 + format.byteCount
      ids = offsets + 4
      idStride = offsetStride
      crcs = nil
      largeOffsets = offsets + count * offsetStride
      largeCount = 0
      guard byteCount == largeOffsets + 2 * format.byteCount else { return nil }
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

  /// Returns the checksum of the entry at a place of the table; `nil` in version 1, which has none.
  public func crc(at position: Int) -> UInt32? {
    precondition(position >= 0 && position < count)
    return layout.crcs.map { crcs in
      file.withUnsafeBytes { $0.bigEndianUInt32(at: crcs + 4 * position) }
    }
  }

  /// Returns the offset in the pack of the entry at a place of the table.
  ///
  /// - Throws: `.corrupt` if it points outside the table of large offsets.
  public func offset(at position: Int) throws(PackError) -> Int {
    precondition(position >= 0 && position < count)
    let offset = file.withUnsafeBytes { bytes -> UInt64? in
      let short = bytes.bigEndianUInt32(at: layout.offsets + layout.offsetStride * position)
      guard layout.crcs != nil, short & 0x8000_0000 != 0 else { return UInt64(short) }
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
    let start = layout.ids + position * layout.idStride
    return ObjectID(
      format, bytes: UnsafeRawBufferPointer(rebasing: bytes[start..<(start + format.byteCount)]))
  }

  private func range(of byte: UInt8, _ bytes: UnsafeRawBufferPointer) -> (Int, Int) {
    let place = layout.fanout + 4 * Int(byte)
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
    guard bytes.count >= Layout.fanoutByteCount + 2 * format.byteCount else {
      problem = "it is too short for a pack index"
      return nil
    }
    // Version 1 begins with how many ids begin with a zero: never as many as the signature says.
    let isFirstVersion = bytes.bigEndianUInt32(at: 0) != Layout.signature
    guard isFirstVersion || bytes.bigEndianUInt32(at: 4) == 2 else {
      problem = "it is not a pack index of version 1 or 2"
      return nil
    }
    guard let count = objectCount(bytes, fanout: isFirstVersion ? 0 : 8) else {
      problem = "its table of first bytes is not in order"
      return nil
    }
    let layout =
      isFirstVersion
      ? Layout(firstVersionOf: count, byteCount: bytes.count, format: format)
      : Layout(count: count, byteCount: bytes.count, format: format)
    guard let layout else {
      problem = "its size does not fit its \(count) objects"
      return nil
    }
    let start = bytes.count - 2 * format.byteCount
    let checksum = ObjectID(format, bytes: UnsafeRawBufferPointer(rebasing: bytes[start...]))
    return (count, layout, checksum)
  }

  /// Returns the last number of the fanout table, or `nil` if the numbers ever fall.
  private static func objectCount(_ bytes: UnsafeRawBufferPointer, fanout: Int) -> Int? {
    var last: UInt32 = 0
    for place in 0..<256 {
      let next = bytes.bigEndianUInt32(at: fanout + 4 * place)
      guard next >= last else { return nil }
      last = next
    }
    return Int(last)
  }
}

// MARK: - Verification

extension PackIndex {
  /// Tells whether it says of a pack, whatever its version, what reading the pack gave.
  public func matches(_ entries: [PackEntry], packChecksum: ObjectID) -> Bool {
    guard packChecksum == self.packChecksum, entries.count == count else { return false }
    return entries.allSatisfy { entry in
      guard let position = position(of: entry.id),
        let offset = try? offset(at: position), Int64(offset) == entry.offset
      else { return false }
      return crc(at: position).map { $0 == entry.crc } ?? true
    }
  }

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
