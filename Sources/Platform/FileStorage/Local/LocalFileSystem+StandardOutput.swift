import Glibc

/// The standard output of the process, where somebody names it as a file.
extension LocalFileSystem {
  /// Tells whether a path, such as `/dev/stdout`, leads to where the standard output goes.
  public func isStandardOutput(_ path: String) -> Bool {
    let output = Descriptor(number: STDOUT_FILENO, path: path)
    guard let there = try? status(of: path, followingLinks: true), let here = try? output.status()
    else { return false }
    return (there.device, there.inode) == (here.device, here.inode)
  }

  /// Opens the standard output to write to; what it is by then goes on where it is.
  ///
  /// - Parameter path: How it was named, for messages.
  public func openStandardOutput(
    as path: String
  ) throws(FileSystemError) -> any WritableFile {
    // Its own descriptor stays open for others.
    let number = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0)
    guard number >= 0 else {
      throw FileSystemError(action: "cannot write to", path: path, errno: errno)
    }
    return LocalStream(Descriptor(number: number, path: path))
  }
}
