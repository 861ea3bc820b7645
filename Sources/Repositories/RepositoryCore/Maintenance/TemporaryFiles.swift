import FileStorage

/// What interrupted writes of our own files left behind, beside the files that were to be written.
extension Repository {
  /// Removes those that nobody wrote to since a time, and returns how many there were.
  ///
  /// Nothing depends on them, so what cannot be listed or removed stays.
  func removeTemporaryFiles(before cutoff: FileTimestamp) -> Int {
    removeTemporaryFiles(in: directory, before: cutoff, isDeep: false)
      + removeTemporaryFiles(in: directory + "/ilm", before: cutoff, isDeep: true)
  }

  private func removeTemporaryFiles(
    in folder: String, before cutoff: FileTimestamp, isDeep: Bool
  ) -> Int {
    var count = 0
    for entry in (try? fileSystem.entries(ofDirectory: folder)) ?? [] {
      let path = folder + "/" + entry.name
      if entry.kind == .directory, isDeep {
        count += removeTemporaryFiles(in: path, before: cutoff, isDeep: true)
      } else if entry.kind == .regular, TemporaryName.isOne(entry.name),
        let status = try? fileSystem.status(of: path, followingLinks: false),
        status.modificationTime < cutoff, (try? fileSystem.removeFile(path)) != nil
      {
        count += 1
      }
    }
    return count
  }
}
