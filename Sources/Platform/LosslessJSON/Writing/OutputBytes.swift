import Glibc

/// A growing byte buffer that is its own only owner, so that appending checks nothing but the room.
struct OutputBytes: ~Copyable {
  private var base: UnsafeMutablePointer<UInt8>
  private(set) var count = 0
  private var capacity: Int

  init(capacity: Int = 256) {
    base = .allocate(capacity: capacity)
    self.capacity = capacity
  }

  deinit { base.deallocate() }

  var view: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: base, count: count) }

  @inline(__always)
  mutating func append(_ byte: UInt8) {
    reserve(1)
    base[count] = byte
    count += 1
  }

  @inline(__always)
  mutating func append(_ byte: UInt8, count repetitions: Int) {
    reserve(repetitions)
    (base + count).update(repeating: byte, count: repetitions)
    count += repetitions
  }

  @inline(__always)
  mutating func append(_ bytes: UnsafePointer<UInt8>, count length: Int) {
    reserve(length)
    Self.copy(bytes, to: base + count, length)
    count += length
  }

  mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let start = bytes.baseAddress else { return }
    append(start, count: bytes.count)
  }

  mutating func append(_ text: StaticString) {
    append(text.utf8Start, count: text.utf8CodeUnitCount)
  }

  /// Appends a line feed and spaces; most lines need one or two words of them.
  @inline(__always)
  mutating func appendLineBreak(indentation: Int) {
    reserve(indentation + 9)
    base[count] = 0x0A
    count += 1
    var written = 0
    while written < indentation {
      UnsafeMutableRawPointer(base + count + written).storeBytes(
        of: 0x2020_2020_2020_2020, as: UInt64.self)
      written += 8
    }
    count += indentation
  }

  /// Appends bytes between two quotes.
  @inline(__always)
  mutating func appendQuoted(verbatim bytes: UnsafePointer<UInt8>, count length: Int) {
    reserve(length + 2)
    let place = base + count
    place[0] = 0x22
    Self.copy(bytes, to: place + 1, length)
    place[length + 1] = 0x22
    count += length + 2
  }

  mutating func removeAll(keepingCapacity: Bool) {
    count = 0
    guard !keepingCapacity else { return }
    base.deallocate()
    capacity = 256
    base = .allocate(capacity: capacity)
  }

  /// Copies bytes; for the few that most names and values have, a call would cost more than it does.
  @inline(__always)
  private static func copy(
    _ source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, _ length: Int
  ) {
    let (from, to) = (UnsafeRawPointer(source), UnsafeMutableRawPointer(target))
    switch length {
    case 8...16:
      // The second word overlaps the first where there are fewer than sixteen.
      let last = from.loadUnaligned(fromByteOffset: length - 8, as: UInt64.self)
      to.storeBytes(of: from.loadUnaligned(as: UInt64.self), as: UInt64.self)
      to.storeBytes(of: last, toByteOffset: length - 8, as: UInt64.self)
    case 4..<8:
      let last = from.loadUnaligned(fromByteOffset: length - 4, as: UInt32.self)
      to.storeBytes(of: from.loadUnaligned(as: UInt32.self), as: UInt32.self)
      to.storeBytes(of: last, toByteOffset: length - 4, as: UInt32.self)
    default: memcpy(target, source, length)
    }
  }

  /// Makes room for `length` more bytes.
  @inline(__always)
  mutating func reserve(_ length: Int) {
    if capacity - count < length { grow(length) }
  }

  @inline(never)
  private mutating func grow(_ length: Int) {
    let larger = max(capacity * 2, count + length)
    let replacement = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    replacement.update(from: base, count: count)
    base.deallocate()
    base = replacement
    capacity = larger
  }
}
