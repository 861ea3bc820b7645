/// Reads the names in an archive's central directory, before the zip library sees the archive.
///
/// The library allocates for every entry, replaces a NUL in a name by a blank and picks one of
/// several end records. This walk bounds the count first, sees the NUL and refuses an ambiguous
/// end. Numbers are little endian; the layout is that of PKWARE's APPNOTE 6.3, sections 4.3.12 to
/// 4.3.16.
struct CentralDirectory {
  private let archive: [UInt8]
  private var offset: Int
  private let count: Int

  /// Finds the directory and refuses an archive that has none, or more than one place to look for
  /// it.
  init(of archive: [UInt8]) throws(BundleError) {
    guard archive.count >= endSize else { throw damaged("is too short for a zip archive") }
    guard let end = CentralDirectory.endRecord(in: archive) else {
      throw damaged("has no single end record; it is truncated or no zip archive")
    }
    self.archive = archive
    var count = archive.number(at: end + 10, size: 2)
    var offset = archive.number(at: end + 16, size: 4)
    if let large = try CentralDirectory.largeEndRecord(in: archive, before: end) {
      count = archive.number(at: large + 32, size: 8)
      offset = archive.number(at: large + 48, size: 8)
    }
    guard (0...archive.count).contains(offset) else { throw damaged("points behind its end") }
    guard (0...archive.count / entrySize).contains(count) else {
      throw damaged("claims more entries than it has room for")
    }
    self.count = count
    self.offset = offset
  }

  /// Returns the name of every entry, byte by byte as written.
  func names(limits: BundleLimits) throws(BundleError) -> [BundlePath] {
    guard count <= limits.entryCountMax else {
      throw BundleError(
        code: .tooManyEntries,
        message: "unsafe bundle refused: it has \(count) entries, "
          + "the limit is \(limits.entryCountMax)")
    }
    var cursor = offset
    var names: [BundlePath] = []
    names.reserveCapacity(count)
    for _ in 0..<count {
      guard cursor + entrySize <= archive.count,
        archive.number(at: cursor, size: 4) == 0x0201_4b50
      else { throw damaged("has a broken directory") }
      let lengths = [28, 30, 32].map { archive.number(at: cursor + $0, size: 2) }
      let start = cursor + entrySize
      cursor = start + lengths.reduce(0, +)
      guard cursor <= archive.count else { throw damaged("has a directory that ends early") }
      names.append(BundlePath(bytes: Array(archive[start..<start + lengths[0]])))
    }
    return names
  }

  /// Returns where the end record starts, if exactly one reaches the end of the archive.
  private static func endRecord(in archive: [UInt8]) -> Int? {
    let first = max(0, archive.count - endSize - 0xffff)
    let found = (first...archive.count - endSize).filter {
      archive[$0] == 0x50 && archive.number(at: $0, size: 4) == 0x0605_4b50
        && $0 + endSize + archive.number(at: $0 + 20, size: 2) == archive.count
    }
    return found.count == 1 ? found[0] : nil
  }

  /// Returns where the record for large archives starts, if there is one.
  private static func largeEndRecord(
    in archive: [UInt8], before end: Int
  ) throws(BundleError) -> Int? {
    let locator = end - 20
    guard locator >= 0, archive.number(at: locator, size: 4) == 0x0706_4b50 else { return nil }
    let record = archive.number(at: locator + 8, size: 8)
    guard record >= 0, record <= locator - 56,
      archive.number(at: record, size: 4) == 0x0606_4b50
    else { throw damaged("has a broken end record") }
    return record
  }
}

/// Makes the error for an archive that is not whole.
func damaged(_ what: String) -> BundleError {
  BundleError(
    code: .damaged, message: "bundle cannot be read: it \(what); download or copy it again")
}

private let endSize = 22
private let entrySize = 46

extension [UInt8] {
  /// Returns the little-endian number of `size` bytes; one beyond `Int.max` comes out negative.
  fileprivate func number(at offset: Int, size: Int) -> Int {
    var value: UInt64 = 0
    for index in (0..<size).reversed() { value = value << 8 | UInt64(self[offset + index]) }
    return Int(truncatingIfNeeded: value)
  }
}
