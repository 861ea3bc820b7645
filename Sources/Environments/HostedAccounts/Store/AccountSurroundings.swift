internal import ByteCoding

/// What accounts take from outside: the time and chance, so that a test can decide about both.
public struct AccountSurroundings: Sendable {
  /// Tells the time, in milliseconds since 1970.
  public let now: @Sendable () -> Int64
  /// Gives unpredictable bytes, as many as asked for.
  public let randomBytes: @Sendable (Int) -> [UInt8]

  /// Names the clock and the source of chance.
  public init(
    now: @escaping @Sendable () -> Int64, randomBytes: @escaping @Sendable (Int) -> [UInt8]
  ) {
    self.now = now
    self.randomBytes = randomBytes
  }

  /// Returns a fresh id in the platform's form: the time in seconds, then chance.
  func makeID() -> String {
    let seconds = UInt32(truncatingIfNeeded: now() / 1000)
    let time = (0..<4).map { UInt8(truncatingIfNeeded: seconds >> (24 - 8 * UInt32($0))) }
    return Hex.encode(time + randomBytes(8))
  }
}
