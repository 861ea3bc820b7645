import ByteCoding
import Compression
import ObjectModel
import ParallelWork

/// How a pack's objects are expressed by each other.
public struct DeltaSearch: Sendable {
  /// The longest chain of deltas.
  public var depthMax: Int
  /// How many bases are tried for an object.
  public var candidateCountMax: Int

  /// Makes a search; git's own chains are up to 50 long.
  public init(depthMax: Int = 50, candidateCountMax: Int = 4) {
    self.depthMax = depthMax
    self.candidateCountMax = candidateCountMax
  }
}

/// Turns objects into pack entries on all cores.
///
/// A piece is made by one thread, and deltas stay within a piece: so their distances are known.
final class ParallelDeflater: Sendable {
  /// The bytes of some consecutive entries; offsets count from the start of the piece.
  struct Piece {
    var bytes: [UInt8] = []
    var entries: [PackEntry] = []
  }

  // More pieces than cores level out objects that take longer.
  private static let pieceCountMax = 8
  // Below this, waking another thread costs more than it saves.
  private static let pieceByteCountMin = 64 << 10
  // Where deltas are looked for, fewer and larger pieces part fewer relatives.
  private static let deltaPieceByteCountMin = 4 << 20

  private let deflaters: ToolPool<Deflater>
  private let deltas: DeltaSearch?

  init(level: Int, deltas: DeltaSearch?) {
    self.deltas = deltas
    deflaters = ToolPool { Deflater(level: level) }
  }

  /// Returns the entries of all objects in their order, cut into pieces.
  func deflate(_ objects: [IdentifiedObject]) -> [Piece] {
    let deltas = deltas
    return parallelMap(shares(of: objects), makeWorker: {}) { (_, range) in
      deflaters.with { Self.piece(objects[range], $0, deltas) }
    }
  }

  /// Cuts the objects into runs of about the same number of bytes.
  private func shares(of objects: [IdentifiedObject]) -> [Range<Int>] {
    let total = objects.reduce(0) { $0 + $1.object.bytes.count }
    let least = deltas == nil ? Self.pieceByteCountMin : Self.deltaPieceByteCountMin
    let share = max(total / Self.pieceCountMax + 1, least)
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
    _ objects: ArraySlice<IdentifiedObject>, _ deflater: Deflater, _ deltas: DeltaSearch?
  ) -> Piece {
    var piece = Piece()
    piece.entries.reserveCapacity(objects.count)
    let window = deltas.map { DeltaWindow($0) }
    for identified in objects {
      let start = piece.bytes.count
      if let choice = window?.add(identified.object) {
        let distance = start - Int(piece.entries[choice.base].offset)
        append(choice.delta, distance: distance, to: &piece.bytes, deflater)
      } else {
        append(identified.object, to: &piece.bytes, deflater)
      }
      let crc = piece.bytes.withUnsafeBytes {
        CRC32.checksum(UnsafeRawBufferPointer(rebasing: $0[start...]))
      }
      piece.entries.append(PackEntry(id: identified.id, offset: Int64(start), crc: crc))
    }
    return piece
  }

  private static func append(
    _ object: StoredObject, to bytes: inout [UInt8], _ deflater: Deflater
  ) {
    let header = PackVarint.EntryHeader(type: object.kind.rawValue, size: object.bytes.count)
    PackVarint.appendEntryHeader(header, to: &bytes)
    object.bytes.withUnsafeBytes { deflater.deflate($0, appendingTo: &bytes) }
  }

  private static func append(
    _ delta: [UInt8], distance: Int, to bytes: inout [UInt8], _ deflater: Deflater
  ) {
    let header = PackVarint.EntryHeader(type: PackLayout.offsetDeltaType, size: delta.count)
    PackVarint.appendEntryHeader(header, to: &bytes)
    PackVarint.appendOffset(distance, to: &bytes)
    delta.withUnsafeBytes { deflater.deflate($0, appendingTo: &bytes) }
  }
}
