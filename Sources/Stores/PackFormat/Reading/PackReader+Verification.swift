import Compression
import FileStorage
import Hashing
public import ObjectModel

extension PackReader {
  /// One thing that is wrong in a pack.
  public struct Problem: Sendable {
    /// The object concerned, if it is one.
    public let objectID: ObjectID?
    /// What is wrong.
    public let message: String
  }

  /// Reads everything: both checksums, that entries follow each other without a gap, each entry's
  /// checksum, and each object's hash. Returns what is wrong.
  public func verify() -> [Problem] {
    var problems: [Problem] = []
    do throws(PackError) {
      try index.verify()
      try verifyChecksum()
    } catch {
      problems.append(Problem(objectID: nil, message: error.message))
    }
    let hasher = ObjectHasher(index.format)
    let inflater = Inflater()
    for entry in entriesByOffset(&problems) {
      do throws(PackError) {
        try verify(entry, hasher, inflater)
      } catch {
        problems.append(Problem(objectID: index.id(at: entry.position), message: error.message))
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
  ) throws(PackError) {
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
