import ByteCoding
public import ObjectModel

/// Where one object lies in a pack.
public struct PackEntry: Sendable, Hashable {
  /// The object.
  public let id: ObjectID
  /// The distance of its header from the start of the pack.
  public let offset: Int64
  /// The checksum of its bytes in the pack, header included.
  public let crc: UInt32

  /// Makes an entry.
  public init(id: ObjectID, offset: Int64, crc: UInt32) {
    self.id = id
    self.offset = offset
    self.crc = crc
  }
}

/// The fixed parts of a pack file.
enum PackLayout {
  /// "PACK".
  static let signature: UInt32 = 0x5041_434b
  static let version: UInt32 = 2
  static let headerByteCount = 12
  static let offsetDeltaType: UInt8 = 6
  static let idDeltaType: UInt8 = 7

  static func header(objectCount: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(bigEndian: signature)
    bytes.append(bigEndian: version)
    bytes.append(bigEndian: UInt32(objectCount))
    return bytes
  }
}
