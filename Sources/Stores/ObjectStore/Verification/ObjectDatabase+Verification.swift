public import FileStorage
public import ObjectModel
import PackFormat

extension ObjectDatabase {
  /// Reads and checks everything: each object's hash, each pack's and index's checksums.
  ///
  /// Never fails: what is wrong is in the report. That ids inside objects resolve is not checked.
  ///
  /// Others may pack and tidy up meanwhile: files of objects are read first, since what leaves one
  /// goes to a pack; and where a pack is gone, those that came in its place are read.
  ///
  /// - Parameters:
  ///   - comparesIndexes: Whether an index that cannot be used is compared with what its pack says.
  ///   - visit: is given every object that is sound, by several threads at once.
  public func verify(
    comparingIndexes comparesIndexes: Bool = false,
    visit: @Sendable (ObjectID, StoredObject) -> Void = { _, _ in }
  ) -> VerificationReport {
    var report = VerificationReport()
    verifyLoose(&report, visit)
    verifyPacks(&report, comparingIndexes: comparesIndexes, visit)
    return report
  }

  /// Removes files that interrupted writers left behind, and returns how many there were.
  ///
  /// Files of a running transaction look the same.
  ///
  /// - Parameter time: What was written to since is left alone; everything goes without it.
  @discardableResult
  public func removeLeftovers(before time: FileTimestamp? = nil) throws(ObjectWriteError) -> Int {
    var count = 0
    for problem in verifyNames().problems where problem.code == .leftover {
      try ObjectWriteError.wrapping { () throws(FileSystemError) in
        if let time {
          guard let status = try fileSystem.statusIfPresent(of: problem.path),
            status.modificationTime < time
          else { return }
        }
        try removeIfPresent(problem.path)
        count += 1
      }
    }
    return count
  }

  private func verifyPacks(
    _ report: inout VerificationReport, comparingIndexes comparesIndexes: Bool,
    _ visit: @Sendable (ObjectID, StoredObject) -> Void
  ) {
    report.problems += verifyNames().problems
    var look = PackLook()
    do throws(ObjectReadError) {
      repeat {
        look.begin()
        verify(try refreshed(), &look, &report, visit)
      } while look.hasVanished && !look.isLast
      report.problems += look.problems.problems
      report.problems += try compareMultiPackIndex()
    } catch {
      report.add(.unreadable, packed.directory, error.message)
    }
    if comparesIndexes { compareIndexes(besides: look.sound, &report) }
  }

  /// One look after another at all packs, until none is gone that was listed.
  private struct PackLook {
    /// Packs that need not be read again, and those of them in which nothing is wrong.
    var read: Set<String> = []
    var sound: Set<String> = []
    /// What this look missed: another look may find it.
    var problems = VerificationReport()
    var hasVanished = false
    private var count = 0

    /// Whether what is not there now is taken for missing, however often packs come and go.
    var isLast: Bool { count == ObjectDatabase.lookCountMax }

    mutating func begin() {
      count += 1
      hasVanished = false
      problems = VerificationReport()
    }
  }

  /// Reads the packs that were not read before.
  private func verify(
    _ packs: PackedSource.Packs, _ look: inout PackLook, _ report: inout VerificationReport,
    _ visit: @Sendable (ObjectID, StoredObject) -> Void
  ) {
    for failure in packs.failures {
      look.problems.add(failure)
      let isPackBack = failure.code == .missing && !isGone(failure.path.dropLast(3) + "pack")
      if isGone(failure.path) || isPackBack { look.hasVanished = true }
    }
    for name in packs.withoutIndex {
      let path = "\(packed.directory)/\(name)"
      // It had none when the folder was listed, as while it is being written.
      if isGone(path + ".pack") || !isGone(path + ".idx") { look.hasVanished = true }
      look.problems.add(
        .missingIndex, path + ".pack",
        "'\(path).pack' has no index: 'ilm fsck --repair' makes one")
    }
    for pack in packs.usable where !look.read.contains(pack.name) {
      verify(pack, &look, &report, visit)
    }
  }

