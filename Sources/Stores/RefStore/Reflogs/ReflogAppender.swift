import FileStorage

/// Appends to reflogs in a way that can be taken back.
final class ReflogAppender {
  private let database: RefDatabase
  private let fileSystem: any FileSystem
  private var appended: [(path: String, byteCount: Int64)] = []

  init(_ database: RefDatabase) {
    self.database = database
    fileSystem = database.fileSystem
  }

  /// Appends an entry to the log of a ref or of HEAD.
  ///
  /// Not made durable: a power failure may cost the last entries. What was done is told by the refs and
  /// the objects; where a ref is gone, its log alone proves that it was there.
  func append(_ entry: ReflogEntry, to name: String) throws(RefError) {
    let path = database.path("logs/" + name)
    try RefError.writing(path) { () throws(FileSystemError) in
      let file = try open(path, name)
      appended.append((path, file.offset))
      try file.write(entry.encoded)
      try file.close()
    }
  }

  private func open(_ path: String, _ name: String) throws(FileSystemError) -> any WritableFile {
    if let file = try? fileSystem.openForAppending(path) { return file }
    try makeRoom(for: name)
    return try fileSystem.openForAppending(path)
  }

  /// Cuts the logs back to what they were, as far as possible.
  ///
  /// A first entry that stays tells of a change that was tried, and alone proves no ref.
  func undo() {
    for (path, byteCount) in appended.reversed() {
      if byteCount == 0 {
        try? fileSystem.removeFile(path)
      } else if let file = try? fileSystem.openForAppending(path) {
        try? file.truncate(to: byteCount)
        try? file.close()
      }
    }
  }

  /// Removes the log of a deleted ref: one that stays would tell of a ref that was lost.
  func removeLog(of name: RefName) {
    try? fileSystem.removeFile(database.path("logs/" + name.text))
    var components = name.text.split(separator: "/").dropLast()
    while components.count > 2 {
      let folder = database.path("logs/" + components.joined(separator: "/"))
      guard (try? fileSystem.removeDirectory(folder)) != nil else { return }
      components = components.dropLast()
    }
  }

  /// Makes the folders of a log, out of whose way leftovers of deleted refs are taken.
  private func makeRoom(for name: String) throws(FileSystemError) {
    let components = name.split(separator: "/")
    var path = database.path("logs")
    try fileSystem.createDirectories(path)
    for component in components.dropLast() {
      path += "/" + component
      if try fileSystem.kind(of: path) == .regular { try fileSystem.removeFile(path) }
      try fileSystem.createDirectories(path)
    }
    if let last = components.last { removeEmptyFolders(path + "/" + last) }
  }

  private func removeEmptyFolders(_ path: String) {
    guard (try? fileSystem.kind(of: path)) == .directory,
      let entries = try? fileSystem.entries(ofDirectory: path)
    else { return }
    for entry in entries { removeEmptyFolders(path + "/" + entry.name) }
    try? fileSystem.removeDirectory(path)
  }
}
