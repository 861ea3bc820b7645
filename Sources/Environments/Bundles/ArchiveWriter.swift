internal import CZipLoader
internal import Glibc

/// Writes checked and sorted entries through libzip into memory.
struct ArchiveWriter {
  let library: ZipLibrary

  /// Returns the bytes of the archive.
  func archive(of entries: [CheckedEntry]) throws(BundleError) -> [UInt8] {
    guard !entries.isEmpty else { return emptyArchive }
    let target = try library.checked(failed) { library.source_buffer_create(nil, 0, 0, $0) }
    defer { library.source_free(target) }
    let zip = try library.checked(failed) {
      library.open_from_source(target, CInt(ZIP_CREATE | ZIP_TRUNCATE), $0)
    }
    // The archive now owns one reference to the target; this one keeps the bytes past its end.
    library.source_keep(target)
    do throws(BundleError) {
      for entry in entries { try add(entry, to: zip) }
    } catch {
      library.discard(zip)
      throw error
    }
    guard library.close(zip) == 0 else {
      let error = library.failure(library.get_error(zip), failed)
      library.discard(zip)
      throw error
    }
    return try contents(of: target)
  }

  private func add(_ entry: CheckedEntry, to zip: OpaquePointer) throws(BundleError) {
    let name = entry.path.bytes.map { CChar(bitPattern: $0) } + [0]
    let flags = zip_flags_t(ZIP_FL_ENC_UTF_8)
    let index: zip_int64_t
    if entry.path.isFolder {
      index = library.dir_add(zip, name, flags)
    } else {
      let source = try library.checked(failed) { self.source(of: entry.bytes, $0) }
      index = library.file_add(zip, name, source, flags)
      if index < 0 { library.source_free(source) }
    }
    guard index >= 0, fix(UInt64(index), of: zip, isFolder: entry.path.isFolder) else {
      throw library.failure(library.get_error(zip), failed, path: entry.path)
    }
  }

  /// Sets what libzip would otherwise take from the clock and its own defaults.
  private func fix(_ index: UInt64, of zip: OpaquePointer, isFolder: Bool) -> Bool {
    let firstOfJanuary1980: zip_uint16_t = 0x21
    let msdosFolder: zip_uint32_t = isFolder ? 0x10 : 0
    let mode: zip_uint32_t = isFolder ? 0o040755 : 0o100644
    let method = isFolder ? ZIP_CM_STORE : ZIP_CM_DEFLATE
    let deflateLevel: zip_uint32_t = isFolder ? 0 : 6
    return library.file_set_dostime(zip, index, 0, firstOfJanuary1980, 0) == 0
      && library.file_set_external_attributes(
        zip, index, 0, zip_uint8_t(ZIP_OPSYS_UNIX), mode << 16 | msdosFolder) == 0
      && library.set_file_compression(zip, index, zip_int32_t(method), deflateLevel) == 0
  }

  /// Makes a source that owns a copy of the bytes; libzip frees it.
  private func source(
    of bytes: [UInt8], _ error: UnsafeMutablePointer<zip_error_t>
  ) -> OpaquePointer? {
    guard !bytes.isEmpty else { return library.source_buffer_create(nil, 0, 0, error) }
    guard let copy = malloc(bytes.count) else { return nil }
    bytes.withUnsafeBytes { copy.copyMemory(from: $0.baseAddress!, byteCount: bytes.count) }
    let source = library.source_buffer_create(copy, UInt64(bytes.count), 1, error)
    if source == nil { free(copy) }
    return source
  }

  private func contents(of target: OpaquePointer) throws(BundleError) -> [UInt8] {
    let broken = BundleError(code: .libraryFailure, message: "\(failed): no bytes came back")
    guard library.source_open(target) == 0 else { throw broken }
    defer { _ = library.source_close(target) }
    guard library.source_seek(target, 0, SEEK_END) == 0 else { throw broken }
    let size = Int(library.source_tell(target))
    guard size > 0, library.source_seek(target, 0, SEEK_SET) == 0 else { throw broken }
    var count = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, initialized in
      count = Int(library.source_read(target, buffer.baseAddress!, UInt64(size)))
      initialized = max(0, count)
    }
    guard count == size else { throw broken }
    return bytes
  }
}

private let failed = "cannot write the bundle"

/// The end record alone: libzip refuses to write an archive without entries.
private let emptyArchive: [UInt8] = [0x50, 0x4b, 5, 6] + [UInt8](repeating: 0, count: 18)
