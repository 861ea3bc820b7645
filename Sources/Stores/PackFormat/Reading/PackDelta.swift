import ByteCoding

/// Rebuilds an object from its base and a delta: copies out of the base and inserted bytes.
enum PackDelta {
  /// Returns the object, or `nil` if the delta is damaged, is for another base, or would give more
  /// than `byteCountMax` bytes.
  static func apply(_ delta: [UInt8], to base: [UInt8], byteCountMax: Int) -> [UInt8]? {
    delta.withUnsafeBytes { delta in
      base.withUnsafeBytes { base in
        var reader = DeltaReader(bytes: delta)
        guard reader.readSize() == base.count, let size = reader.readSize(), size <= byteCountMax
        else { return nil }
        return build(size, from: base, &reader)
      }
    }
  }

  private static func build(
    _ size: Int, from base: UnsafeRawBufferPointer, _ reader: inout DeltaReader
  ) -> [UInt8]? {
    var isComplete = false
    let result = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      let output = UnsafeMutableRawBufferPointer(buffer)
      while let instruction = reader.next() {
        guard let source = instruction.source(in: base, reader.bytes),
          source.count <= size - count
        else { return }
        if source.count > 0 {
          UnsafeMutableRawBufferPointer(rebasing: output[count...]).copyMemory(from: source)
        }
        count += source.count
      }
      isComplete = reader.isAtEnd && count == size
    }
    return isComplete ? result : nil
  }
}

/// One step of a delta.
private enum DeltaInstruction {
  case copy(offset: Int, count: Int)
  case insert(offset: Int, count: Int)

  /// Returns the bytes that the step adds, or `nil` if they lie outside.
  func source(
    in base: UnsafeRawBufferPointer, _ delta: UnsafeRawBufferPointer
  ) -> UnsafeRawBufferPointer? {
    switch self {
    case .copy(let offset, let count):
      guard offset <= base.count, count <= base.count - offset else { return nil }
      return UnsafeRawBufferPointer(rebasing: base[offset..<(offset + count)])
    case .insert(let offset, let count):
      return UnsafeRawBufferPointer(rebasing: delta[offset..<(offset + count)])
    }
  }
}

private struct DeltaReader {
  let bytes: UnsafeRawBufferPointer
  var position = 0

  /// Whether every instruction was understood.
  var isAtEnd: Bool { position == bytes.count }

  mutating func readSize() -> Int? { PackVarint.readSize(bytes, at: &position) }

  /// Returns the next step, or `nil` at the end or before one that is damaged.
  mutating func next() -> DeltaInstruction? {
    guard position < bytes.count else { return nil }
    let code = bytes[position]
    if code & 0x80 != 0 { return copy(code) }
    let count = Int(code)
    guard count > 0, position + 1 + count <= bytes.count else { return nil }
    defer { position += 1 + count }
    return .insert(offset: position + 1, count: count)
  }

  private mutating func copy(_ code: UInt8) -> DeltaInstruction? {
    var cursor = position + 1
    var values = (offset: 0, count: 0)
    for bit in 0..<7 where code & (1 << bit) != 0 {
      guard cursor < bytes.count else { return nil }
      let byte = Int(bytes[cursor])
      cursor += 1
      if bit < 4 {
        values.offset |= byte << (8 * bit)
      } else {
        values.count |= byte << (8 * (bit - 4))
      }
    }
    position = cursor
    return .copy(offset: values.offset, count: values.count == 0 ? 0x10000 : values.count)
  }
}
