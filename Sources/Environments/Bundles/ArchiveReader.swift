internal import CZipLoader
internal import Glibc

/// Reads entries through libzip out of memory and counts what really comes out.
struct ArchiveReader {
  private let library: ZipLibrary
  private let zip: OpaquePointer
  private let limits: BundleLimits
  private let archiveSize: Int
  private var totalSize = 0
  private var paths = BundlePathSet()

  /// Returns all entries of an archive whose directory has `count` of them.
  static func entries(
    of archive: [UInt8], count: Int, limits: BundleLimits
  ) throws(BundleError) -> [BundleEntry] {
    let library = try zipLibrary()
    return try archive.withUnsafeBufferPointer { bytes throws(BundleError) in
      var reader = try ArchiveReader(library: library, bytes: bytes, limits: limits)
      defer { library.discard(reader.zip) }
      return try reader.entries(count: count)
    }
  }

  /// Opens the archive; libzip compares its directory with the headers of the entries.
  private init(
    library: ZipLibrary, bytes: UnsafeBufferPointer<UInt8>, limits: BundleLimits
  ) throws(BundleError) {
    self.library = library
    self.limits = limits
    archiveSize = bytes.count
    let source = try library.checked(failed) {
      library.source_buffer_create(bytes.baseAddress, UInt64(bytes.count), 0, $0)
    }
    do throws(BundleError) {
      zip = try library.checked(failed) {
        library.open_from_source(source, CInt(ZIP_RDONLY | ZIP_CHECKCONS), $0)
      }
    } catch {
      library.source_free(source)
      throw error
    }
  }

  private mutating func entries(count: Int) throws(BundleError) -> [BundleEntry] {
    guard library.get_num_entries(zip, 0) == count else {
      throw damaged("has more than one directory")
    }
    var entries: [BundleEntry] = []
    entries.reserveCapacity(count)
    for index in 0..<UInt64(count) {
      let path = try self.path(of: index)
      try checkMode(of: index, path)
      let stat = try self.stat(of: index, path)
      let bytes = try content(of: index, path, stat: stat)
      guard bytes.isEmpty || !path.isFolder else { throw path.folderWithContent }
      entries.append(BundleEntry(path: path.text, bytes: bytes))
    }
    try paths.checkFolders()
    return entries
  }

  /// Returns the path libzip sees, which an extra field may have changed, and checks it once more.
  private mutating func path(of index: UInt64) throws(BundleError) -> BundlePath {
    guard let name = library.get_name(zip, index, zip_flags_t(ZIP_FL_ENC_RAW)) else {
      throw library.failure(library.get_error(zip), failed)
    }
    let bytes = UnsafeBufferPointer(start: name, count: strlen(name)).map { UInt8(bitPattern: $0) }
    let path = BundlePath(bytes: bytes)
    try path.check(limits)
    try paths.insert(path)
    return path
  }

  /// Refuses links, devices and modes that grant more than reading, writing and running.
  private func checkMode(of index: UInt64, _ path: BundlePath) throws(BundleError) {
    var system: zip_uint8_t = 0
    var attributes: zip_uint32_t = 0
    guard library.file_get_external_attributes(zip, index, 0, &system, &attributes) == 0 else {
      throw library.failure(library.get_error(zip), failed, path: path)
    }
    // The mode is looked at whatever system is claimed: so do the tools that would follow a link.
    let mode = attributes >> 16
    let expected: zip_uint32_t = path.isFolder ? S_IFDIR : S_IFREG
    guard mode & S_IFMT == expected || mode & S_IFMT == 0, mode & 0o7000 == 0 else {
      throw path.failure(
        .specialFile, "has mode \(String(mode, radix: 8)), neither a plain file nor a folder")
    }
  }

  /// Returns what the directory says of the entry, once encryption and method are fine.
  private func stat(of index: UInt64, _ path: BundlePath) throws(BundleError) -> zip_stat_t {
    var stat = zip_stat_t()
    guard library.stat_index(zip, index, 0, &stat) == 0 else {
      throw library.failure(library.get_error(zip), failed, path: path)
    }
    guard stat.encryption_method == ZIP_EM_NONE else {
      throw path.failure(.encrypted, "is encrypted")
    }
    guard [ZIP_CM_STORE, ZIP_CM_DEFLATE].contains(CInt(stat.comp_method)) else {
      throw path.failure(.unsupportedCompression, "is compressed by method \(stat.comp_method)")
    }
    return stat
  }

  /// Reads an entry in steps; the library checks size and checksum when the last byte is out.
  private mutating func content(
    of index: UInt64, _ path: BundlePath, stat: zip_stat_t
  ) throws(BundleError) -> [UInt8] {
    guard let file = library.fopen_index(zip, index, 0) else {
      throw library.failure(library.get_error(zip), failed, path: path)
    }
    defer { _ = library.fclose(file) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(min(Int(clamping: stat.size), reserveMax))
    var count = 0
    repeat {
      count = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: stepSize) { step in
        let count = Int(library.fread(file, step.baseAddress!, UInt64(stepSize)))
        if count > 0 { bytes.append(contentsOf: step[..<count]) }
        return count
      }
      guard count >= 0 else {
        throw library.failure(library.file_get_error(file), failed, path: path)
      }
      totalSize += count
      try checkSizes(bytes.count, path, packedSize: Int(clamping: stat.comp_size))
    } while count > 0
    return bytes
  }

  private func checkSizes(
    _ size: Int, _ path: BundlePath, packedSize: Int
  ) throws(BundleError) {
    if size > limits.entrySizeMax {
      throw path.failure(.entryTooLarge, "has more than \(limits.entrySizeMax) bytes")
    }
    if totalSize > limits.totalSizeMax {
      throw path.failure(.totalTooLarge, "brings the total above \(limits.totalSizeMax) bytes")
    }
    // The whole archive is the measure as well: entries may share the same packed bytes.
    if isBomb(size, packedSize) || isBomb(totalSize, archiveSize) {
      throw path.failure(.ratioTooHigh, "inflates more than \(limits.inflateRatioMax) times")
    }
  }

  private func isBomb(_ size: Int, _ packedSize: Int) -> Bool {
    size > limits.ratioFreeSize && size / limits.inflateRatioMax > packedSize
  }
}

private let failed = "bundle cannot be read"
private let stepSize = 64 << 10
private let reserveMax = 1 << 20
