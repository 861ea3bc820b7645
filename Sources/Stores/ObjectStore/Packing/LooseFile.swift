public import FileStorage
public import ObjectModel

/// An object in a file of its own, for who tidies up.
public struct LooseFile: Sendable {
  /// The object that the name of the file says it is.
  public let id: ObjectID
  /// Where it lies.
  public let path: String
  /// The size of the file.
  public let byteCount: Int
  /// When it was written.
  public let modificationTime: FileTimestamp
}

extension ObjectDatabase {
  /// Returns all objects in files of their own.
  public func looseFiles() throws(ObjectReadError) -> [LooseFile] {
    try ObjectReadError.wrapping { () throws(FileSystemError) in
      var found: [(String, ObjectID)] = []
      try loose.forEachFile { path, id in
        if let id { found.append((path, id)) }
      }
      var files: [LooseFile] = []
      for (path, id) in found {
        guard let status = try fileSystem.statusIfPresent(of: path) else { continue }
        files.append(
          LooseFile(
            id: id, path: path, byteCount: Int(status.byteCount),
            modificationTime: status.modificationTime))
      }
      return files
    }
  }

  /// Removes an object's file, and its folder if that is empty then.
  public func remove(_ file: LooseFile) throws(ObjectWriteError) {
    try ObjectWriteError.wrapping { () throws(FileSystemError) in try removeIfPresent(file.path) }
    try? fileSystem.removeDirectory(fileSystem.directory(of: file.path))
  }
}
