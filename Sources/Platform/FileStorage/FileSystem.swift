/// Everything the program does with files, so that a test can fail any single step.
///
/// Paths are UTF-8 strings. Calls are retried when a signal interrupts them.
public protocol FileSystem: Sendable {
  /// Returns the whole content of a file.
  ///
  /// - Throws: `.tooLarge` if the file holds more than `byteCountMax` bytes.
  func read(_ path: String, byteCountMax: Int) throws(FileSystemError) -> [UInt8]

  /// Returns what reads many files one after another.
  func reader() -> any FileReader

  /// Maps a file into memory, read-only; for files that are never changed in place.
  func map(_ path: String) throws(FileSystemError) -> MappedFile

  /// Returns what the file system knows of an entry.
  ///
  /// - Parameter followingLinks: whether a symbolic link is looked through or described itself.
  /// - Throws: `.notFound` if there is nothing.
  func status(of path: String, followingLinks: Bool) throws(FileSystemError) -> FileStatus

  /// Returns what the file system knows of many entries, in their order, looking through symbolic
  /// links; `nil` where there is nothing. Neighbours of one directory cost less than alone.
  func statuses(of paths: PathList) throws(FileSystemError) -> [FileStatus?]

  /// Returns the entries of a directory, sorted by the bytes of their names, without `.` and `..`.
  ///
  /// - Throws: `.invalidName` if a name is not UTF-8.
  func entries(ofDirectory path: String) throws(FileSystemError) -> [DirectoryEntry]

  /// Creates one directory.
  ///
  /// - Throws: `.exists` if there is something of that name already.
  func createDirectory(_ path: String) throws(FileSystemError)

  /// Creates a file and opens it for writing.
  ///
  /// - Throws: `.exists` if there is something of that name already.
  func createFile(
    _ path: String, permissions: UInt32
  ) throws(FileSystemError) -> any WritableFile

  /// Opens a file for writing at its end, creating it if there is none.
  func openForAppending(_ path: String) throws(FileSystemError) -> any WritableFile

  /// Opens what is no file, such as a pipe or a device, to write to; nothing is created, and nobody is
  /// waited for who is to read.
  ///
  /// - Throws: `.exists` if it is a file.
  func openStream(_ path: String) throws(FileSystemError) -> any WritableFile

  /// Gives a file a second name, for as long as either is there.
  ///
  /// - Throws: `.exists` if there is something of that name already; another error where the file
  ///   system knows no second names.
  func link(_ source: String, to destination: String) throws(FileSystemError)

  /// Gives an entry another name, replacing a file of that name in one step.
  func rename(_ source: String, to destination: String) throws(FileSystemError)

  /// Dates the content of a file, for who goes by its age; `nil` for this moment.
  func setModificationTime(of path: String, to time: FileTimestamp?) throws(FileSystemError)

  /// Removes a file or a symbolic link.
  func removeFile(_ path: String) throws(FileSystemError)

  /// Removes an empty directory.
  ///
  /// - Throws: `.notEmpty` if something is in it.
  func removeDirectory(_ path: String) throws(FileSystemError)

  /// Makes the names in a directory durable: creations, renames and removals.
  func synchronizeDirectory(_ path: String) throws(FileSystemError)

  /// Takes the lock of a lock file, creating the file if needed, without waiting.
  ///
  /// - Throws: `.locked` if another holder has it.
  func lock(_ path: String) throws(FileSystemError) -> any FileLock
}

/// Reads many files one after another; neighbours of one directory cost less than alone. It belongs to
/// one thread.
public protocol FileReader: AnyObject {
  /// Returns the whole content of a file, and what the file system knew of it before.
  ///
  /// - Throws: `.tooLarge` if the file holds more than `byteCountMax` bytes.
  func read(
    _ path: String, byteCountMax: Int
  ) throws(FileSystemError) -> (bytes: [UInt8], status: FileStatus)
}

/// A file open for writing; closed at the latest when it is released.
public protocol WritableFile: AnyObject {
  /// Where the next byte goes: the number of bytes from the start of the file.
  var offset: Int64 { get }

  /// Writes all bytes at ``offset``.
  func write(_ bytes: UnsafeRawBufferPointer) throws(FileSystemError)

  /// Writes all bytes over those at `offset`, without moving the place of the next write.
  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(FileSystemError)

  /// Cuts the file to its first `byteCount` bytes; the next write goes there.
  func truncate(to byteCount: Int64) throws(FileSystemError)

  /// Lets what was written so far begin its way to the disk, so that less is left to wait for when it
  /// is synchronised. A hint, which promises nothing.
  func startWritingBack()

  /// Makes everything written so far durable.
  func synchronize() throws(FileSystemError)

  /// Closes the file; errors that were held back until now are thrown.
  func close() throws(FileSystemError)
}

/// An exclusive lock between processes, held until it is released or the process ends.
public protocol FileLock: AnyObject, Sendable {
  /// Gives the lock back; nothing happens the second time.
  func release()
}

extension FileSystem {
  /// Refuses: there are only files.
  public func openStream(_ path: String) throws(FileSystemError) -> any WritableFile {
    throw FileSystemError(.exists, path: path, message: "'\(path)' is a file")
  }
}

extension WritableFile {
  /// Does nothing: most files have no way to begin early.
  public func startWritingBack() {}

  /// Writes all bytes at ``offset``.
  public func write(_ bytes: [UInt8]) throws(FileSystemError) {
    // A throwing closure would lose the error's type, so the error is carried out as a value.
    var failure: FileSystemError?
    bytes.withUnsafeBytes { buffer in
      do throws(FileSystemError) { try write(buffer) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  /// Writes all bytes over those at `offset`, without moving the place of the next write.
  public func write(_ bytes: [UInt8], at offset: Int64) throws(FileSystemError) {
    var failure: FileSystemError?
    bytes.withUnsafeBytes { buffer in
      do throws(FileSystemError) { try write(buffer, at: offset) } catch { failure = error }
    }
    if let failure { throw failure }
  }
}
