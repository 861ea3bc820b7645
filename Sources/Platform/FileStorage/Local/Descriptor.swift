import CWriteBack
import Glibc

/// An open file descriptor and the path it was opened with, for messages.
struct Descriptor: Sendable {
  let number: Int32
  let path: String

  static func open(
    _ path: String, _ flags: Int32, _ permissions: UInt32 = 0, action: String
  ) throws(FileSystemError) -> Descriptor {
    try open(path, action: action) { name in
      retrying { Glibc.open(name, flags, permissions) }
    }
  }

  /// Opens a file by a call that returns a descriptor, or -1 with `errno` set.
  static func open(
    _ path: String, action: String, _ call: (UnsafePointer<CChar>) -> Int32
  ) throws(FileSystemError) -> Descriptor {
    let opened = path.withCString { name in isWhole(name, path) ? call(name) : nil }
    guard let number = opened else { throw invalidName(path) }
    guard number >= 0 else { throw FileSystemError(action: action, path: path, errno: errno) }
    return Descriptor(number: number, path: path)
  }

  /// Refuses a path with a NUL: the system would silently use what stands before it.
  static func checkName(_ path: String) throws(FileSystemError) {
    guard path.withCString({ isWhole($0, path) }) else { throw invalidName(path) }
  }

  /// Whether the system sees all of a path.
  private static func isWhole(_ name: UnsafePointer<CChar>, _ path: String) -> Bool {
    let byteCount = strlen(name)
    return byteCount > 0 && byteCount == path.utf8.count
  }

  static func invalidName(_ path: String) -> FileSystemError {
    FileSystemError(
      .invalidName, path: path, message: "cannot use the path '\(path)': empty or holds a NUL")
  }

  func status() throws(FileSystemError) -> FileStatus {
    var raw = stat()
    guard fstat(number, &raw) == 0 else {
      throw FileSystemError(action: "cannot look at", path: path, errno: errno)
    }
    return FileStatus(raw)
  }

  /// Reads the whole file, whose status was just taken.
  func readAll(_ status: FileStatus, byteCountMax: Int) throws(FileSystemError) -> [UInt8] {
    let known = Int(status.byteCount)
    guard known <= byteCountMax else { throw tooLarge(byteCountMax) }
    var bytes = try readUpTo(known + 1, expecting: known)
    // Files that grow, and those of /proc that state no size, are read on to their end.
    while bytes.count > known {
      let more = try readUpTo(4096)
      if more.isEmpty { break }
      bytes.append(contentsOf: more)
      guard bytes.count <= byteCountMax else { throw tooLarge(byteCountMax) }
    }
    return bytes
  }

  /// Reads `wanted` bytes, or fewer at the end of the file.
  ///
  /// - Parameter expected: After how many bytes a read that gave less than it might tells the end.
  private func readUpTo(
    _ wanted: Int, expecting expected: Int? = nil
  ) throws(FileSystemError) -> [UInt8] {
    var failed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
      while count < wanted {
        let start = buffer.baseAddress?.advanced(by: count)
        let got = retrying { read(number, start, wanted - count) }
        failed = got < 0
        if got <= 0 { break }
        count += got
        if count == expected { break }
      }
    }
    if failed { throw FileSystemError(action: "cannot read", path: path, errno: errno) }
    return bytes
  }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(FileSystemError) {
    var done = 0
    while done < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
      let put = retrying { pwrite(number, rest.baseAddress, rest.count, Int(offset) + done) }
      guard put > 0 else {
        throw FileSystemError(
          action: "cannot write to", path: path, errno: put == 0 ? ENOSPC : errno)
      }
      done += put
    }
  }

  func startWritingBack(from start: Int64, to end: Int64) {
    guard start < end else { return }
    write_back_start(number, start, end - start)
  }

  func synchronize() throws(FileSystemError) {
    guard retrying({ fsync(number) }) == 0 else {
      throw FileSystemError(action: "cannot synchronize", path: path, errno: errno)
    }
  }

  /// Closes where a failure could not be reported or does not matter.
  func closeQuietly() { _ = Glibc.close(number) }

  private func tooLarge(_ byteCountMax: Int) -> FileSystemError {
    FileSystemError(
      .tooLarge, path: path,
      message: "cannot read '\(path)': larger than the \(byteCountMax) bytes allowed")
  }
}

/// Repeats a system call for as long as a signal interrupts it.
func retrying<Result: SignedInteger>(_ body: () -> Result) -> Result {
  while true {
    let result = body()
    if result != -1 || errno != EINTR { return result }
  }
}

extension FileStatus {
  init(_ raw: stat) {
    let kind: FileKind =
      switch raw.st_mode & 0o170000 {
      case 0o100000: .regular
      case 0o040000: .directory
      case 0o120000: .symbolicLink
      default: .other
      }
    self.init(
      kind: kind, byteCount: Int64(raw.st_size), modificationTime: FileTimestamp(raw.st_mtim),
      changeTime: FileTimestamp(raw.st_ctim), inode: UInt64(raw.st_ino),
      device: UInt64(raw.st_dev), permissions: UInt32(raw.st_mode & 0o7777))
  }
}

extension FileTimestamp {
  init(_ raw: timespec) {
    self.init(seconds: Int64(raw.tv_sec), nanoseconds: Int64(raw.tv_nsec))
  }
}
