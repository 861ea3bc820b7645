public import FileStorage
public import ObjectModel
import PackFormat

/// A pack as it lies in the folder, for who tidies up there.
public struct StoredPack: Sendable {
  /// The path of the pack.
  public let path: String
  /// The size of the pack without its index.
  public let byteCount: Int
  /// When the pack was written, or dated otherwise.
  public let modificationTime: FileTimestamp
  /// Whether somebody has marked it to be left alone, with a file `.keep` beside it.
  public let isKept: Bool
  let file: PackFile

  /// How many objects the pack has.
  public var objectCount: Int { file.index.count }

  /// The ids of its objects, sorted.
  public var ids: some Sequence<ObjectID> { (0..<file.index.count).lazy.map(file.index.id) }

  /// Tells whether the pack has an object.
  public func contains(_ id: ObjectID) -> Bool { file.index.position(of: id) != nil }
}

extension ObjectDatabase {
  /// Looks again and returns all packs, sorted by name.
  ///
  /// - Throws: `.corrupt` if a pack cannot be used: then nothing should be tidied up.
  public func storedPacks() throws(ObjectReadError) -> [StoredPack] {
    let packs = try refreshed()
    if let failure = packs.failures.first { throw ObjectReadError(failure, nil) }
    return try ObjectReadError.wrapping { () throws(FileSystemError) in
      var stored: [StoredPack] = []
      for pack in packs.usable {
        let stem = "\(packed.directory)/\(pack.name)"
        // Somebody else may be tidying up.
        guard let status = try fileSystem.statusIfPresent(of: stem + ".pack") else { continue }
        stored.append(
          StoredPack(
            path: stem + ".pack", byteCount: Int(status.byteCount),
            modificationTime: status.modificationTime,
            isKept: try fileSystem.kind(of: stem + ".keep") != nil, file: pack))
      }
      return stored
    }
  }

  /// Removes packs, the objects of which are elsewhere or are wanted no more.
  ///
  /// The index of several packs goes first, then all indexes, each durably: one that names what is
  /// gone would be a damaged repository.
  public func remove(_ packs: [StoredPack]) throws(ObjectWriteError) {
    guard !packs.isEmpty else { return }
    try ObjectWriteError.wrapping { () throws(FileSystemError) in
      if try fileSystem.kind(of: multiPackIndexPath) != nil {
        try removeIfPresent(multiPackIndexPath)
        try fileSystem.synchronizeDirectory(packed.directory)
      }
      for pack in packs { try removeIfPresent(pack.path.dropLast(4) + "idx") }
      try fileSystem.synchronizeDirectory(packed.directory)
      let stems = Set(packs.map(\.file.name))
      for entry in try fileSystem.entries(ofDirectory: packed.directory) {
        guard let dot = entry.name.lastIndex(of: "."), stems.contains(String(entry.name[..<dot]))
        else { continue }
        try removeIfPresent("\(packed.directory)/\(entry.name)")
      }
    }
    _ = try? refreshed()
  }

  func removeIfPresent(_ path: String) throws(FileSystemError) {
    do throws(FileSystemError) {
      try fileSystem.removeFile(path)
    } catch {
      guard error.code == .notFound else { throw error }
    }
  }
}
