import FileStorage

/// What the file system says of a file, in a form of fixed length: compared without being decoded.
enum CachedStatus {
  static let byteCount = 56
  /// Where the form says what is there: 0 nothing, 1 a file, 2 a folder.
  static let kindPlace = 52
  /// What stands there where the form is another one; see ``CachedStamp``.
  static let editionKind: UInt8 = 3

  /// Appends the form.
  static func append(_ status: FileStatus?, to bytes: inout [UInt8]) {
    let wide: (UInt64, UInt64, UInt64, UInt64, UInt64)
    let narrow: (UInt32, UInt32, UInt32, UInt32)
    if let status {
      wide = (
        UInt64(bitPattern: status.byteCount).littleEndian,
        UInt64(bitPattern: status.modificationTime.seconds).littleEndian,
        UInt64(bitPattern: status.changeTime.seconds).littleEndian,
        status.inode.littleEndian, status.device.littleEndian
      )
      narrow = (
        UInt32(truncatingIfNeeded: status.modificationTime.nanoseconds).littleEndian,
        UInt32(truncatingIfNeeded: status.changeTime.nanoseconds).littleEndian,
        status.permissions.littleEndian,
        UInt32(status.kind == .directory ? 2 : 1).littleEndian
      )
    } else {
      (wide, narrow) = ((0, 0, 0, 0, 0), (0, 0, 0, 0))
    }
    withUnsafeBytes(of: wide) { bytes.append(contentsOf: $0) }
    withUnsafeBytes(of: narrow) { bytes.append(contentsOf: $0) }
  }

  /// Reads the form; `nil` where it says that there is no file.
  @inline(__always)
  static func status(_ bytes: UnsafeRawBufferPointer, at start: Int) -> FileStatus? {
    func wide(_ offset: Int) -> UInt64 {
      UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: start + offset, as: UInt64.self))
    }
    func narrow(_ offset: Int) -> UInt32 {
      UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: start + offset, as: UInt32.self))
    }
    let kind = narrow(kindPlace)
    guard kind != 0 else { return nil }
    return FileStatus(
      kind: kind == 2 ? .directory : .regular, byteCount: Int64(bitPattern: wide(0)),
      modificationTime: FileTimestamp(
        seconds: Int64(bitPattern: wide(8)), nanoseconds: Int64(narrow(40))),
      changeTime: FileTimestamp(
        seconds: Int64(bitPattern: wide(16)), nanoseconds: Int64(narrow(44))),
      inode: wide(24), device: wide(32), permissions: narrow(48))
  }
}