  private func isGone(_ path: String) -> Bool {
    do { return try fileSystem.statusIfPresent(of: path) == nil } catch { return false }
  }

  private func verify(
    _ known: PackFile, _ look: inout PackLook, _ report: inout VerificationReport,
    _ visit: @Sendable (ObjectID, StoredObject) -> Void
  ) {
    let path = "\(packed.directory)/\(known.name)"
    do throws(PackError) {
      // Opened afresh: what is on the disk is to be checked, not what was found earlier. And closed
      // again: a store may have more packs than a process can keep mapped.
      let pack = try PackFile(
        name: known.name, path: path, format: format, fileSystem: fileSystem, limits: limits)
      let reader = try pack.reader()
      look.read.insert(known.name)
      report.packCount += 1
      report.objectCount += pack.index.count
      let problems = reader.verify(visit: visit)
      for problem in problems {
        report.problems.append(
          VerificationReport.Problem(
            .corrupt, objectID: problem.objectID, path: reader.path, problem.message))
      }
      if problems.isEmpty { look.sound.insert(known.name) }
    } catch {
      if error.isAbsence {
        look.hasVanished = true
        look.problems.add(error)
      } else {
        look.read.insert(known.name)
        report.add(error)
      }
    }
  }

  private func verifyLoose(
    _ report: inout VerificationReport, _ visit: (ObjectID, StoredObject) -> Void
  ) {
    var problems: [VerificationReport.Problem] = []
    var count = 0
    do throws(FileSystemError) {
      try loose.forEachFile { path, id in
        guard let id else { return }
        if let problem = verifyLoose(id, path, &count, visit) { problems.append(problem) }
      }
    } catch {
      report.add(.unreadable, error.path, error.message)
    }
    report.objectCount += count
    report.problems += problems
  }

  private func verifyLoose(
    _ id: ObjectID, _ path: String, _ count: inout Int, _ visit: (ObjectID, StoredObject) -> Void
  ) -> VerificationReport.Problem? {
    do throws(ObjectReadError) {
      // Whoever packed it has removed it.
      guard let object = try loose.object(id) else { return nil }
      count += 1
      if object.id(in: format) == id {
        visit(id, object)
        return nil
      }
      return VerificationReport.Problem(
        .corrupt, objectID: id, path: path, "object '\(id)' in '\(path)' does not match its id")
    } catch {
      count += 1
      let code: VerificationReport.Problem.Code = error.code == .unreadable ? .unreadable : .corrupt
      return VerificationReport.Problem(code, objectID: id, path: path, error.message)
    }
  }

  /// Reports files that are not objects where objects lie.
  private func verifyNames() -> VerificationReport {
    var report = VerificationReport()
    do throws(FileSystemError) {
      // Git makes the folder with the first pack.
      let hasPacks = try fileSystem.statusIfPresent(of: packed.directory) != nil
      for entry in hasPacks ? try fileSystem.entries(ofDirectory: packed.directory) : []
      where entry.name.hasPrefix("tmp_") {
        let path = "\(packed.directory)/\(entry.name)"
        report.add(.leftover, path, "'\(path)' was left behind by an interrupted operation")
      }
      try loose.forEachFile { path, id in
        guard id == nil else { return }
        let isTemporary = path.split(separator: "/").last?.hasPrefix("tmp_obj_") ?? false
        report.add(
          isTemporary ? .leftover : .corrupt, path, "'\(path)' is not the name of an object")
      }
    } catch {
      report.add(.unreadable, error.path, error.message)
    }
    return report
  }
}

extension VerificationReport {
  mutating func add(_ code: Problem.Code, _ path: String, _ message: String) {
    problems.append(Problem(code, path: path, message))
  }

  mutating func add(_ error: PackError) {
    let code: Problem.Code =
      switch error.code {
      case .missing: .missingPack
      case .fileSystem: .unreadable
      case .corrupt, .tooLarge: .corrupt
      }
    add(code, error.path, error.message)
  }
}
