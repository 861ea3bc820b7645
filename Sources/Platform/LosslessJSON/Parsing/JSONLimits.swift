/// Bounds what the parser accepts from outside.
public struct JSONLimits: Sendable, Hashable {
  /// The deepest nesting any limit can ask for; values this deep are still safe to compare and
  /// release.
  public static let depthCeiling = 2_000

  /// The largest source in bytes any limit can ask for: positions are kept in 32 bits.
  public static let byteCountCeiling = Int(UInt32.max)

  /// The number of arrays and objects that may stand inside each other.
  public let depthMax: Int

  /// The size of the source in bytes.
  public let byteCountMax: Int

  /// Creates limits; values beyond the ceilings are lowered to them.
  public init(depthMax: Int = 512, byteCountMax: Int = byteCountCeiling) {
    self.depthMax = min(max(depthMax, 0), Self.depthCeiling)
    self.byteCountMax = min(max(byteCountMax, 0), Self.byteCountCeiling)
  }
}
