public import EnvironmentAdapters
public import FileStorage
public import RepositoryCore

/// Removes old copies of deleted and changed documents from folder environments.
public enum FormerCopies {
  /// How long a copy is kept at least, in seconds: as long as a recycle bin keeps what is deleted.
  public static let grace: Int64 = 30 * 86_400

  /// What became of the copies.
  public struct Report: Sendable, Equatable {
    /// How many were removed.
    public var removedCount = 0
    /// Why the copies of a folder are still there, in sentences.
    public var problems: [String] = []

    /// Nothing was done.
    public init() {}
  }

  /// Removes what is older than the grace time.
  ///
  /// A copy stays while an operation on its folder is open, under whatever name: canceling it may need
  /// the copy. A folder that cannot be read or changed is left to the next time.
  ///
  /// - Parameter folders: The folder environments of the repository, by name.
  public static func remove(
    from folders: [(name: String, adapter: FolderEnvironment<some FileSystem>)],
    of repository: Repository, at now: FileTimestamp
  ) throws -> Report {
    let open = Set(try repository.openOperations().map(\.environment))
    let cutoff = FileTimestamp(seconds: now.seconds - grace, nanoseconds: now.nanoseconds)
    var (report, busy) = (Report(), Set<FolderIdentity>())
    for folder in folders where open.contains(folder.name) {
      note(folder.name, &report) { (_) throws(EnvironmentError) in
        if let identity = try folder.adapter.identity() { busy.insert(identity) }
      }
    }
    // Which of the others is a folder in use is not known.
    guard report.problems.isEmpty else { return report }
    for folder in folders {
      note(folder.name, &report) { (report) throws(EnvironmentError) in
        guard let identity = try folder.adapter.identity(), !busy.contains(identity) else { return }
        report.removedCount += try folder.adapter.removeCopies(before: cutoff)
      }
    }
    return report
  }

  private static func note(
    _ name: String, _ report: inout Report,
    _ body: (inout Report) throws(EnvironmentError) -> Void
  ) {
    do throws(EnvironmentError) {
      try body(&report)
    } catch {
      report.problems.append("copies of deleted documents in '\(name)' stay: \(error.message)")
    }
  }
}
