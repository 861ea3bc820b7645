import FileStorage

/// The locks of single refs, by which git keeps others from writing their files.
final class RefLocks {
  private let database: RefDatabase
  private var locks: [(lock: LockFile, name: RefName)] = []
  /// The folders that are known to be there; many refs lie in few.
  private var folders: Set<String> = []

  init(_ database: RefDatabase) {
    self.database = database
  }

  /// Takes the lock of a ref, making the folders that it lies in.
  func take(_ name: RefName) throws(RefError) {
    let path = database.path(name.text)
    var attempt = 0
    while true {
      try makeFolders(of: path, name)
      do throws(RefError) {
        locks.append((try lock(path), name))
        return
      } catch {
        // Somebody may have removed the empty folder between the two steps.
        let isGone = (error.cause as? FileSystemError)?.code == .notFound
        guard isGone, attempt < 10 else { throw error }
        attempt += 1
        folders.remove(database.fileSystem.directory(of: path))
      }
    }
  }

  private func lock(_ path: String) throws(RefError) -> LockFile {
    if let first = locks.first { return try first.lock.extended(to: path) }
    return try LockFile(path, database.fileSystem)
  }

  /// Gives all locks back and removes the folders that are empty then.
  func release() {
    var emptied: [String: RefName] = [:]
    for (lock, name) in locks.reversed() {
      lock.release()
      emptied[database.fileSystem.directory(of: name.text)] = name
    }
    for name in emptied.values { removeEmptyFolders(of: name) }
    locks = []
  }

  private func makeFolders(of path: String, _ name: RefName) throws(RefError) {
    let fileSystem = database.fileSystem
    let folder = fileSystem.directory(of: path)
    guard !folders.contains(folder) else { return }
    do throws(FileSystemError) {
      try fileSystem.createDirectories(folder)
      folders.insert(folder)
    } catch {
      guard error.code == .exists || error.code == .notDirectory else {
        throw RefError(.notWritten, name: name.text, "cannot change refs: \(error.message)", error)
      }
      throw RefError(
        .nameCollision, name: name.text,
        "cannot create ref '\(name)': a part of its name is a ref already; choose another name",
        error)
    }
  }

  /// Keeps the folders right below `refs`: git expects to find them.
  private func removeEmptyFolders(of name: RefName) {
    var components = name.text.split(separator: "/").dropLast()
    while components.count > 2 {
      let folder = database.path(components.joined(separator: "/"))
      guard (try? database.fileSystem.removeDirectory(folder)) != nil else { return }
      components = components.dropLast()
    }
  }
}
