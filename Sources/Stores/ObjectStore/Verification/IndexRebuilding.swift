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

  /// Makes indexes anew from their packs and compares.
  ///
  /// - Parameter compared: Packs whose indexes were compared before.
  func compareIndexes(besides compared: Set<String>, _ report: inout VerificationReport) {
    for name in packNames(&report) where !compared.contains(name) {
      // That a pack is damaged is found by other means.
      if let wanted = try? index(of: name) { compareIndex(of: name, with: wanted, &report) }
    }
  }

  /// Compares an index with what its pack says; that one is missing is found by other means.
  func compareIndex(
    of name: String, with wanted: [UInt8], _ report: inout VerificationReport
  ) {
    let path = "\(packed.directory)/\(name).idx"
    do throws(FileSystemError) {
      guard let bytes = try fileSystem.readIfPresent(path), bytes != wanted else { return }
      report.add(
        .corrupt, path, "'\(path)' is not what its pack says: 'ilm fsck --repair' makes it anew")
    } catch {
      report.add(.unreadable, path, error.message)
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
      let path = "\(packed.directory)/\(name).idx"
      guard let wanted = try? index(of: name), (try? fileSystem.read(path)) != wanted else {
        continue
      }
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
      guard try fileSystem.kind(of: packed.directory) != nil else { return [] }
      return try fileSystem.entries(ofDirectory: packed.directory)
        .filter { $0.name.hasPrefix("pack-") && $0.name.hasSuffix(".pack") }
        .map { String($0.name.dropLast(5)) }
    } catch {
      report.add(.unreadable, error.path, error.message)
      return []
    }
  }

  /// Returns the bytes that the index of a pack has to have.
  private func index(of name: String) throws -> [UInt8] {
    let file = try fileSystem.map("\(packed.directory)/\(name).pack")
    let scan = try PackScan(file, format: format, limits: limits)
    return PackIndex.encode(scan.entries, packChecksum: scan.checksum, format: format)
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
