import FileStorage
import PackFormat

/// An index says nothing that its pack does not say, so a lost one can be made again.
extension ObjectDatabase {
  /// What became of an index.
  public struct RebuiltIndex: Sendable, Equatable {
    /// The index, as it is now.
    public let path: String
    /// Where the damaged one was put, if there was one.
    public let setAside: String?
  }

  /// Reads packs without their indexes and compares.
  ///
  /// - Parameter compared: Packs whose indexes were compared before.
  func compareIndexes(besides compared: Set<String>, _ report: inout VerificationReport) {
    for name in packNames(&report) where !compared.contains(name) {
      // That a pack is damaged or an index is missing is found by other means.
      guard let scan = try? scan(name), !isRight(indexPath(name), scan),
        (try? fileSystem.kind(of: indexPath(name))) != nil
      else { continue }
      report.add(
        .corrupt, indexPath(name),
        "'\(indexPath(name))' is not what its pack says: 'ilm fsck --repair' makes it anew")
    }
  }

  /// Tells whether an index is whole and says what its pack says, in whatever form.
  private func isRight(_ path: String, _ scan: PackScan) -> Bool {
    do {
      let index = try PackIndex(try fileSystem.map(path), format: format)
      try index.verify()
      return index.matches(scan.entries, packChecksum: scan.checksum)
    } catch {
      return false
    }
  }

  /// Makes the indexes that are missing or not what their packs say; packs that are damaged
  /// themselves are left as they are.
  ///
  /// The caller holds the lock of who removes packs. Git, which takes no lock, may remove one while it
  /// is read: its index is not left alone.
  ///
  /// - Parameter folder: where damaged indexes are put; nothing is deleted.
  public func rebuildIndexes(
    settingAsideIn folder: String
  ) throws(ObjectWriteError) -> [RebuiltIndex] {
    var report = VerificationReport()
    var rebuilt: [RebuiltIndex] = []
    for name in packNames(&report) {
      let path = indexPath(name)
      guard let scan = try? scan(name), !isRight(path, scan) else { continue }
      let wanted = PackIndex.encode(scan.entries, packChecksum: scan.checksum, format: format)
      try ObjectWriteError.wrapping { () throws(FileSystemError) in
        let old = try setAside(path, in: folder)
        try fileSystem.writeAtomically(path, wanted, permissions: 0o444)
        // Git removes an index before its pack, so a pack that is still there stays found.
        if try fileSystem.kind(of: "\(packed.directory)/\(name).pack") == nil {
          try removeIfPresent(path)
          try fileSystem.synchronizeDirectory(packed.directory)
        } else {
          rebuilt.append(RebuiltIndex(path: path, setAside: old))
        }
      }
    }
    if !rebuilt.isEmpty { packed.forget() }
    return rebuilt
  }

  private func packNames(_ report: inout VerificationReport) -> [String] {
    do throws(FileSystemError) {
      return try packed.packFiles().packs
    } catch {
      report.add(.unreadable, error.path, error.message)
      return []
    }
  }

  private func indexPath(_ name: String) -> String { "\(packed.directory)/\(name).idx" }

  private func scan(_ name: String) throws -> PackScan {
    let file = try fileSystem.map("\(packed.directory)/\(name).pack")
    return try PackScan(file, format: format, limits: limits)
  }

  /// Gives a damaged index a second name under which it stays; `nil` if there is none.
  private func setAside(
    _ path: String, in folder: String
  ) throws(FileSystemError) -> String? {
    guard let bytes = try fileSystem.readIfPresent(path) else { return nil }
    try fileSystem.createDirectories(folder, durable: true)
    let name = path.split(separator: "/").last.map(String.init) ?? "index"
    var number = 1
    while try fileSystem.kind(of: "\(folder)/\(name).\(number)") != nil { number += 1 }
    let place = "\(folder)/\(name).\(number)"
    try fileSystem.writeAtomically(place, bytes)
    return place
  }
}
