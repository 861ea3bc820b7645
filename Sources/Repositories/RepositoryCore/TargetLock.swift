public import FileStorage

extension Repository {
  /// Takes the lock of a target, so that one operation works on it at a time.
  ///
  /// - Throws: ``RepositoryError`` `.locked` if another process has it.
  public func lock(_ target: TargetName) throws -> any FileLock {
    try lock(named: "\(target.environment),\(target.integration)")
  }

  func lock(named name: String) throws -> any FileLock {
    let path = "\(directory)/ilm/locks/\(name).lock"
    do throws(FileSystemError) {
      try fileSystem.createDirectories(directory + "/ilm/locks")
      return try fileSystem.lock(path)
    } catch {
      guard error.code == .locked else { throw error }
      throw RepositoryError(
        .locked,
        "another process is working on '\(name.replacing(",", with: "/"))'; "
          + "wait for it to end and try again")
    }
  }
}
