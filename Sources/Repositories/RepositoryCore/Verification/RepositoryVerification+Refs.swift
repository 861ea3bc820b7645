import FileStorage
import LosslessJSON
import ObjectModel
import RefStore

/// Refs, settings and the journals of open operations.
extension RepositoryVerification {
  /// Follows each ref that was found; returns those that can be read.
  mutating func verifyRefs(_ references: FoundRefs) -> [Ref] {
    let found = references.verification
    for problem in found.problems { report(problem.name, problem.message) }
    let lost = verifyLosses(references.lost)
    for oddity in found.oddities where !lost.contains(oddity.name) {
      notice(oddity.name, oddity.message)
    }
    for name in found.unreadable {
      report(name.text, "the ref '\(name)' cannot be read", revisions(of: name))
    }
    for ref in found.refs {
      let kind = graph.number(of: ref.target).flatMap { graph[$0].kind }
      if !isSound(ref.target) {
        report(
          ref.target.hex,
          "the ref '\(ref.name)' points to '\(ref.target)', which is missing or damaged",
          revisions(of: ref.name))
      } else if kind != .commit, Self.demandsCommit(ref.name) {
        report(ref.name.text, "the ref '\(ref.name)' points to '\(ref.target)', which is no commit")
      }
    }
    if let head = found.detachedHead { verifyDetachedHead(head) }
    noticeStrangers(found.refs)
    verifySettings()
    return found.refs
  }

  private mutating func verifyDetachedHead(_ id: ObjectID) {
    if !isSound(id) {
      report(id.hex, "HEAD points to '\(id)', which is missing or damaged")
    } else if graph.number(of: id).flatMap({ graph[$0].kind }) != .commit {
      report("HEAD", "HEAD points to '\(id)', which is no commit")
    }
  }

  /// Reports journals whose refs were there and are gone; returns the paths of their logs.
  private mutating func verifyLosses(
    _ found: Result<[(name: RefName, last: ObjectID)], any Error>
  ) -> Set<String> {
    do {
      let lost = try found.get()
      for (name, last) in lost {
        report(
          name.text, "the ref '\(name)' is gone; it was at '\(last)', its history tells",
          revisions(of: name))
      }
      return Set(lost.map { "\(repository.directory)/logs/\($0.name)" })
    } catch {
      report("\(repository.directory)/logs", "\(error)")
      return []
    }
  }

  /// Notices refs that nothing of ours goes with: git may have made them, or a name was damaged.
  private mutating func noticeStrangers(_ refs: [Ref]) {
    let names = Set(refs.map(\.name.text))
    for name in refs.map(\.name.text) {
      let parts = name.split(separator: "/", maxSplits: 3)
      guard parts.count > 2 else { continue }
      if !Self.kindsOfRefs.contains(String(parts[1])) {
        notice(name, "the ref '\(name)' is of no kind that this program or git makes")
      } else if parts[1] == "heads", parts.count == 4,
        !names.contains("refs/revisions/\(parts[2])/\(parts[3])")
      {
        notice(name, "the branch '\(name)' has no revisions: git made it, or its name was damaged")
      }
    }
  }

  private static let kindsOfRefs: Set<String> = [
    "heads", "facts", "revisions", "tags", "bundles", "replaced", "remotes", "notes", "original",
  ]

  /// The target whose branch it is: all of its revisions may be touched.
  private func revisions(of name: RefName) -> [String] {
    let parts = name.text.split(separator: "/", maxSplits: 3)
    return parts.count == 4 && parts[1] != "tags" ? ["\(parts[2])/\(parts[3])"] : []
  }

  private static func demandsCommit(_ name: RefName) -> Bool {
    ["refs/heads/", "refs/facts/", "refs/revisions/"].contains {
      name.text.utf8.starts(with: $0.utf8)
    }
  }

  private mutating func verifySettings() {
    do {
      _ = try repository.configuration()
    } catch {
      report("\(repository.directory)/config", "\(error)")
    }
    do { _ = try repository.relations() } catch { report(repository.relationsPath, "\(error)") }
  }

  /// Reads the journals of operations that have not ended.
  mutating func verifyOperations() {
    for (path, target) in openOperations() {
      do {
        let content = try OperationLog.read(path, in: repository)
        if let content, content.wholeCount < content.byteCount {
          notice(path, "the last line of '\(path)' was cut short; it was never acted on")
        }
      } catch {
        report(path, "\(error)", latestRevision(of: target))
      }
    }
  }

  private mutating func openOperations() -> [(path: String, target: TargetName?)] {
    let folder = "\(repository.directory)/ilm/operations"
    do throws(FileSystemError) {
      guard try repository.fileSystem.kind(of: folder) != nil else { return [] }
      let names = try repository.fileSystem.entries(ofDirectory: folder).map(\.name)
      return names.filter { !TemporaryName.isOne($0) }.map {
        ("\(folder)/\($0)", OperationLog.target(ofFile: $0))
      }
    } catch {
      report(folder, error.message)
      return []
    }
  }

  private func latestRevision(of target: TargetName?) -> [String] {
    guard let target else { return [] }
    guard let latest = try? RevisionJournal(target, in: repository).latest() else {
      return ["\(target)"]
    }
    return ["\(target)@\(latest.id)"]
  }
}
