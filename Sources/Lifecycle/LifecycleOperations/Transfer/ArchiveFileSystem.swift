import Bundles
import ByteCoding
import FileStorage

/// The entries of a bundle as a file system that can only be read.
///
/// With it an unpacked bundle and a packed one are the same to the folder environment.
struct ArchiveFileSystem: FileSystem {
  private let files: [String: [UInt8]]
  private let folders: [String: [DirectoryEntry]]

  /// Takes the entries of a bundle; the top is the path `root`.
  init(_ entries: [BundleEntry], root: String) {
    var files: [String: [UInt8]] = [:]
    var folders: [String: [String: FileKind]] = [root: [:]]
    for entry in entries {
      let parts = entry.path.split(separator: "/").map(String.init)
      var folder = root
      for (depth, part) in parts.enumerated() {
        let isFile = depth == parts.count - 1 && !entry.isFolder
        folders[folder, default: [:]][part] = isFile ? .regular : .directory
        folder += "/" + part
        if isFile {
          files[folder] = entry.bytes
        } else if folders[folder] == nil {
          folders[folder] = [:]
        }
      }
    }
    self.files = files
    self.folders = folders.mapValues { names in
      names.sorted(byBytesOf: { $0.key }).map {
        DirectoryEntry(name: $0.key, kind: $0.value)
      }
    }
  }

  func read(_ path: String, byteCountMax: Int) throws(FileSystemError) -> [UInt8] {
    guard let bytes = files[path] else { throw missing(path) }
    return bytes
  }

  func status(of path: String, followingLinks: Bool) throws(FileSystemError) -> FileStatus {
    let isFolder = folders[path] != nil
    guard isFolder || files[path] != nil else { throw missing(path) }
    let never = FileTimestamp(seconds: 0, nanoseconds: 0)
    return FileStatus(
      kind: isFolder ? .directory : .regular, byteCount: Int64(files[path]?.count ?? 0),
      modificationTime: never, changeTime: never, inode: 0, device: 0, permissions: 0o444)
  }

  func entries(ofDirectory path: String) throws(FileSystemError) -> [DirectoryEntry] {
    guard let entries = folders[path] else { throw missing(path) }
    return entries
  }

  private func missing(_ path: String) -> FileSystemError {
    FileSystemError(.notFound, path: path, message: "the bundle has no '\(path)'")
  }
}

// MARK: - A bundle is never written in place

extension ArchiveFileSystem {
  private func readOnly(_ path: String) -> FileSystemError {
    FileSystemError(
      .permissionDenied, path: path, message: "'\(path)' is in a bundle, which is read-only")
  }

  func map(_ path: String) throws(FileSystemError) -> MappedFile { throw readOnly(path) }

  func createDirectory(_ path: String) throws(FileSystemError) { throw readOnly(path) }

  func createFile(
    _ path: String, permissions: UInt32
  ) throws(FileSystemError) -> any WritableFile { throw readOnly(path) }

  func openForAppending(_ path: String) throws(FileSystemError) -> any WritableFile {
    throw readOnly(path)
  }

  func link(_ source: String, to destination: String) throws(FileSystemError) {
    throw readOnly(destination)
  }

  func rename(_ source: String, to destination: String) throws(FileSystemError) {
    throw readOnly(source)
  }

  func setModificationTime(
    of path: String, to time: FileTimestamp?
  ) throws(FileSystemError) { throw readOnly(path) }

  func removeFile(_ path: String) throws(FileSystemError) { throw readOnly(path) }

  func removeDirectory(_ path: String) throws(FileSystemError) { throw readOnly(path) }

  func synchronizeDirectory(_ path: String) throws(FileSystemError) { throw readOnly(path) }

  func lock(_ path: String) throws(FileSystemError) -> any FileLock { throw readOnly(path) }
}
