import ByteCoding
import Compression
import Dispatch
import ObjectModel

/// Turns objects into pack entries on all cores.
final class ParallelDeflater {
  /// The bytes of some consecutive entries; offsets count from the start of the piece.
  struct Piece {
    var bytes: [UInt8] = []
    var entries: [PackEntry] = []
  }

  // More pieces than cores level out objects that take longer; Dispatch picks the threads.
  private static let pieceCountMax = 8
  // Below this, waking another thread costs more than it saves.
  private static let pieceByteCountMin = 64 << 10

  private let deflaters: [Deflater]

  init(level: Int) {
    deflaters = (0..<ParallelDeflater.pieceCountMax).map { _ in Deflater(level: level) }
  }

  /// Returns the entries of all objects in their order, cut into pieces.
  func deflate(_ objects: [IdentifiedObject]) -> [Piece] {
    let ranges = shares(of: objects)
    var pieces = [Piece](repeating: Piece(), count: ranges.count)
    pieces.withUnsafeMutableBufferPointer { buffer in
      // Each index is touched by one iteration only, and all have ended before the call returns.
      nonisolated(unsafe) let buffer = buffer
      nonisolated(unsafe) let deflaters = deflaters
      if ranges.count == 1 {
        buffer[0] = Self.piece(objects[ranges[0]], deflaters[0])
      } else {
        DispatchQueue.concurrentPerform(iterations: ranges.count) { index in
          buffer[index] = Self.piece(objects[ranges[index]], deflaters[index])
        }
      }
    }
    return pieces
  }

  /// Cuts the objects into runs of about the same number of bytes.
  private func shares(of objects: [IdentifiedObject]) -> [Range<Int>] {
    let total = objects.reduce(0) { $0 + $1.object.bytes.count }
    let share = max(total / Self.pieceCountMax + 1, Self.pieceByteCountMin)
    var ranges: [Range<Int>] = []
    var start = 0
    var size = 0
    for (index, object) in objects.enumerated() {
      size += object.object.bytes.count
      if size >= share, ranges.count < Self.pieceCountMax - 1 {
        ranges.append(start..<(index + 1))
        start = index + 1
        size = 0
      }
    }
    if start < objects.count { ranges.append(start..<objects.count) }
    return ranges
  }

  private static func piece(
    _ objects: ArraySlice<IdentifiedObject>, _ deflater: Deflater
  ) -> Piece {
    var piece = Piece()
    piece.entries.reserveCapacity(objects.count)
    for identified in objects {
      let start = piece.bytes.count
      let object = identified.object
      let header = PackVarint.EntryHeader(type: object.kind.rawValue, size: object.bytes.count)
      PackVarint.appendEntryHeader(header, to: &piece.bytes)
      object.bytes.withUnsafeBytes { deflater.deflate($0, appendingTo: &piece.bytes) }
      let crc = piece.bytes.withUnsafeBytes {
        CRC32.checksum(UnsafeRawBufferPointer(rebasing: $0[start...]))
      }
      piece.entries.append(PackEntry(id: identified.id, offset: Int64(start), crc: crc))
    }
    return piece
  }
}
