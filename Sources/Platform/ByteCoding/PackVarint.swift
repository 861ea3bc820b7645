/// Reads and writes the three variable-length integers of git's packs.
///
/// Reading functions return `nil` when the bytes end too early or the value does not fit.
public enum PackVarint {
  /// What stands before each object of a pack: three bits of type and a size.
  public struct EntryHeader: Equatable, Sendable {
    /// The three type bits, 0 to 7.
    public let type: UInt8
    /// The size of the object after inflating.
    public let size: Int

    /// Makes a header from its two parts.
    public init(type: UInt8, size: Int) {
      self.type = type
      self.size = size
    }
  }

  /// Appends the header of a pack entry: four bits of size, then seven a byte, lowest first.
  public static func appendEntryHeader(_ header: EntryHeader, to bytes: inout [UInt8]) {
    var rest = UInt64(header.size)
    var byte = (header.type & 7) << 4 | UInt8(rest & 0xf)
    rest >>= 4
    while rest > 0 {
      bytes.append(byte | 0x80)
      byte = UInt8(rest & 0x7f)
      rest >>= 7
    }
    bytes.append(byte)
  }

  /// Reads the header of a pack entry and moves `position` behind it.
  public static func readEntryHeader(
    _ bytes: UnsafeRawBufferPointer, at position: inout Int
  ) -> EntryHeader? {
    guard var byte = next(bytes, &position) else { return nil }
    let type = byte >> 4 & 7
    var size = UInt64(byte & 0xf)
    var shift: UInt64 = 4
    while byte & 0x80 != 0 {
      guard let more = next(bytes, &position), add(more, shift, to: &size) else { return nil }
      byte = more
      shift += 7
    }
    return Int(exactly: size).map { EntryHeader(type: type, size: $0) }
  }

  /// Appends the distance of an offset delta: seven bits a byte, highest first, each step plus one.
  public static func appendOffset(_ distance: Int, to bytes: inout [UInt8]) {
    var rest = UInt64(distance)
    var reversed = [UInt8(rest & 0x7f)]
    rest >>= 7
    while rest > 0 {
      rest -= 1
      reversed.append(UInt8(rest & 0x7f) | 0x80)
      rest >>= 7
    }
    bytes.append(contentsOf: reversed.reversed())
  }

  /// Reads the distance of an offset delta and moves `position` behind it.
  public static func readOffset(
    _ bytes: UnsafeRawBufferPointer, at position: inout Int
  ) -> Int? {
    guard var byte = next(bytes, &position) else { return nil }
    var value = UInt64(byte & 0x7f)
    while byte & 0x80 != 0 {
      guard value < 1 << 54, let more = next(bytes, &position) else { return nil }
      byte = more
      value = (value + 1) << 7 | UInt64(byte & 0x7f)
    }
    return Int(exactly: value)
  }

  /// Appends a size as it stands at the start of a delta: seven bits a byte, lowest first.
  public static func appendSize(_ size: Int, to bytes: inout [UInt8]) {
    var rest = UInt64(size)
    while rest > 0x7f {
      bytes.append(UInt8(rest & 0x7f) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// Reads a size at the start of a delta and moves `position` behind it.
  public static func readSize(
    _ bytes: UnsafeRawBufferPointer, at position: inout Int
  ) -> Int? {
    var size: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      guard let byte = next(bytes, &position), add(byte, shift, to: &size) else { return nil }
      if byte & 0x80 == 0 { return Int(exactly: size) }
      shift += 7
    }
  }

  @inline(__always)
  private static func next(_ bytes: UnsafeRawBufferPointer, _ position: inout Int) -> UInt8? {
    guard position >= 0, position < bytes.count else { return nil }
    defer { position += 1 }
    return bytes[position]
  }

  /// Puts seven more bits into `size`; false if they would not fit 62 bits.
  @inline(__always)
  private static func add(_ byte: UInt8, _ shift: UInt64, to size: inout UInt64) -> Bool {
    let bits = UInt64(byte & 0x7f)
    guard shift <= 56, bits == 0 || shift + UInt64(64 - bits.leadingZeroBitCount) <= 62 else {
      return false
    }
    size |= bits << shift
    return true
  }
}
