import ObjectModel

/// Refuses refs of which one would have to be a file and a folder: `refs/heads/a` beside
/// `refs/heads/a/b`.
///
/// A ref that the same transaction deletes still counts, as it does for git.
enum RefNameCollision {
  static func check(
    _ changes: [(name: RefName, change: RefTransaction.Change)], _ old: [ObjectID?],
    _ packed: PackedRefs, _ database: RefDatabase
  ) throws(RefError) {
    let created = zip(changes, old).filter { $0.0.change.target != nil && $0.1 == nil }
      .map(\.0.name)
    guard !created.isEmpty else { return }
    var names = Set(packed.entries.keys)
    names.formUnion(try database.looseNames(startingWith: "refs/"))
    names.formUnion(created)
    var folders: [RefName: RefName] = [:]
    for name in names {
      for folder in parents(of: name) { folders[folder] = name }
    }
    for name in created {
      if let inside = folders[name] { throw collision(name, inside) }
      for folder in parents(of: name) where names.contains(folder) {
        throw collision(name, folder)
      }
    }
  }

  /// Returns the names of the folders that a ref of this name lies in.
  private static func parents(of name: RefName) -> [RefName] {
    let text = name.text
    return text.utf8.indices.filter { text.utf8[$0] == 0x2f }
      .compactMap { try? RefName(text[..<$0]) }
  }

  private static func collision(_ name: RefName, _ other: RefName) -> RefError {
    RefError(
      .nameCollision, name: name.text,
      "cannot create ref '\(name)': it collides with ref '\(other)'; choose another name")
  }
}
