import FileStorage

/// What the file system says of a file, in a form of fixed length: compared without being decoded.
enum CachedStatus {
  static let byteCount = 56

  /// Returns the form; all zero stands for no file.
  static func bytes(of status: FileStatus?) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: byteCount)
    guard let status else { return bytes }
    bytes.withUnsafeMutableBytes { write(status, to: $0) }
    return bytes
  }

  private static func write(_ status: FileStatus, to bytes: UnsafeMutableRawBufferPointer) {
    bytes.storeBytes(of: status.byteCount.littleEndian, toByteOffset: 0, as: Int64.self)
    bytes.storeBytes(
      of: status.modificationTime.seconds.littleEndian, toByteOffset: 8, as: Int64.self)
    bytes.storeBytes(of: status.changeTime.seconds.littleEndian, toByteOffset: 16, as: Int64.self)
    bytes.storeBytes(of: status.inode.littleEndian, toByteOffset: 24, as: UInt64.self)
    bytes.storeBytes(of: status.device.littleEndian, toByteOffset: 32, as: UInt64.self)
    let small = [
      UInt32(truncatingIfNeeded: status.modificationTime.nanoseconds),
      UInt32(truncatingIfNeeded: status.changeTime.nanoseconds), status.permissions,
      status.kind == .directory ? 2 : 1,
    ]
    for (number, value) in small.enumerated() {
      bytes.storeBytes(of: value.littleEndian, toByteOffset: 40 + 4 * number, as: UInt32.self)
    }
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
    let kind = narrow(52)
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
