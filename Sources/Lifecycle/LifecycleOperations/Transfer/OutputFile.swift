public import FileStorage

/// Files that commands write where a person says.
public enum OutputFile {
  /// Writes a file whole or not at all; what is no file, such as `/dev/null` or a pipe, is written to
  /// and stays what it is.
  ///
  /// - Parameter option: How the command is told of another path.
  /// - Throws: ``LifecycleError`` `cannot_write_file`, `disk_full`.
  public static func write(
    _ bytes: [UInt8], to path: String, permissions: UInt32 = 0o666, option: String,
    _ fileSystem: any FileSystem
  ) throws(LifecycleError) {
    let folder = fileSystem.directory(of: path)
    guard (try? fileSystem.status(of: folder))?.kind == .directory else {
      throw LifecycleError(
        .usage, "cannot_write_file", "'\(path)' cannot be written: there is no folder '\(folder)'",
        hint: "make the folder, or give another path with \(option)")
    }
    let replaces = try isFile(path, option, fileSystem)
    let stream: any WritableFile
    do throws(FileSystemError) {
      if replaces {
        return try fileSystem.writeAtomically(path, bytes, permissions: permissions)
      }
      stream = try fileSystem.openStream(path)
    } catch {
      throw failure(error, option)
    }
    try write(bytes, to: stream, option: option)
  }

  /// Writes to what is open already, and closes it.
  ///
  /// - Throws: ``LifecycleError`` `cannot_write_file`, `disk_full`.
  public static func write(
    _ bytes: [UInt8], to stream: any WritableFile, option: String
  ) throws(LifecycleError) {
    do throws(FileSystemError) {
      try stream.write(bytes)
      try stream.close()
    } catch {
      throw failure(error, option)
    }
  }

  /// Tells whether a file is there, or nothing. A link to a file is neither replaced nor followed: who
  /// gave it may not know where it leads.
  private static func isFile(
    _ path: String, _ option: String, _ fileSystem: any FileSystem
  ) throws(LifecycleError) -> Bool {
    let kind = try? fileSystem.kind(of: path)
    guard let kind, kind != .regular, kind != .directory else { return true }
    switch (try? fileSystem.status(of: path))?.kind {
    case .regular, nil:
      throw LifecycleError(
        .usage, "cannot_write_file", "'\(path)' is a link, which is not written through",
        hint: "give the path that it leads to with \(option)")
    default: return false
    }
  }

  /// A path that cannot be that of a file is the request's fault, anything else that of the disk.
  private static func failure(_ error: FileSystemError, _ option: String) -> LifecycleError {
    let (category, code): (LifecycleError.Category, String) =
      switch error.code {
      case .isDirectory, .notDirectory, .notFound, .invalidName: (.usage, "cannot_write_file")
      case .noSpace: (.environment, "disk_full")
      default: (.environment, "cannot_write_file")
      }
    return LifecycleError(
      category, code, error.message,
      hint: (code == "disk_full" ? "make room, or " : "") + "give another path with \(option)")
  }
}
