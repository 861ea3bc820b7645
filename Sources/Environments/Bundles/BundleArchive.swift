/// Writes and reads bundles, the platform's zip archives, at the level of paths and bytes.
public enum BundleArchive {
  /// Returns the archive that holds `entries`, the same bytes for the same entries, always.
  ///
  /// Entries are sorted by the bytes of their paths; every folder gets an entry of its own, and an
  /// entry such as `flows/` adds an empty one. Times, modes and compression are fixed, so neither
  /// the clock nor the time zone nor the order of `entries` shows. Another version of zlib may
  /// compress differently: compare archives by what they hold.
  ///
  /// - Throws: ``BundleError`` if a path would be refused by ``read(_:limits:)`` or two are the
  /// same.
  public static func write(entries: [BundleEntry]) throws(BundleError) -> [UInt8] {
    try ArchiveWriter(library: zipLibrary()).archive(of: complete(entries))
  }

  /// Returns the entries of an archive in its own order, folders included; nothing touches the
  /// disk.
  ///
  /// - Throws: ``BundleError`` if the archive is damaged, unsafe, or larger than `limits` allow.
  public static func read(
    _ archive: [UInt8], limits: BundleLimits = BundleLimits()
  ) throws(BundleError) -> [BundleEntry] {
    guard archive.count <= limits.archiveSizeMax else {
      throw BundleError(
        code: .archiveTooLarge,
        message: "bundle refused: it has \(archive.count) bytes, "
          + "the limit is \(limits.archiveSizeMax)")
    }
    let names = try CentralDirectory(of: archive).names(limits: limits)
    var paths = BundlePathSet()
    for name in names {
      try name.check(limits)
      try paths.insert(name)
    }
    return try ArchiveReader.entries(of: archive, count: names.count, limits: limits)
  }

  /// Checks the entries, adds the folders that have none and sorts all by the bytes of their paths.
  private static func complete(_ entries: [BundleEntry]) throws(BundleError) -> [CheckedEntry] {
    var paths = BundlePathSet()
    var checked: [BundlePath: CheckedEntry] = [:]
    for entry in entries {
      let path = BundlePath(bytes: Array(entry.path.utf8))
      try path.check(BundleLimits())
      try paths.insert(path)
      guard !path.isFolder || entry.bytes.isEmpty else { throw path.folderWithContent }
      checked[path] = CheckedEntry(path: path, bytes: entry.bytes)
    }
    try paths.checkFolders()
    for folder in Set(checked.keys.flatMap(\.folders)) where checked[folder] == nil {
      checked[folder] = CheckedEntry(path: folder, bytes: [])
    }
    return checked.values.sorted { $0.path.bytes.lexicographicallyPrecedes($1.path.bytes) }
  }
}

/// Holds an entry whose path has been checked.
struct CheckedEntry {
  let path: BundlePath
  let bytes: [UInt8]
}

extension BundlePath {
  /// The error for a folder that has bytes.
  var folderWithContent: BundleError { failure(.folderWithContent, "is a folder but has content") }
}
