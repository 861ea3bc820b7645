import Glibc

/// Reads files of this computer, each from its folder, which is held open until another one's turn.
final class LocalFileReader: FileReader {
  private var folder = OpenFolder()

  deinit { folder.close() }

  func read(
    _ path: String, byteCountMax: Int
  ) throws(FileSystemError) -> (bytes: [UInt8], status: FileStatus) {
    let descriptor = try Descriptor.open(path, action: "cannot read") { folder.open($0) }
    defer { descriptor.closeQuietly() }
    let status = try descriptor.status()
    return (try descriptor.readAll(status, byteCountMax: byteCountMax), status)
  }
}
