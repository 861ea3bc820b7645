import ObjectModel

/// One line of the file `packed-refs`: `<id> <name>`, `^<peeled id>` or `# <traits>`.
struct PackedRefLine {
  private let bytes: UnsafeRawBufferPointer
  let start: Int
  /// Where the line feed stands, or the end of the file.
  let end: Int

  init(_ bytes: UnsafeRawBufferPointer, from start: Int) {
    self.bytes = bytes
    self.start = start
    var end = start
    while end < bytes.count, bytes[end] != 0x0a { end += 1 }
    self.end = end
  }

  /// Whether a line feed ends it. One without was cut, so that it may tell another name than it did.
  var isWhole: Bool { end < bytes.count }
  var isEmpty: Bool { start == end }
  var first: UInt8? { isEmpty ? nil : bytes[start] }
  var text: String { String(decoding: bytes[start..<end], as: UTF8.self) }

  /// Where the name stands in the line of a ref.
  private func nameRange(_ format: ObjectFormat) -> Range<Int>? {
    let place = start + format.hexCount
    guard isWhole, place < end, bytes[place] == 0x20 else { return nil }
    return place + 1..<end
  }

  /// The name's bytes, unless the line is damaged.
  func name(_ format: ObjectFormat) -> Slice<UnsafeRawBufferPointer>? {
    nameRange(format).map { bytes[$0] }
  }

  /// The ref that the line tells, or `nil` if it is damaged.
  func ref(_ format: ObjectFormat) -> Ref? {
    guard let range = nameRange(format),
      let target = id(format, from: start),
      let text = String(validating: bytes[range], as: UTF8.self),
      let name = try? RefName(text)
    else { return nil }
    return Ref(name: name, target: target)
  }

  /// What an annotated tag points to in the end, or `nil` if the line is damaged.
  func peeled(_ format: ObjectFormat) -> ObjectID? {
    guard isWhole, end - start == format.hexCount + 1 else { return nil }
    return id(format, from: start + 1)
  }

  private func id(_ format: ObjectFormat, from place: Int) -> ObjectID? {
    guard place + format.hexCount <= end else { return nil }
    return ObjectID(
      format, hexDigits: UnsafeRawBufferPointer(rebasing: bytes[place..<place + format.hexCount]))
  }
}
