public import FileStorage
public import ObjectModel
import PackFormat

extension ObjectDatabase {
  /// Reads and checks everything: each object's hash, each pack's and index's checksums.
  ///
  /// Never fails: what is wrong is in the report. That ids inside objects resolve is not checked.
  ///
  /// - Parameters:
  ///   - comparesIndexes: Whether every index is made anew and compared with what is there.
  ///   - visit: is given every object that is sound, by several threads at once.
  public func verify(
    comparingIndexes comparesIndexes: Bool = false,
    visit: @Sendable (ObjectID, StoredObject) -> Void = { _, _ in }
  ) -> VerificationReport {
    var report = VerificationReport()
    verifyPacks(&report, comparingIndexes: comparesIndexes, visit)
    verifyLoose(&report, visit)
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
    var compared: Set<String> = []
    report.problems += verifyNames().problems
    do throws(ObjectReadError) {
      let packs = try refreshed()
      for failure in packs.failures { report.add(failure) }
      for name in packs.withoutIndex {
        let path = "\(packed.directory)/\(name).pack"
        report.add(.missingIndex, path, "'\(path)' has no index: 'ilm fsck --repair' makes one")
      }
      for pack in packs.usable {
        // While it is open: a store may have more packs than a process can keep mapped.
        guard let reader = verify(pack, &report, visit), comparesIndexes,
          let wanted = try? reader.rebuiltIndex()
        else { continue }
        compareIndex(of: pack.name, with: wanted, &report)
        compared.insert(pack.name)
      }
      report.problems += compareMultiPackIndex(packs)
    } catch {
      report.add(.unreadable, packed.directory, error.message)
    }
    if comparesIndexes { compareIndexes(besides: compared, &report) }
  }

  /// Returns the pack if nothing is wrong with it.
  private func verify(
    _ known: PackFile, _ report: inout VerificationReport,
    _ visit: @Sendable (ObjectID, StoredObject) -> Void
  ) -> PackReader? {
    let path = "\(packed.directory)/\(known.name)"
    do throws(PackError) {
      // Opened afresh: what is on the disk is to be checked, not what was found earlier.
      let pack = try PackFile(
        name: known.name, path: path, format: format, fileSystem: fileSystem, limits: limits)
      let reader = try pack.reader()
      report.packCount += 1
      report.objectCount += pack.index.count
      let problems = reader.verify(visit: visit)
      for problem in problems {
        report.problems.append(
          VerificationReport.Problem(
            .corrupt, objectID: problem.objectID, path: reader.path, problem.message))
      }
      return problems.isEmpty ? reader : nil
    } catch {
      report.add(error)
      return nil
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
        count += 1
        if let problem = verifyLoose(id, path, visit) { problems.append(problem) }
      }
    } catch {
      report.add(.unreadable, error.path, error.message)
    }
    report.objectCount += count
    report.problems += problems
  }

  private func verifyLoose(
    _ id: ObjectID, _ path: String, _ visit: (ObjectID, StoredObject) -> Void
  ) -> VerificationReport.Problem? {
    do throws(ObjectReadError) {
      if let object = try loose.object(id), object.id(in: format) == id {
        visit(id, object)
        return nil
      }
      return VerificationReport.Problem(
        .corrupt, objectID: id, path: path, "object '\(id)' in '\(path)' does not match its id")
    } catch {
      let code: VerificationReport.Problem.Code = error.code == .unreadable ? .unreadable : .corrupt
      return VerificationReport.Problem(code, objectID: id, path: path, error.message)
    }
  }

  /// Reports files that are not objects where objects lie.
  private func verifyNames() -> VerificationReport {
    var report = VerificationReport()
    do throws(FileSystemError) {
      for entry in try fileSystem.entries(ofDirectory: packed.directory)
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
