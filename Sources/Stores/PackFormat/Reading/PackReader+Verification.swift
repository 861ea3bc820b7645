import Compression
import Dispatch
import FileStorage
import Hashing
public import ObjectModel
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
    let shareCount = min(Self.shareCountMax, extents.count)
    // The checksums of whole files cannot be shared out, so they are a share of their own.
    let found = Mutex([[Problem]](repeating: [], count: shareCount + 1))
    DispatchQueue.concurrentPerform(iterations: shareCount + 1) { share in
      let result =
        share == 0
        ? checksumProblems()
        : verify(
          extents[
            (extents.count * (share - 1) / shareCount)..<(extents.count * share / shareCount)],
          visit)
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

  private func verify(
    _ extents: ArraySlice<Extent>, _ visit: (ObjectID, StoredObject) -> Void
  ) -> [Problem] {
    var problems: [Problem] = []
    let hasher = ObjectHasher(index.format)
    let inflater = Inflater()
    for extent in extents {
      let id = index.id(at: extent.position)
      do throws(PackError) {
        visit(id, try verify(extent, hasher, inflater))
      } catch {
        problems.append(Problem(objectID: id, message: error.message))
      }
    }
    return problems
  }

  private struct Extent {
    let position: Int
    let offset: Int
    let end: Int
  }

  private func entriesByOffset(_ problems: inout [Problem]) -> [Extent] {
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
      return Extent(position: starts[place].position, offset: starts[place].offset, end: end)
    }
  }

  private func verify(
    _ extent: Extent, _ hasher: ObjectHasher, _ inflater: Inflater
  ) throws(PackError) -> StoredObject {
    let entry = try cursor.entry(at: extent.offset)
    guard extent.end > extent.offset, extent.end <= cursor.end else {
      throw cursor.corrupt("the entry at offset \(extent.offset) overlaps another")
    }
    let crc = cursor.file.withUnsafeBytes {
      CRC32.checksum(UnsafeRawBufferPointer(rebasing: $0[extent.offset..<extent.end]))
    }
    guard crc == index.crc(at: extent.position) else {
      throw cursor.corrupt("the checksum of the entry at offset \(extent.offset) is wrong")
    }
    let stream = try cursor.inflate(entry, with: inflater)
    guard entry.streamOffset + stream.inputByteCount == extent.end else {
      throw cursor.corrupt("the entry at offset \(extent.offset) does not end where it should")
    }
    var object = StoredObject(kind: .blob, bytes: stream.bytes)
    if case .whole(let kind) = entry.content {
      object = StoredObject(kind: kind, bytes: stream.bytes)
    } else {
      object = try self.object(atOffset: extent.offset)
    }
    guard hasher.id(of: object.kind, object.bytes) == index.id(at: extent.position) else {
      throw cursor.corrupt("the object at offset \(extent.offset) does not match its id")
    }
    return object
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
}
