import FileStorage
import ObjectModel

/// Finds objects that git's index files name: staged in a worktree, and in no commit yet.
///
/// Ids are looked for at every place of the bytes, so that it does not matter which version and which
/// extensions an index has. What only looks like an id is held for nothing.
enum StagedObjects {
  /// Returns those of some objects that an index of the repository or of one of its worktrees names.
  ///
  /// - Parameter candidates: asked for if there is an index.
  static func ids(
    in repository: Repository, among candidates: () -> Set<ObjectID>
  ) throws -> [ObjectID] {
    let files = try indexFiles(of: repository)
    guard !files.isEmpty else { return [] }
    let candidates = candidates()
    return try files.flatMap { path in
      let bytes = try repository.fileSystem.readIfPresent(path) ?? []
      return ids(in: bytes, repository.format, among: candidates)
    }
  }

  private static func indexFiles(of repository: Repository) throws -> [String] {
    let fileSystem = repository.fileSystem
    var folders = [repository.directory]
    let worktrees = repository.directory + "/worktrees"
    if try fileSystem.kind(of: worktrees) == .directory {
      folders += try fileSystem.entries(ofDirectory: worktrees)
        .filter { $0.kind == .directory }.map { "\(worktrees)/\($0.name)" }
    }
    return try folders.flatMap { folder in
      try fileSystem.entries(ofDirectory: folder)
        .filter { $0.name == "index" || $0.name.hasPrefix("sharedindex.") }
        .map { "\(folder)/\($0.name)" }
    }
  }

  /// Every run of bytes that is one of some ids; an index has far more places than ids.
  private static func ids(
    in bytes: [UInt8], _ format: ObjectFormat, among candidates: Set<ObjectID>
  ) -> [ObjectID] {
    guard bytes.count >= format.byteCount else { return [] }
    return bytes.withUnsafeBytes { all in
      (0...(all.count - format.byteCount)).compactMap { place in
        let id = ObjectID(format, bytes: UnsafeRawBufferPointer(rebasing: all[place...]))
        return candidates.contains(id) ? id : nil
      }
    }
  }
}
