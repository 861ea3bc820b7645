import FileStorage
import ObjectStore

/// Makes anew what is lost without loss: indexes of packs, which say nothing that their packs do
/// not say. What is damaged itself is left for a copy to replace.
public struct RepositoryRepair {
  /// One thing that was made anew.
  public struct Action: Sendable {
    /// The file, as it is now.
    public let path: String
    /// Where what was there before is kept, if there was anything.
    public let setAside: String?
  }

  /// Repairs a repository; nothing is deleted.
  ///
  /// - Throws: ``RepositoryError`` `.locked` while another process writes or removes packs.
  public static func run(_ repository: Repository) throws -> [Action] {
    let lock = try repository.lockPacks()
    defer { lock.release() }
    return try repository.objects
      .rebuildIndexes(settingAsideIn: "\(repository.directory)/ilm/set-aside")
      .map { Action(path: $0.path, setAside: $0.setAside) }
  }
}
