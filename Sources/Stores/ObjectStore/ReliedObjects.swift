import FileStorage
import ObjectModel
import PackFormat

/// The objects that a writer relies on: found in the repository, or written and not yet needed by
/// anything.
///
/// What was found may be old and needed by nobody, so that git's `prune` or garbage collection is
/// about to remove it. Both spare what is young: as git does, the file is dated to this moment.
struct ReliedObjects {
  /// Those that were found.
  private var ids: [ObjectID] = []
  /// Those that were written.
  private var written: [PackEntry] = []
  /// The packs in which they are.
  private var packNames: Set<String> = []
  /// The packs that could not be dated.
  private var unfitPackNames: Set<String> = []
  /// Whether one of them lies in a file of its own.
  private var hasLoose = false
  /// The folders for objects in files of their own, looked for once: an object that git adds later is
  /// merely stored twice.
  private var looseFirstBytes: Set<UInt8>?

  /// Takes an object that the repository has, and tells whether it has one that will last: what
  /// cannot be dated anew, because it is gone or another user's, may go at any moment.
  mutating func take(_ id: ObjectID, in database: ObjectDatabase) throws(ObjectReadError) -> Bool {
    if try database.packs().pack(of: id, where: { renew($0) }) == nil {
      guard try renewFile(of: id, in: database) else { return false }
      hasLoose = true
    }
    ids.append(id)
    return true
  }

  /// Dates a pack once.
  private mutating func renew(_ pack: PackFile) -> Bool {
    if packNames.contains(pack.name) { return true }
    if unfitPackNames.contains(pack.name) { return false }
    let isYoung = pack.renew()
    if isYoung { packNames.insert(pack.name) } else { unfitPackNames.insert(pack.name) }
    return isYoung
  }

  private mutating func renewFile(
    of id: ObjectID, in database: ObjectDatabase
  ) throws(ObjectReadError) -> Bool {
    if looseFirstBytes == nil {
      looseFirstBytes = try ObjectReadError.wrapping { () throws(FileSystemError) in
        try database.loose.firstBytes()
      }
    }
    return looseFirstBytes?.contains(id.firstByte) == true && database.loose.renew(id)
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
