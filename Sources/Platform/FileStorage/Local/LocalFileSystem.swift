import Glibc

/// The files of this computer.
public struct LocalFileSystem: FileSystem {
  /// Makes the file system.
  public init() {}

  public func read(_ path: String, byteCountMax: Int) throws(FileSystemError) -> [UInt8] {
    let descriptor = try Descriptor.open(path, O_RDONLY | O_CLOEXEC, action: "cannot read")
    defer { descriptor.closeQuietly() }
    return try descriptor.readAll(descriptor.status(), byteCountMax: byteCountMax)
  }

  public func reader() -> any FileReader { LocalFileReader() }

  public func map(_ path: String) throws(FileSystemError) -> MappedFile {
    let descriptor = try Descriptor.open(path, O_RDONLY | O_CLOEXEC, action: "cannot map")
    defer { descriptor.closeQuietly() }
    let count = Int(try descriptor.status().byteCount)
    guard count > 0 else {
      return MappedFile(path: path, region: UnsafeRawBufferPointer(start: nil, count: 0))
    }
    let region = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor.number, 0)
    guard let region, region != MAP_FAILED else {
      throw FileSystemError(action: "cannot map", path: path, errno: errno)
    }
    let file = MappedFile(path: path, region: UnsafeRawBufferPointer(start: region, count: count))
    file.watch()
    if try descriptor.status().byteCount < count { file.noteCut() }
    return file
  }

  public func status(
    of path: String, followingLinks: Bool
  ) throws(FileSystemError) -> FileStatus {
    var raw = stat()
    try check(path)
    let result = followingLinks ? stat(path, &raw) : lstat(path, &raw)
    guard result == 0 else {
      throw FileSystemError(action: "cannot look at", path: path, errno: errno)
    }
    return FileStatus(raw)
  }

  public func createDirectory(_ path: String) throws(FileSystemError) {
    try call("cannot create directory", path) { mkdir(path, 0o777) }
  }

  public func createFile(
    _ path: String, permissions: UInt32
  ) throws(FileSystemError) -> any WritableFile {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
    return LocalWritableFile(
      try Descriptor.open(path, flags, permissions, action: "cannot create"), offset: 0)
  }

  public func openForAppending(_ path: String) throws(FileSystemError) -> any WritableFile {
    let flags = O_WRONLY | O_CREAT | O_CLOEXEC
    let descriptor = try Descriptor.open(path, flags, 0o666, action: "cannot append to")
    return LocalWritableFile(descriptor, offset: try descriptor.status().byteCount)
  }

  public func openStream(_ path: String) throws(FileSystemError) -> any WritableFile {
    let flags = O_WRONLY | O_NOCTTY | O_CLOEXEC | O_NONBLOCK
    let descriptor = try Descriptor.open(path, flags, action: "cannot write to")
    let stream = LocalStream(descriptor)
    guard try descriptor.status().kind != .regular else {
      throw FileSystemError(.exists, path: path, message: "'\(path)' is a file")
    }
    return stream
  }

  public func link(_ source: String, to destination: String) throws(FileSystemError) {
    try check(source)
    try call("cannot link", destination) { Glibc.link(source, destination) }
  }

  public func rename(_ source: String, to destination: String) throws(FileSystemError) {
    try check(destination)
    try call("cannot rename", source) { Glibc.rename(source, destination) }
  }

  public func setModificationTime(
    of path: String, to time: FileTimestamp?
  ) throws(FileSystemError) {
    let times = time.map { timespec(tv_sec: Int($0.seconds), tv_nsec: Int($0.nanoseconds)) }
    // Without a time it is this moment's, which also who does not own the file may set.
    try call("cannot date", path) {
      guard let times else { return utimensat(AT_FDCWD, path, nil, 0) }
      return utimensat(AT_FDCWD, path, [times, times], 0)
    }
  }

  public func removeFile(_ path: String) throws(FileSystemError) {
    try call("cannot remove", path) { unlink(path) }
  }

  public func removeDirectory(_ path: String) throws(FileSystemError) {
    try call("cannot remove directory", path) { rmdir(path) }
  }

  public func synchronizeDirectory(_ path: String) throws(FileSystemError) {
    let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC
    let descriptor = try Descriptor.open(path, flags, action: "cannot synchronize")
    defer { descriptor.closeQuietly() }
    try descriptor.synchronize()
  }

  public func lock(_ path: String) throws(FileSystemError) -> any FileLock {
    let flags = O_RDWR | O_CREAT | O_CLOEXEC
    let descriptor = try Descriptor.open(path, flags, 0o666, action: "cannot lock")
    guard retrying({ flock(descriptor.number, LOCK_EX | LOCK_NB) }) == 0 else {
      let number = errno
      descriptor.closeQuietly()
      throw FileSystemError(action: "cannot lock", path: path, errno: number)
    }
    return LocalFileLock(descriptor)
  }

  private func call(
    _ action: String, _ path: String, _ body: () -> Int32
  ) throws(FileSystemError) {
    try check(path)
    guard retrying(body) == 0 else {
      throw FileSystemError(action: action, path: path, errno: errno)
    }
  }

  private func check(_ path: String) throws(FileSystemError) {
    try Descriptor.checkName(path)
  }
}
