import ByteCoding
import Hashing
public import ObjectModel

extension PackIndex {
  /// Returns the bytes of an index for a pack.
  ///
  /// - Parameters:
  ///   - entries: the pack's entries in any order, without duplicates.
  ///   - packChecksum: the last bytes of the pack.
  public static func encode(
    _ entries: [PackEntry], packChecksum: ObjectID, format: ObjectFormat
  ) -> [UInt8] {
    let sorted = entries.sorted { $0.id < $1.id }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(1032 + sorted.count * (format.byteCount + 8) + 2 * format.byteCount)
    bytes.append(bigEndian: Layout.signature)
    bytes.append(bigEndian: UInt32(2))
    appendFanout(sorted, to: &bytes)
    for entry in sorted { entry.id.withUnsafeBytes { bytes.append(contentsOf: $0) } }
    for entry in sorted { bytes.append(bigEndian: entry.crc) }
    appendOffsets(sorted, to: &bytes)
    packChecksum.withUnsafeBytes { bytes.append(contentsOf: $0) }
    bytes.append(contentsOf: format.algorithm.hash(bytes))
    return bytes
  }

  /// For each first byte, how many ids begin with it or a smaller one.
  private static func appendFanout(_ sorted: [PackEntry], to bytes: inout [UInt8]) {
    var counts = [UInt32](repeating: 0, count: 256)
    for entry in sorted { counts[Int(entry.id.firstByte)] += 1 }
    var total: UInt32 = 0
    for count in counts {
      total += count
      bytes.append(bigEndian: total)
    }
  }

  /// Offsets of 2 GiB and more go to a second table, to which the first one points.
  private static func appendOffsets(_ sorted: [PackEntry], to bytes: inout [UInt8]) {
    var large: [UInt64] = []
    for entry in sorted {
      if entry.offset < 0x8000_0000 {
        bytes.append(bigEndian: UInt32(entry.offset))
      } else {
        bytes.append(bigEndian: 0x8000_0000 | UInt32(large.count))
        large.append(UInt64(entry.offset))
      }
    }
    for offset in large { bytes.append(bigEndian: offset) }
  }
}
