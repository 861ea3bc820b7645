import FileStorage
import ObjectModel
import PackFormat

/// Git's index of several packs, which says nothing that the indexes of the packs do not say.
extension ObjectDatabase {
  /// With so many packs, consolidation writes an index of all of them.
  static var indexedPackCountMin: Int { 6 }

  var multiPackIndexPath: String { packed.directory + "/multi-pack-index" }

  /// Writes an index of all packs if there are several, and removes one that is not needed.
  ///
  /// The caller holds the lock of who removes packs.
  ///
  /// - Parameter packCountMin: fewer packs are found quickly enough by their own indexes.
  public func writeMultiPackIndex(packCountMin: Int = 2) throws(ObjectWriteError) {
    let packs: PackedSource.Packs
    do throws(ObjectReadError) { packs = try refreshed() } catch {
      throw ObjectWriteError(.unreadable, "cannot index packs: \(error.message)", error)
    }
    guard packs.failures.isEmpty, packs.usable.count >= max(2, packCountMin) else {
      try ObjectWriteError.wrapping { () throws(FileSystemError) in
        try removeIfPresent(multiPackIndexPath)
      }
      return
    }
    let bytes = try ObjectWriteError.wrappingPack { () throws(PackError) in
      try MultiPackIndex.encode(packs.usable.map { ($0.name, $0.index) }, format: format)
    }
    try ObjectWriteError.wrapping { () throws(FileSystemError) in
      try fileSystem.writeAtomically(multiPackIndexPath, bytes, permissions: 0o444)
    }
    _ = try? refreshed()
  }

  /// Compares the index of several packs with the packs' own; returns what is wrong.
  ///
  /// What is wrong counts if no pack came or went meanwhile.
  func compareMultiPackIndex() throws(ObjectReadError) -> [VerificationReport.Problem] {
    var packs = try refreshed()
    for _ in 0..<Self.lookCountMax {
      let problems = compareMultiPackIndex(packs)
      let fresh = try refreshed()
      if problems.isEmpty || fresh.names == packs.names { return problems }
      packs = fresh
    }
    return []
  }

  private func compareMultiPackIndex(
    _ packs: PackedSource.Packs
  ) -> [VerificationReport.Problem] {
    var report = VerificationReport()
    let path = multiPackIndexPath
    do throws(PackError) {
      guard let index = try PackedSource.multiPackIndex(packed.directory, format, fileSystem)
      else { return [] }
      try index.verify()
      if let message = difference(index, packs) { report.add(.corrupt, path, message) }
    } catch {
      report.add(.corrupt, path, "\(error.message); \(advice)")
    }
    return report.problems
  }

  private var advice: String { "nothing is lost: 'ilm gc' writes it anew where it is needed" }

  private func difference(_ index: MultiPackIndex, _ packs: PackedSource.Packs) -> String? {
    var named: [String: PackFile] = [:]
    for pack in packs.usable { named[pack.name] = pack }
    for name in index.packNames where named[name] == nil {
      return "'\(index.path)' names '\(name)', which is not there; \(advice)"
    }
    for position in 0..<index.ids.count {
      let id = index.ids.id(at: position)
      let entry = index.entry(at: position)
      guard let entry, let pack = named[entry.packName],
        let place = pack.index.position(of: id), (try? pack.index.offset(at: place)) == entry.offset
      else { return "'\(index.path)' is wrong about object '\(id)'; \(advice)" }
    }
    for name in index.packNames {
      guard let pack = named[name]?.index else { continue }
      for position in 0..<pack.count where index.ids.position(of: pack.id(at: position)) == nil {
        return "'\(index.path)' lacks object '\(pack.id(at: position))' of '\(name)'; \(advice)"
      }
    }
    return nil
  }
}
