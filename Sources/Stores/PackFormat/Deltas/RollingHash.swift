/// The hash of a window of bytes that moves on by one byte at the cost of two multiplications.
///
/// A polynomial modulo 2^64; the upper bits are the good ones.
struct RollingHash {
  /// How many bytes the window has.
  static let width = 16
  private static let factor: UInt64 = 0x9e37_79b9_7f4a_7c15
  /// `factor` to the power of `width`: what the oldest byte has been multiplied by when it leaves.
  private static let leaving = (0..<width).reduce(UInt64(1)) { power, _ in power &* factor }

  private(set) var value: UInt64 = 0
  private let leaving = RollingHash.leaving

  /// Hashes the window that begins at `start`.
  @inline(__always)
  init(_ bytes: UnsafePointer<UInt8>, at start: Int) {
    for place in start..<(start + RollingHash.width) {
      value = value &* RollingHash.factor &+ UInt64(bytes[place]) &+ 1
    }
  }

  /// Moves the window so that it begins one byte behind `start`.
  @inline(__always)
  mutating func advance(_ bytes: UnsafePointer<UInt8>, from start: Int) {
    let old = UInt64(bytes[start]) &+ 1
    let new = UInt64(bytes[start + RollingHash.width]) &+ 1
    value = value &* RollingHash.factor &+ new &- old &* leaving
  }
}
