import Compression
import FileStorage
import Hashing
public import ObjectModel
import ParallelWork
import Synchronization

extension PackReader {
  /// One thing that is wrong in a pack.
  public struct Problem: Sendable {
    /// The object concerned, if it is one.
    public let objectID: ObjectID?
    /// What is wrong.
    public let message: String
  }

  /// Reads everything on all cores: both checksums, that entries follow each other without a gap,
  /// each entry's checksum, and each object's hash. Returns what is wrong.
  ///
  /// - Parameter visit: is given every object that is sound, by several threads at once.
  public func verify(
    visit: @Sendable (ObjectID, StoredObject) -> Void = { _, _ in }
  ) -> [Problem] {
    var problems: [Problem] = []
    let extents = entriesByOffset(&problems)
    let forest = DeltaForest(of: extents, in: self)
    let shares = forest.shares(Self.shareCountMax)
    // The checksums of whole files cannot be shared out, so they are a share of their own.
    let found = Mutex([[Problem]](repeating: [], count: shares.count + 1))
    ThreadTeam.cores.forEach(shares.count + 1) { share in
      var problems: [Problem] = []
      if share == 0 {
        problems = checksumProblems()
      } else {
        var walk = VerificationWalk(self, extents, forest)
        for root in shares[share - 1] { walk.verify(from: root, &problems, visit) }
      }
      let result = problems
      found.withLock { $0[share] = result }
    }
    return problems + found.withLock { $0.flatMap(\.self) }
  }

  // More shares than cores level out objects that take longer.
  private static let shareCountMax = 16

  private func checksumProblems() -> [Problem] {
    do throws(PackError) {
      try index.verify()
      try verifyChecksum()
      return []
    } catch {
      return [Problem(objectID: nil, message: error.message)]
    }
  }

  private func verifyChecksum() throws(PackError) {
    let (actual, stated) = cursor.file.withUnsafeBytes { bytes in
      (
        index.format.algorithm.hash(UnsafeRawBufferPointer(rebasing: bytes[..<cursor.end])),
        Array(bytes[cursor.end...])
      )
    }
    guard actual == stated else { throw cursor.corrupt("its checksum is wrong") }
  }

  private func entriesByOffset(_ problems: inout [Problem]) -> [PackExtent] {
    var starts: [(position: Int, offset: Int)] = []
    starts.reserveCapacity(index.count)
    for position in 0..<index.count {
      do throws(PackError) {
        starts.append((position, try index.offset(at: position)))
      } catch {
        problems.append(Problem(objectID: index.id(at: position), message: error.message))
      }
    }
    starts.sort { $0.offset < $1.offset }
    if let first = starts.first, first.offset != PackLayout.headerByteCount {
      let error = cursor.corrupt("its first entry is not where it belongs")
      problems.append(Problem(objectID: nil, message: error.message))
    }
    return starts.indices.map { place in
      let end = place + 1 < starts.count ? starts[place + 1].offset : cursor.end
      return PackExtent(position: starts[place].position, offset: starts[place].offset, end: end)
    }
  }
}

/// The bytes of a pack that belong to one entry, as the index tells it.
struct PackExtent {
  /// The place in the index.
  let position: Int
  let offset: Int
  /// Where the next entry begins.
  let end: Int
}

/// Reads entries one after another, each once: a delta right after its base.
private struct VerificationWalk {
  private let reader: PackReader
  private let extents: [PackExtent]
  private let forest: DeltaForest
  private let hasher: ObjectHasher
  private let inflater = Inflater()

  /// An entry that is to be read.
  private struct Step {
    let place: Int
    /// What its delta is applied to; `nil` where that has to be read once more.
    let base: StoredObject?
    /// How many deltas lead to the base, and how many bytes they have.
    var depth = 0
    var deltaByteCount = 0
  }

  /// Whether a base is held while what is built on it is read. The deeper, the smaller it has to be,
  /// so that all that are held at a time are bounded in bytes.
  private static func isHeld(_ base: StoredObject, depth: Int) -> Bool {
    base.bytes.count <= heldByteCountMax / (depth + 1)
  }

  private static let heldByteCountMax = 16 << 20

  init(_ reader: PackReader, _ extents: [PackExtent], _ forest: DeltaForest) {
    (self.reader, self.extents, self.forest) = (reader, extents, forest)
    hasher = ObjectHasher(reader.index.format)
  }

  /// Reads an entry and all that is built on it.
  mutating func verify(
    from root: Int, _ problems: inout [PackReader.Problem],
    _ visit: (ObjectID, StoredObject) -> Void
  ) {
    var steps = [Step(place: root, base: nil)]
    while var step = steps.popLast() {
      let extent = extents[step.place]
      let id = reader.index.id(at: extent.position)
      var object: StoredObject?
      do throws(PackError) {
        let sound = try verify(extent, &step)
        visit(id, sound)
        if Self.isHeld(sound, depth: step.depth) { object = sound }
      } catch {
        problems.append(PackReader.Problem(objectID: id, message: error.message))
      }
      forest.forEachChild(of: step.place) {
        steps.append(
          Step(
            place: $0, base: object, depth: step.depth, deltaByteCount: step.deltaByteCount))
      }
    }
  }

  private func verify(
    _ extent: PackExtent, _ step: inout Step
  ) throws(PackError) -> StoredObject {
    let cursor = reader.cursor
    let entry = try cursor.entry(at: extent.offset)
    guard extent.end > extent.offset, extent.end <= cursor.end else {
      throw cursor.corrupt("the entry at offset \(extent.offset) overlaps another")
    }
    try verifyChecksum(of: extent)
    let stream = try cursor.inflate(entry, with: inflater)
    guard entry.streamOffset + stream.inputByteCount == extent.end else {
      throw cursor.corrupt("the entry at offset \(extent.offset) does not end where it should")
    }
    let object = try object(entry, stream.bytes, &step)
    guard hasher.id(of: object.kind, object.bytes) == reader.index.id(at: extent.position) else {
      throw cursor.corrupt("the object at offset \(extent.offset) does not match its id")
    }
    return object
  }

  private func verifyChecksum(of extent: PackExtent) throws(PackError) {
    guard let stated = reader.index.crc(at: extent.position) else { return }
    let crc = reader.cursor.file.withUnsafeBytes {
      CRC32.checksum(UnsafeRawBufferPointer(rebasing: $0[extent.offset..<extent.end]))
    }
    guard crc == stated else {
      throw reader.cursor.corrupt("the checksum of the entry at offset \(extent.offset) is wrong")
    }
  }

  private func object(
    _ entry: PackCursor.Entry, _ bytes: [UInt8], _ step: inout Step
  ) throws(PackError) -> StoredObject {
    if case .whole(let kind) = entry.content { return StoredObject(kind: kind, bytes: bytes) }
    step.depth += 1
    step.deltaByteCount += bytes.count
    try reader.checkChain(step.depth, byteCount: step.deltaByteCount, entry.offset)
    guard let base = step.base else { return try reader.object(atOffset: entry.offset) }
    return try reader.apply(bytes, to: base, entry.offset)
  }
}
