import ByteCoding
import Compression
import FileStorage
import ObjectModel

/// Takes single entries out of a pack's bytes, trusting nothing that they say.
struct PackCursor {
  /// What the header of an entry says.
  struct Entry {
    enum Content {
      /// An object as it is.
      case whole(ObjectKind)
      /// A difference against the entry at an offset of the same pack.
      case offsetDelta(base: Int)
      /// A difference against an object known by its id.
      case idDelta(base: ObjectID)
    }

    let offset: Int
    let content: Content
    /// The size of the object or of the delta after inflating.
    let byteCount: Int
    /// Where the deflated bytes begin.
    let streamOffset: Int
  }

  let file: MappedFile
  /// Where the entries end: the checksum stands behind.
  let end: Int
  let format: ObjectFormat
  let limits: PackLimits

  func entry(at offset: Int) throws(PackError) -> Entry {
    guard offset >= PackLayout.headerByteCount, offset < end else {
      throw corrupt("no entry can be at offset \(offset)")
    }
    let entry = file.withUnsafeBytes { parse($0, at: offset) }
    guard let entry else { throw corrupt("the entry at offset \(offset) has no valid header") }
    guard entry.byteCount <= limits.objectByteCountMax else {
      throw PackError(
        .tooLarge, path: file.path,
        "'\(file.path)' holds an object of \(entry.byteCount) bytes at offset \(offset), more than "
          + "the \(limits.objectByteCountMax) allowed")
    }
    return entry
  }

  /// Returns the inflated bytes of an entry and the length of its deflated ones.
  func inflate(_ entry: Entry, with inflater: Inflater) throws(PackError) -> Inflater.Output {
    do throws(CompressionError) {
      return try file.withUnsafeBytes { bytes throws(CompressionError) in
        let input = UnsafeRawBufferPointer(rebasing: bytes[entry.streamOffset..<end])
        return try inflater.inflate(input, byteCount: entry.byteCount)
      }
    } catch {
      throw corrupt("the entry at offset \(entry.offset): \(error.message)", error)
    }
  }

  func corrupt(_ what: String, _ cause: (any Error)? = nil) -> PackError {
    PackError.corrupt(file.path, what, cause)
  }

  private func parse(_ all: UnsafeRawBufferPointer, at offset: Int) -> Entry? {
    let bytes = UnsafeRawBufferPointer(rebasing: all[..<end])
    var position = offset
    guard let header = PackVarint.readEntryHeader(bytes, at: &position),
      let content = content(header.type, bytes, offset, &position)
    else { return nil }
    return Entry(
      offset: offset, content: content, byteCount: header.size, streamOffset: position)
  }

  private func content(
    _ type: UInt8, _ bytes: UnsafeRawBufferPointer, _ offset: Int, _ position: inout Int
  ) -> Entry.Content? {
    switch type {
    case PackLayout.offsetDeltaType:
      guard let distance = PackVarint.readOffset(bytes, at: &position), distance > 0,
        distance <= offset - PackLayout.headerByteCount
      else { return nil }
      return .offsetDelta(base: offset - distance)
    case PackLayout.idDeltaType:
      guard position + format.byteCount <= bytes.count else { return nil }
      let id = ObjectID(format, bytes: UnsafeRawBufferPointer(rebasing: bytes[position...]))
      position += format.byteCount
      return .idDelta(base: id)
    default:
      return ObjectKind(rawValue: type).map { .whole($0) }
    }
  }
}
