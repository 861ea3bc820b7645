/// Random numbers that are the same again for the same seed (SplitMix64).
public struct SeededRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Starts with a seed, which the test prints when it fails.
  public init(seed: UInt64) { state = seed }

  /// Returns the next number.
  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  /// Returns random bytes, from an alphabet of `spread` values so that they can be compressed.
  public mutating func bytes(count: Int, spread: UInt8 = 255) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: 0...spread, using: &self) }
  }

  /// Returns a number in `0..<bound`.
  public mutating func number(below bound: Int) -> Int {
    Int.random(in: 0..<bound, using: &self)
  }

  /// Returns true once in `count` times on average.
  public mutating func happens(onceIn count: Int) -> Bool {
    number(below: count) == 0
  }
}
