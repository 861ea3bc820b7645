import FileStorage
public import IntegrationModel
public import LosslessJSON

/// Copies of deleted documents: a folder has no recycle bin, and credentials are recorded nowhere.
///
/// They lie in a folder that is no kind's, one file each, until the document comes back.
extension FolderEnvironment {
  private var deletedFolder: String { "\(path)/.deleted" }

  public func keep(_ document: EnvironmentDocument) throws(EnvironmentError) {
    guard Self.canBeFileName(document.key.id) else { return }
    do throws(FileSystemError) {
      try fileSystem.createDirectories(deletedFolder, durable: true)
      // Nobody but the owner needs it.
      try fileSystem.writeAtomically(
        copy(of: document.key), document.value.prettyBytes(), permissions: 0o600)
    } catch {
      throw EnvironmentError(writing: error)
    }
  }

  public func remains(of key: ResourceKey) throws(EnvironmentError) -> JSONValue? {
    guard Self.canBeFileName(key.id) else { return nil }
    do throws(FileSystemError) {
      return try fileSystem.readIfPresent(copy(of: key)).flatMap { try? JSONValue(parsing: $0) }
    } catch {
      throw EnvironmentError(reading: error)
    }
  }

  /// Removes the copy of what is back.
  func forgetCopy(of key: ResourceKey) throws(EnvironmentError) {
    do throws(FileSystemError) {
      guard try fileSystem.kind(of: copy(of: key)) != nil else { return }
      try fileSystem.removeFile(copy(of: key))
      if try fileSystem.entries(ofDirectory: deletedFolder).isEmpty {
        try fileSystem.removeDirectory(deletedFolder)
      }
    } catch {
      throw EnvironmentError(writing: error)
    }
  }

  private func copy(of key: ResourceKey) -> String {
    "\(deletedFolder)/\(key.kind.rawValue)-\(key.id)"
  }
}
