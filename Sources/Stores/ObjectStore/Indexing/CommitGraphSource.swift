import FileStorage
import ObjectModel
import PackFormat
import Synchronization

/// Git's file of all commits; looked for when first needed.
final class CommitGraphSource: Sendable {
  let path: String
  private let format: ObjectFormat
  private let fileSystem: any FileSystem
  private let opened = Mutex<CommitGraphFile??>(nil)

  init(_ path: String, _ format: ObjectFormat, _ fileSystem: any FileSystem) {
    self.path = path
    self.format = format
    self.fileSystem = fileSystem
  }

  /// The file, or `nil` if there is none that can be used.
  func file() -> CommitGraphFile? {
    opened.withLock { known in
      if let known { return known }
      let found = (try? Self.open(path, format, fileSystem)) ?? nil
      known = .some(found)
      return found
    }
  }

  /// Forgets what was opened.
  func forget() { opened.withLock { $0 = nil } }

  /// Opens the file and checks it; `nil` if there is none.
  static func open(
    _ path: String, _ format: ObjectFormat, _ fileSystem: any FileSystem
  ) throws(PackError) -> CommitGraphFile? {
    let mapped: MappedFile
    do throws(FileSystemError) {
      mapped = try fileSystem.map(path)
    } catch {
      if error.code == .notFound || error.code == .notDirectory { return nil }
      throw PackError(.fileSystem, path: path, error.message, error)
    }
    return try CommitGraphFile(mapped, format: format)
  }
}
