import FileStorage

/// Git's lock: a file beside another with `.lock` at its end, which only one program can create.
///
/// What is written to it becomes the content of the other file in one step.
final class LockFile {
  let path: String
  private let target: String
  /// What the file holds, for messages.
  private let subject: String
  private let fileSystem: any FileSystem
  /// `nil` for a lock that is only there to keep others away.
  private let file: (any WritableFile)?
  private var isHeld = true

  /// Takes the lock of the file `target`, without waiting.
  ///
  /// - Throws: `.locked` with the lock's name and what to do.
  init(
    _ target: String, _ fileSystem: any FileSystem, guarding subject: String = "refs"
  ) throws(RefError) {
    self.target = target
    self.subject = subject
    self.fileSystem = fileSystem
    path = target + ".lock"
    do throws(FileSystemError) {
      file = try fileSystem.createFile(path, permissions: 0o666)
    } catch {
      throw Self.failure(error, path, target, subject)
    }
  }

  /// Takes the lock of another file, as a second name of this one's: a name costs the file system
  /// a fraction of what a file does.
  func extended(to target: String) throws(RefError) -> LockFile {
    let path = target + ".lock"
    do throws(FileSystemError) {
      try fileSystem.link(self.path, to: path)
    } catch {
      if error.code == .exists || error.code == .notFound {
        throw Self.failure(error, path, target, subject)
      }
      return try LockFile(target, fileSystem, guarding: subject)
    }
    return LockFile(linked: target, fileSystem, subject)
  }

  private init(linked target: String, _ fileSystem: any FileSystem, _ subject: String) {
    self.target = target
    self.subject = subject
    self.fileSystem = fileSystem
    path = target + ".lock"
    file = nil
  }

  private static func failure(
    _ error: FileSystemError, _ path: String, _ target: String, _ subject: String
  ) -> RefError {
    guard error.code == .exists else {
      return RefError(.notWritten, name: path, "cannot change \(subject): \(error.message)", error)
    }
    return RefError(
      .locked, name: path,
      "cannot lock '\(target)': '\(path)' exists; another program is changing \(subject), or one was "
        + "interrupted: wait for it, or remove the file if none is running", error)
  }

  deinit { release() }

  /// Makes `bytes` the durable content of the locked file, and gives the lock back with it.
  func replaceContent(_ bytes: [UInt8]) throws(RefError) {
    try prepareContent(bytes)
    try publish()
    try makeDurable()
  }

  /// Writes the content to come, durably, without showing it.
  func prepareContent(_ bytes: [UInt8]) throws(RefError) {
    try RefError.writing(target, subject) { () throws(FileSystemError) in
      try file?.write(bytes)
      try file?.synchronize()
      try file?.close()
    }
  }

  /// Shows the prepared content; the lock is given back by the same step.
  func publish() throws(RefError) {
    try RefError.writing(target, subject) { () throws(FileSystemError) in
      try fileSystem.rename(path, to: target)
    }
    isHeld = false
  }

  /// Makes the name of the published content durable.
  func makeDurable() throws(RefError) {
    try RefError.writing(target, subject) { () throws(FileSystemError) in
      try fileSystem.synchronizeDirectory(fileSystem.directory(of: target))
    }
  }

  /// Gives the lock back and drops what was written; fine if it was given back already.
  func release() {
    guard isHeld else { return }
    isHeld = false
    try? file?.close()
    try? fileSystem.removeFile(path)
  }
}
