import ByteCoding
import FileStorage
public import ObjectModel

/// A sorted table of ids in a ``ChunkedFile``, with the table of first bytes in front of it.
public struct IDTable: Sendable {
  /// How many ids there are.
  public let count: Int
  private let file: ChunkedFile
  private let fanout: Int
  private let ids: Int

  /// Finds the chunks `OIDF` and `OIDL`, and checks their sizes.
  public init(_ file: ChunkedFile) throws(PackError) {
    guard let fanout = file.chunk("OIDF"), let ids = file.chunk("OIDL"), fanout.count == 1024,
      let count = Self.count(file, fanout.lowerBound), ids.count == count * file.format.byteCount
    else { throw PackError.corrupt(file.path, "its table of ids does not fit") }
    self.file = file
    self.count = count
    self.fanout = fanout.lowerBound
    self.ids = ids.lowerBound
  }

  /// The last number of the table of first bytes; `nil` if the numbers ever fall.
  private static func count(_ file: ChunkedFile, _ fanout: Int) -> Int? {
    file.file.withUnsafeBytes { bytes in
      var last: UInt32 = 0
      for byte in 0..<256 {
        let next = bytes.bigEndianUInt32(at: fanout + 4 * byte)
        guard next >= last else { return nil }
        last = next
      }
      return Int(last)
    }
  }

  /// Returns the id at a place of the table.
  public func id(at position: Int) -> ObjectID {
    precondition(position >= 0 && position < count)
    let start = ids + position * file.format.byteCount
    return file.file.withUnsafeBytes { bytes in
      let end = start + file.format.byteCount
      return ObjectID(file.format, bytes: UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
    }
  }

  /// Returns the place of an id, or `nil` if it is not there.
  public func position(of id: ObjectID) -> Int? {
    guard id.format == file.format else { return nil }
    var (low, high) = file.file.withUnsafeBytes { bytes in
      let place = fanout + 4 * Int(id.firstByte)
      return (
        id.firstByte == 0 ? 0 : Int(bytes.bigEndianUInt32(at: place - 4)),
        Int(bytes.bigEndianUInt32(at: place))
      )
    }
    while low < high {
      let middle = (low + high) / 2
      let candidate = self.id(at: middle)
      if candidate == id { return middle }
      if candidate < id { low = middle + 1 } else { high = middle }
    }
    return nil
  }

  /// Checks that the ids ascend and that each is found.
  public func verify() throws(PackError) {
    for place in 0..<count {
      let id = id(at: place)
      guard place == 0 || self.id(at: place - 1) < id, position(of: id) == place else {
        throw PackError.corrupt(file.path, "its ids are not in order")
      }
    }
  }

  /// The chunks for some ids, which are sorted.
  public static func chunks(_ sorted: [ObjectID]) -> [(name: String, bytes: [UInt8])] {
    var counts = [UInt32](repeating: 0, count: 256)
    for id in sorted { counts[Int(id.firstByte)] += 1 }
    var fanout: [UInt8] = []
    var total: UInt32 = 0
    for count in counts {
      total += count
      fanout.append(bigEndian: total)
    }
    var ids: [UInt8] = []
    ids.reserveCapacity(sorted.count * (sorted.first?.format.byteCount ?? 0))
    for id in sorted { id.withUnsafeBytes { ids.append(contentsOf: $0) } }
    return [("OIDF", fanout), ("OIDL", ids)]
  }
}
