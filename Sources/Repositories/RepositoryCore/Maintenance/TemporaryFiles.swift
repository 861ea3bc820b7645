import FileStorage

/// What interrupted writes of our own files left behind, beside the files that were to be written.
extension Repository {
  /// Removes those that nobody wrote to since a time, and returns how many there were.
  func removeTemporaryFiles(before cutoff: FileTimestamp) throws(FileSystemError) -> Int {
    try removeTemporaryFiles(in: directory, before: cutoff, isDeep: false)
      + removeTemporaryFiles(in: directory + "/ilm", before: cutoff, isDeep: true)
  }

  private func removeTemporaryFiles(
    in folder: String, before cutoff: FileTimestamp, isDeep: Bool
  ) throws(FileSystemError) -> Int {
    guard try fileSystem.kind(of: folder) == .directory else { return 0 }
    var count = 0
    for entry in try fileSystem.entries(ofDirectory: folder) {
      let path = folder + "/" + entry.name
      if entry.kind == .directory, isDeep {
        count += try removeTemporaryFiles(in: path, before: cutoff, isDeep: true)
      } else if entry.kind == .regular, TemporaryName.isOne(entry.name),
        let status = try fileSystem.statusIfPresent(of: path), status.modificationTime < cutoff
      {
        try fileSystem.removeFile(path)
        count += 1
      }
    }
    return count
  }
}
