import FileStorage
import LifecycleOperations
import LosslessJSON
import RepositoryCore

extension Session {
  /// The whole path of a file that the user wants to have, if it may be written. From here on nothing
  /// is said on the standard output where that is the file.
  ///
  /// - Parameter option: How the command is told of another path.
  /// - Throws: ``LifecycleError`` `protected_folder`.
  func outputPath(_ path: String, option: String) throws -> String {
    let whole = world.absolute(path)
    try ProtectedFolders(
      configuration: context().configuration, repository: repository().directory,
      fileSystem: world.fileSystem
    ).check(whole, option: option)
    if world.fileSystem.isStandardOutput(whole) { leaveOutput(to: whole) }
    return whole
  }

  /// Writes a file that the user wants to have.
  ///
  /// - Parameter path: What ``outputPath(_:option:)`` returned.
  /// - Throws: ``LifecycleError`` `cannot_write_file`, `disk_full`.
  func write(
    _ bytes: [UInt8], to path: String, permissions: UInt32 = 0o666, option: String
  ) throws {
    if path == pathOfOutput {
      let stream = try world.fileSystem.openStandardOutput(as: path)
      try OutputFile.write(bytes, to: stream, option: option)
    } else {
      try OutputFile.write(
        bytes, to: path, permissions: permissions, option: option, world.fileSystem)
    }
  }

  /// Reads a file that the user names.
  ///
  /// - Throws: ``LifecycleError`` `no_such_file`.
  func readFile(_ path: String) throws -> [UInt8] {
    do throws(FileSystemError) {
      return try world.fileSystem.read(world.absolute(path))
    } catch {
      throw LifecycleError(.usage, "no_such_file", error.message, hint: "give the path of a file")
    }
  }

  /// Reads a JSON file that the user names.
  ///
  /// - Throws: ``LifecycleError`` `no_such_file`, `malformed_file` with line and column.
  func readJSON(_ path: String) throws -> JSONValue {
    let bytes = try readFile(path)
    do throws(JSONParseError) {
      return try JSONValue(parsing: bytes)
    } catch {
      throw LifecycleError(
        .usage, "malformed_file",
        "'\(path)' line \(error.line), column \(error.column): \(error.message)",
        hint: "mend the file and try again",
        details: [
          "line": .number(JSONNumber(error.line)), "column": .number(JSONNumber(error.column)),
        ])
    }
  }
}
