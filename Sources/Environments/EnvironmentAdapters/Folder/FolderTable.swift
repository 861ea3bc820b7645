import IntegrationModel

/// Which document is in which file.
///
/// Bundles beside each other share connections and more: then one document is in several files, the
/// same in each, and all of them are written.
struct FolderTable: Sendable {
  private var files: [ResourceKey: FolderFile] = [:]
  /// The other files of documents that lie in several.
  private var copies: [ResourceKey: [FolderFile]] = [:]
  /// What the documents say, where copies may come.
  private var versions: [ResourceKey: String] = [:]

  /// The files of a document; empty for one that is not known.
  subscript(key: ResourceKey) -> [FolderFile] {
    get { files[key].map { [$0] + (copies[key] ?? []) } ?? [] }
    set {
      files[key] = newValue.first
      copies[key] = newValue.count > 1 ? Array(newValue.dropFirst()) : nil
    }
  }

  mutating func reserve(_ count: Int) { files.reserveCapacity(count) }

  /// Takes a file in and returns whether its document is new; `false` for one more copy.
  ///
  /// - Parameter isShared: Whether a document may be there in several copies.
  /// - Throws: `.duplicateID` for two documents of a kind with one id.
  mutating func insert(
    _ file: FolderFile, _ key: ResourceKey, _ version: String, isShared: Bool
  ) throws(EnvironmentError) -> Bool {
    guard let other = files[key] else {
      files[key] = file
      if isShared { versions[key] = version }
      return true
    }
    guard isShared, versions[key] == version else { throw Self.duplicate(key, other, file) }
    copies[key, default: []].append(file)
    return false
  }

  private static func duplicate(
    _ key: ResourceKey, _ one: FolderFile, _ other: FolderFile
  ) -> EnvironmentError {
    EnvironmentError(
      .duplicateID,
      "'\(one.path)' and '\(other.path)' are two \(key.kind.rawValue) with one _id '\(key.id)'; "
        + "remove one or give it an _id of its own",
      places: [one.path, other.path])
  }
}
