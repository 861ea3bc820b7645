public import FileStorage
public import IntegrationModel
public import LosslessJSON

/// Copies of deleted documents, and of documents as they were before a change took a credential out:
/// a folder has no recycle bin, and credentials are recorded nowhere.
///
/// They lie in a folder that is no kind's, one file each: a deleted document until it comes back, the
/// others until they are old.
extension FolderEnvironment {
  private var deletedFolder: String { "\(path)/.deleted" }

  public func keep(_ document: EnvironmentDocument) throws(EnvironmentError) {
    try keep(document, in: copy(of: document.key))
  }

  public func remains(of key: ResourceKey) throws(EnvironmentError) -> JSONValue? {
    guard Self.canBeFileName(key.id) else { return nil }
    return try read(copy(of: key))
  }

  public var keepsFormerCredentials: Bool { true }

  public func keepFormer(_ document: EnvironmentDocument) throws(EnvironmentError) {
    // An operation that is resumed keeps the same copy again.
    try keep(document, in: "\(copy(of: document.key)).\(document.version)")
  }

  public func former(of key: ResourceKey) throws(EnvironmentError) -> [JSONValue] {
    guard Self.canBeFileName(key.id) else { return [] }
    let start = "\(key.kind.rawValue)-\(key.id)."
    let copies = try copies { $0.hasPrefix(start) }
    var versions: [JSONValue] = []
    for copy in copies.sorted(by: { ($1.time, $1.name) < ($0.time, $0.name) }) {
      if let version = try read("\(deletedFolder)/\(copy.name)") { versions.append(version) }
    }
    return versions
  }

  /// What tells the folder from all others, whatever it is called; `nil` where there is none.
  public func identity() throws(EnvironmentError) -> FolderIdentity? {
    do throws(FileSystemError) {
      return try fileSystem.statusIfPresent(of: path).map {
        FolderIdentity(device: $0.device, inode: $0.inode)
      }
    } catch {
      throw EnvironmentError(reading: error)
    }
  }

  /// Removes the copies that were made before a time, and tells how many.
  public func removeCopies(before time: FileTimestamp) throws(EnvironmentError) -> Int {
    let old = try copies { _ in true }.filter { $0.time < time }
    do throws(FileSystemError) {
      for copy in old { try fileSystem.removeFile("\(deletedFolder)/\(copy.name)") }
      if !old.isEmpty { try removeFolderIfEmpty() }
    } catch {
      throw EnvironmentError(writing: error)
    }
    return old.count
  }

  /// Removes the copy of what is back.
  func forgetCopy(of key: ResourceKey) throws(EnvironmentError) {
    do throws(FileSystemError) {
      guard try fileSystem.kind(of: copy(of: key)) != nil else { return }
      try fileSystem.removeFile(copy(of: key))
      try removeFolderIfEmpty()
    } catch {
      throw EnvironmentError(writing: error)
    }
  }

  // MARK: Files

  private func copy(of key: ResourceKey) -> String {
    "\(deletedFolder)/\(key.kind.rawValue)-\(key.id)"
  }

  private func keep(
    _ document: EnvironmentDocument, in file: String
  ) throws(EnvironmentError) {
    guard Self.canBeFileName(document.key.id) else { return }
    do throws(FileSystemError) {
      try fileSystem.createDirectories(deletedFolder, durable: true)
      // Nobody but the owner needs it.
      try fileSystem.writeAtomically(file, document.value.prettyBytes(), permissions: 0o600)
    } catch {
      throw EnvironmentError(writing: error)
    }
  }

  private func read(_ file: String) throws(EnvironmentError) -> JSONValue? {
    do throws(FileSystemError) {
      return try fileSystem.readIfPresent(file).flatMap { try? JSONValue(parsing: $0) }
    } catch {
      throw EnvironmentError(reading: error)
    }
  }

  /// Those of the copies that have a name which is asked for, and when each was made.
  private func copies(
    where isMeant: (String) -> Bool
  ) throws(EnvironmentError) -> [(name: String, time: FileTimestamp)] {
    do throws(FileSystemError) {
      guard try fileSystem.kind(of: deletedFolder) == .directory else { return [] }
      let files = try fileSystem.entries(ofDirectory: deletedFolder).filter {
        $0.kind == .regular && isMeant($0.name)
      }
      return try files.map { file throws(FileSystemError) in
        let status = try fileSystem.status(of: "\(deletedFolder)/\(file.name)")
        return (file.name, status.modificationTime)
      }
    } catch {
      throw EnvironmentError(reading: error)
    }
  }

  private func removeFolderIfEmpty() throws(FileSystemError) {
    guard try fileSystem.entries(ofDirectory: deletedFolder).isEmpty else { return }
    try fileSystem.removeDirectory(deletedFolder)
  }
}

/// A folder, by which path ever it is reached.
public struct FolderIdentity: Sendable, Hashable {
  let device: UInt64
  let inode: UInt64
}
