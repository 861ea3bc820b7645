/// Sets how much a bundle from outside may ask for; every size is in bytes.
///
/// What counts is the bytes that really come out, not what a header claims.
public struct BundleLimits: Sendable, Equatable {
  /// How large the archive itself may be.
  public var archiveSizeMax = 256 << 20
  /// How many entries there may be, folders included.
  public var entryCountMax = 50_000
  /// How large one entry may be once inflated.
  public var entrySizeMax = 64 << 20
  /// How large all entries together may be once inflated.
  public var totalSizeMax = 512 << 20
  /// By what factor an entry, and the whole archive, may grow when inflated.
  public var inflateRatioMax = 200
  /// Up to which inflated size the factor is not looked at: small repetitive documents are
  /// harmless.
  public var ratioFreeSize = 1 << 20
  /// How many components a path may have.
  public var depthMax = 16
  /// How long a path may be.
  public var pathLengthMax = 1024

  /// Makes the default limits: far above any bundle seen, far below what harms.
  public init() {}
}
