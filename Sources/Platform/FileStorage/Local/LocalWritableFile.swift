import Glibc

/// A file of this computer, open for writing.
final class LocalWritableFile: WritableFile {
  private let descriptor: Descriptor
  private var isOpen = true
  /// How much of the file is on its way to the disk.
  private var startedByteCount: Int64 = 0
  private(set) var offset: Int64

  init(_ descriptor: Descriptor, offset: Int64) {
    self.descriptor = descriptor
    self.offset = offset
  }

  deinit { if isOpen { descriptor.closeQuietly() } }

  func write(_ bytes: UnsafeRawBufferPointer) throws(FileSystemError) {
    precondition(isOpen)
    try descriptor.write(bytes, at: offset)
    offset += Int64(bytes.count)
  }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(FileSystemError) {
    precondition(isOpen)
    try descriptor.write(bytes, at: offset)
  }

  func truncate(to byteCount: Int64) throws(FileSystemError) {
    precondition(isOpen)
    guard retrying({ ftruncate(descriptor.number, Int(byteCount)) }) == 0 else {
      throw FileSystemError(action: "cannot cut short", path: descriptor.path, errno: errno)
    }
    offset = byteCount
  }

  func startWritingBack() {
    precondition(isOpen)
    descriptor.startWritingBack(from: startedByteCount, to: offset)
    startedByteCount = offset
  }

  func synchronize() throws(FileSystemError) {
    precondition(isOpen)
    try descriptor.synchronize()
  }

  func close() throws(FileSystemError) {
    guard isOpen else { return }
    // Not retried: Linux has released the descriptor even when a signal interrupts closing.
    isOpen = false
    guard Glibc.close(descriptor.number) == 0 || errno == EINTR else {
      throw FileSystemError(action: "cannot close", path: descriptor.path, errno: errno)
    }
  }
}
