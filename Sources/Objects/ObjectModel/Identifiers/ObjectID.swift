public import ByteCoding

/// The name of an object: the hash of its kind, size and content.
///
/// A value of 33 bytes without anything on the heap; comparing it is comparing four integers.
public struct ObjectID: Hashable, Comparable, Sendable, CustomStringConvertible {
  // The bytes as big-endian integers, zeros behind a SHA-1, so that integer order is byte order.
  @usableFromInline let word0: UInt64
  @usableFromInline let word1: UInt64
  @usableFromInline let word2: UInt64
  @usableFromInline let word3: UInt64
  /// The hash function that made it.
  public let format: ObjectFormat

  /// Reads the first bytes of `bytes`, which holds at least ``ObjectFormat/byteCount`` of them.
  @inlinable
  public init(_ format: ObjectFormat, bytes: UnsafeRawBufferPointer) {
    precondition(bytes.count >= format.byteCount)
    word0 = bytes.bigEndianUInt64(at: 0)
    word1 = bytes.bigEndianUInt64(at: 8)
    switch format {
    case .sha1:
      word2 = UInt64(bytes.bigEndianUInt32(at: 16)) << 32
      word3 = 0
    case .sha256:
      word2 = bytes.bigEndianUInt64(at: 16)
      word3 = bytes.bigEndianUInt64(at: 24)
    }
    self.format = format
  }

  /// Makes an id from exactly as many bytes as its format has, or `nil` for any other number.
  public init?(_ format: ObjectFormat, bytes: [UInt8]) {
    guard bytes.count == format.byteCount else { return nil }
    self = bytes.withUnsafeBytes { ObjectID(format, bytes: $0) }
  }

  /// Reads 40 (SHA-1) or 64 (SHA-256) hexadecimal digits, or gives `nil` for any other text.
  public init?(hex: some StringProtocol) {
    let read = hex.utf8.withContiguousStorageIfAvailable { digits -> ObjectID? in
      guard let format = ObjectFormat.allCases.first(where: { $0.hexCount == digits.count }) else {
        return nil
      }
      return ObjectID(format, hexDigits: UnsafeRawBufferPointer(digits))
    }
    guard let id = read ?? ObjectID(hexDigits: hex.utf8) else { return nil }
    self = id
  }

  /// Reads 40 (SHA-1) or 64 (SHA-256) ASCII digits, or gives `nil` for any other bytes.
  public init?(hexDigits: some Collection<UInt8>) {
    guard let format = ObjectFormat.allCases.first(where: { $0.hexCount == hexDigits.count }),
      let bytes = Hex.decode(utf8: hexDigits)
    else { return nil }
    self.init(format, bytes: bytes)
  }

  /// Reads as many ASCII digits as the format has, or gives `nil` for any other bytes.
  public init?(_ format: ObjectFormat, hexDigits digits: UnsafeRawBufferPointer) {
    guard digits.count == format.hexCount else { return nil }
    var bytes: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    let isHex = withUnsafeMutableBytes(of: &bytes) { bytes in
      for position in 0..<format.byteCount {
        guard let high = Hex.value(of: digits[2 * position]),
          let low = Hex.value(of: digits[2 * position + 1])
        else { return false }
        bytes[position] = high << 4 | low
      }
      return true
    }
    guard isHex else { return nil }
    self = Swift.withUnsafeBytes(of: bytes) { ObjectID(format, bytes: $0) }
  }

  /// The id of only zeros, which stands for "nothing" in reflogs and never names an object.
  public static func null(_ format: ObjectFormat) -> ObjectID {
    let zeros = [UInt8](repeating: 0, count: format.byteCount)
    return zeros.withUnsafeBytes { ObjectID(format, bytes: $0) }
  }

  /// Whether all bytes are zero.
  public var isNull: Bool { word0 | word1 | word2 | word3 == 0 }

  /// The first byte, by which pack indexes are fanned out.
  @inlinable
  public var firstByte: UInt8 { UInt8(truncatingIfNeeded: word0 >> 56) }

  /// Lower-case hexadecimal digits.
  public var hex: String { withUnsafeBytes { Hex.encode($0) } }

  /// The bytes in an array.
  public var bytes: [UInt8] { withUnsafeBytes { [UInt8]($0) } }

  /// Calls `body` with the 20 or 32 bytes.
  @inlinable
  public func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    let words = (word0.bigEndian, word1.bigEndian, word2.bigEndian, word3.bigEndian)
    return Swift.withUnsafeBytes(of: words) {
      body(UnsafeRawBufferPointer(rebasing: $0[..<format.byteCount]))
    }
  }

  /// Lower-case hexadecimal digits.
  public var description: String { hex }

  /// Whether both ids have the same bytes and format.
  @inlinable
  public static func == (one: ObjectID, other: ObjectID) -> Bool {
    one.word0 == other.word0 && one.word1 == other.word1 && one.word2 == other.word2
      && one.word3 == other.word3 && one.format == other.format
  }

  /// Orders by bytes.
  @inlinable
  public static func < (one: ObjectID, other: ObjectID) -> Bool {
    if one.word0 != other.word0 { return one.word0 < other.word0 }
    if one.word1 != other.word1 { return one.word1 < other.word1 }
    if one.word2 != other.word2 { return one.word2 < other.word2 }
    if one.word3 != other.word3 { return one.word3 < other.word3 }
    return one.format.rawValue < other.format.rawValue
  }

  /// Feeds two of the words: they are a hash already.
  @inlinable
  public func hash(into hasher: inout Hasher) {
    hasher.combine(word0)
    hasher.combine(word1)
  }
}
