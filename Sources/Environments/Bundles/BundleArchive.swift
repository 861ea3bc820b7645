/// Writes and reads bundles, the platform's zip archives, at the level of paths and bytes.
public enum BundleArchive {
  /// Returns the archive that holds `entries`, the same bytes for the same entries, always.
  ///
  /// Entries are sorted by the bytes of their paths; every folder gets an entry of its own, and an
  /// entry such as `flows/` adds an empty one. Times, modes and compression are fixed, so neither the
  /// clock nor the time zone nor the order of `entries` shows. Another version of zlib may compress
  /// differently: compare archives by what they hold.
  ///
  /// - Throws: ``BundleError`` if a path would be refused by ``read(_:limits:)`` or two are the same.
  public static func write(entries: [BundleEntry]) throws(BundleError) -> [UInt8] {
    throw BundleError(code: .libraryMissing, message: "cannot write the bundle")
  }

  /// Returns the entries of an archive in its own order, folders included; nothing touches the disk.
  ///
  /// - Throws: ``BundleError`` if the archive is damaged, unsafe, or larger than `limits` allow.
  public static func read(
    _ archive: [UInt8], limits: BundleLimits = BundleLimits()
  ) throws(BundleError) -> [BundleEntry] {
    throw BundleError(code: .libraryMissing, message: "cannot read the bundle")
  }
}
