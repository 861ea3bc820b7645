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
    let folders = folders(of: names)
    for name in created {
      if let inside = folders[name] { throw collision(name, inside) }
      var folder = name.folder
      while let outer = folder {
        if names.contains(outer) { throw collision(name, outer) }
        folder = outer.folder
      }
    }
  }

  /// Returns all folders that refs lie in, and for each a ref in it.
  private static func folders(of names: Set<RefName>) -> [RefName: RefName] {
    var folders: [RefName: RefName] = [:]
    for name in names {
      var folder = name.folder
      // Many refs lie in few folders: those around a known one are known.
      while let outer = folder, folders.updateValue(name, forKey: outer) == nil {
        folder = outer.folder
      }
    }
    return folders
  }

  private static func collision(_ name: RefName, _ other: RefName) -> RefError {
    RefError(
      .nameCollision, name: name.text,
      "cannot create ref '\(name)': it collides with ref '\(other)'; choose another name")
  }
}
