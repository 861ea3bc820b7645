public import FileStorage

/// Files that commands write where a person says.
public enum OutputFile {
  /// Writes a file whole or not at all.
  ///
  /// - Parameter option: How the command is told of another path.
  /// - Throws: ``LifecycleError`` `cannot_write_file`, `disk_full`.
  public static func write(
    _ bytes: [UInt8], to path: String, permissions: UInt32 = 0o666, option: String,
    _ fileSystem: any FileSystem
  ) throws(LifecycleError) {
    let folder = fileSystem.directory(of: path)
    guard (try? fileSystem.kind(of: folder)) == .directory else {
      throw LifecycleError(
        .usage, "cannot_write_file", "'\(path)' cannot be written: there is no folder '\(folder)'",
        hint: "make the folder, or give another path with \(option)")
    }
    do throws(FileSystemError) {
      try fileSystem.writeAtomically(path, bytes, permissions: permissions)
    } catch {
      throw failure(error, option)
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
