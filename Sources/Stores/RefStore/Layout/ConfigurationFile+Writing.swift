public import FileStorage

extension ConfigurationFile {
  /// Replaces a configuration by what `body` makes of it, while git's lock of the file keeps away
  /// everybody else who changes it, `git config` among them.
  ///
  /// - Throws: `.locked` if another program is at it, and what `body` throws; nothing has changed then.
  public static func replace(
    _ path: String, _ fileSystem: any FileSystem, _ body: () throws -> ConfigurationFile
  ) throws {
    let lock = try LockFile(path, fileSystem, guarding: "the configuration")
    defer { lock.release() }
    try lock.replaceContent(Array(try body().text.utf8))
  }
}
