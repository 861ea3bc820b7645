import Glibc

/// A pipe, a terminal or a device of this computer, or the standard output, open for writing.
///
/// Whoever reads it may be slow, or never come: a signal ends the wait.
final class LocalStream: WritableFile {
  private let descriptor: Descriptor
  private var isOpen = true
  private(set) var offset: Int64 = 0

  init(_ descriptor: Descriptor) {
    self.descriptor = descriptor
  }

  deinit { if isOpen { descriptor.closeQuietly() } }

  func write(_ bytes: UnsafeRawBufferPointer) throws(FileSystemError) {
    precondition(isOpen)
    var done = 0
    while done < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
      let put = Glibc.write(descriptor.number, rest.baseAddress, rest.count)
      if put > 0 {
        done += put
      } else if put < 0, errno == EAGAIN {
        try waitForRoom()
      } else {
        throw failure("cannot write to", put == 0 ? ENOSPC : errno)
      }
    }
    offset += Int64(bytes.count)
  }

  private func waitForRoom() throws(FileSystemError) {
    var wanted = pollfd(fd: descriptor.number, events: Int16(POLLOUT), revents: 0)
    guard poll(&wanted, 1, -1) >= 0 else { throw failure("cannot write to", errno) }
  }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(FileSystemError) {
    throw failure("cannot write in the middle of", ESPIPE)
  }

  func truncate(to byteCount: Int64) throws(FileSystemError) {
    throw failure("cannot cut short", ESPIPE)
  }

  /// Does nothing: what is written is gone.
  func synchronize() {}

  func close() throws(FileSystemError) {
    guard isOpen else { return }
    isOpen = false
    guard Glibc.close(descriptor.number) == 0 || errno == EINTR else {
      throw failure("cannot close", errno)
    }
  }

  private func failure(_ action: String, _ number: Int32) -> FileSystemError {
    FileSystemError(action: action, path: descriptor.path, errno: number)
  }
}
