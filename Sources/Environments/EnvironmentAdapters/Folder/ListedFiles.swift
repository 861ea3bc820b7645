/// The files of documents that a folder had when all of them were last looked at, and what was written
/// since: a document that was in none of them can only be in one that came.
struct ListedFiles: Sendable {
  private var paths: Set<String>

  init(_ paths: some Sequence<String>) { self.paths = Set(paths) }

  /// Whether all of some files were there.
  func contains(_ files: [String]) -> Bool { files.allSatisfy(paths.contains) }

  mutating func insert(_ path: String) { paths.insert(path) }

  mutating func remove(_ path: String) { paths.remove(path) }
}
