import IntegrationModel

/// Which document is in which file.
///
/// Bundles beside each other share connections and more: then one document is in several files, the
/// same in each, and all of them are written.
struct FolderTable: Sendable {
  /// All files that were ever listed or written, those that are gone among them.
  private var files: [FolderFile]
  /// Which file each document is in.
  private var positions: [ResourceKey: Int32] = [:]
  /// The other files of documents that lie in several.
  private var copies: [ResourceKey: [FolderFile]] = [:]
  /// What the documents say, where copies may come.
  private var versions: [ResourceKey: String] = [:]

  /// Prepares to take in so many files, which were listed.
  init(of files: [FolderFile] = []) {
    self.files = files
    if !files.isEmpty { positions.reserveCapacity(files.count) }
  }

  /// The files of a document; empty for one that is not known.
  subscript(key: ResourceKey) -> [FolderFile] {
    get { positions[key].map { [files[Int($0)]] + (copies[key] ?? []) } ?? [] }
    set {
      positions[key] = newValue.isEmpty ? nil : Int32(files.count)
      files += newValue.prefix(1)
      copies[key] = newValue.count > 1 ? Array(newValue.dropFirst()) : nil
    }
  }

  /// Takes the document in one of the listed files in and returns whether it is new; `false` for one
  /// more copy.
  ///
  /// - Parameter isShared: Whether a document may be there in several copies.
  /// - Throws: `.duplicateID` for two documents of a kind with one id.
  mutating func insert(
    _ key: ResourceKey, at position: Int, _ version: String, isShared: Bool
  ) throws(EnvironmentError) -> Bool {
    guard let known = positions.updateValue(Int32(position), forKey: key) else {
      if isShared { versions[key] = version }
      return true
    }
    // The first file stays the one that is told of.
    positions[key] = known
    guard isShared, versions[key] == version else {
      throw Self.duplicate(key, files[Int(known)], files[position])
    }
    copies[key, default: []].append(files[position])
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
