import ObjectModel
import PackFormat

/// The objects that a writer relies on: found in the repository, or written and not yet needed by
/// anything.
struct ReliedObjects {
  /// Those that were found.
  private var ids: [ObjectID] = []
  /// Those that were written.
  private var written: [PackEntry] = []
  /// The packs in which they are.
  private var packNames: Set<String> = []
  /// Whether one of them lies in a file of its own.
  private var hasLoose = false

  /// Notes an object that was found.
  mutating func note(_ id: ObjectID, in database: ObjectDatabase) throws(ObjectReadError) {
    ids.append(id)
    if let name = try database.packName(of: id) { packNames.insert(name) } else { hasLoose = true }
  }

  /// Notes the objects of a pack that was written.
  mutating func note(_ written: [PackEntry], inPack name: String) {
    self.written = written
    packNames.insert(name)
  }

  /// Looks for each object again if anything may have been removed since.
  func demandPresence(in database: ObjectDatabase) throws(ObjectWriteError) {
    guard !ids.isEmpty || !written.isEmpty else { return }
    do throws(ObjectReadError) {
      let present = Set(try database.refreshed().usable.map(\.name))
      guard hasLoose || !packNames.isSubset(of: present) else { return }
      for id in ids { try demand(id, in: database) }
      for entry in written { try demand(entry.id, in: database) }
    } catch {
      throw ObjectWriteError(
        .failed,
        "cannot record: garbage collection has removed what was to be used "
          + "(\(error.message)); do it once more", error)
    }
  }

  private func demand(_ id: ObjectID, in database: ObjectDatabase) throws(ObjectReadError) {
    guard try database.contains(id) else {
      throw ObjectReadError(.missing, id, "object '\(id)' is gone")
    }
  }
}
