import LosslessJSON
import ObjectModel
import ObjectStore
import ParallelWork
import RefStore
import Synchronization

/// The Revisions journals and the states that they name.
extension RepositoryVerification {
  mutating func verifyRevisions(_ refs: [Ref]) {
    var branches: [RefName: ObjectID] = [:]
    for ref in refs { branches[ref.name] = ref.target }
    let targets = Set(refs.compactMap { Self.target(of: $0.name) }).sorted()
    for target in targets { verifyJournal(of: target, branches) }
    lookIntoStates()
    for (id, message) in damage.sorted(by: { $0.key < $1.key }) {
      report(id.hex, message, needing[id, default: []].sorted())
    }
  }

  /// The target of one of its three branches.
  private static func target(of name: RefName) -> TargetName? {
    let parts = name.text.split(separator: "/", maxSplits: 3).map(String.init)
    guard parts.count == 4, ["facts", "revisions"].contains(parts[1]) else { return nil }
    return TargetName(environment: parts[2], integration: parts[3])
  }

  private mutating func verifyJournal(of target: TargetName, _ branches: [RefName: ObjectID]) {
    guard let ref = try? target.journalRef, let head = branches[ref] else {
      return report("\(target)", "'\(target)' has facts and no journal of revisions", ["\(target)"])
    }
    var next: CommitID? = CommitID(head)
    var seen: Set<String> = []
    var last: Revision?
    var latestState: RecordedState?
    while let id = next {
      guard let (revision, parent) = entry(id) else {
        report(
          id.hex, "the journal of '\(target)' breaks off at '\(id)'",
          Self.unreadable(target, below: last))
        return
      }
      verifyPlace(revision, id, of: target, after: last)
      last = revision
      latestState = latestState ?? revision.after ?? revision.before
      if seen.insert(revision.id).inserted {
        report.revisionCount += 1
        if revision.status == .inProgress { verifyProgress(of: revision, target) }
      }
      verifyStates(of: revision, target)
      next = parent
    }
    verifyBranches(of: target, latestState, branches)
  }

  /// What is in progress, or waits, has a journal.
  private mutating func verifyProgress(of open: Revision, _ target: TargetName) {
    let path = OperationLog.path(of: target, in: repository)
    do {
      let header = try OperationLog.read(path, in: repository)?.lines.first
      guard header?["revision"]?.text != open.id else { return }
    } catch {
      // One that cannot be read is reported among the operations.
      return
    }
    notice(
      "\(target)@\(open.id)",
      "'\(target)@\(open.id)' is in progress and its journal '\(path)' is not there; "
        + "'ilm cancel \(target)' ends it")
  }

  private func entry(_ id: CommitID) -> (revision: Revision, parent: CommitID?)? {
    guard damage[id.objectID] == nil, let commit = try? repository.objects.commit(id),
      let revision = try? RevisionJournal.revision(in: commit, id, repository.objects)
    else { return nil }
    return (revision, commit.parents.first)
  }

  /// Demands that revisions are numbered without a gap and belong to the target.
  private mutating func verifyPlace(
    _ revision: Revision, _ id: CommitID, of target: TargetName, after last: Revision?
  ) {
    if revision.target != target {
      report(
        id.hex, "the journal of '\(target)' holds a revision of '\(revision.target)'",
        ["\(target)@\(revision.id)"])
    } else if let last, !Self.follows(last, revision) {
      report(
        id.hex, "the journal of '\(target)' goes from '\(last.id)' to '\(revision.id)'",
        ["\(target)@\(last.id)"])
    }
  }

  /// Tells whether an entry begins the next revision, or tells of one that was begun before; a pull
  /// that waited may end after snapshots that were begun later.
  private static func follows(_ later: Revision, _ earlier: Revision) -> Bool {
    let begun = later.number == later.newestNumber ? [later.number - 1, later.number] : []
    return (begun + [later.newestNumber]).contains(earlier.newestNumber)
  }

  /// The revisions that a broken journal does not show any more.
  private static func unreadable(_ target: TargetName, below last: Revision?) -> [String] {
    guard let last, last.newestNumber <= namedCountMax else { return ["\(target)"] }
    // The entry that is lost may be an earlier state of the last one that could be read.
    let lost = (1...max(1, last.newestNumber)).filter { $0 != last.number }
    return lost.isEmpty ? ["\(target)@\(last.id)"] : lost.map { "\(target)@r\($0)" }
  }

  /// More revisions are not named one by one: an entry may claim any number of them.
  private static let namedCountMax = 100_000

  private mutating func verifyStates(of revision: Revision, _ target: TargetName) {
    let label = "\(target)@\(revision.id)"
    for state in [revision.before, revision.after].compactMap({ $0 }) {
      var isReadable = true
      for id in [state.commit.objectID, state.facts.objectID] where !isSound(id) {
        noteDamage(below: id, neededBy: label)
        isReadable = false
      }
      let tree = tree(of: state.commit)
      if let tree, tree != state.content {
        report(
          state.commit.hex,
          "'\(label)' names content '\(state.content)', and its commit another", [label])
      } else if isReadable, checkedStates.insert(state).inserted {
        unseenStates.append((state, label))
      }
    }
  }

  /// Looks into all states that were met, on all cores.
  private mutating func lookIntoStates() {
    guard let check = options.checkState else { return }
    let states = unseenStates
    let found = Mutex<[Int: [String]]>([:])
    ThreadTeam.cores.forEach(states.count) { place in
      let problems: [String]
      do { problems = try check(states[place].state) } catch { problems = ["\(error)"] }
      if !problems.isEmpty { found.withLock { $0[place] = problems } }
    }
    for (place, problems) in found.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
      let (state, label) = states[place]
      for message in problems { report(state.facts.hex, "'\(label)': \(message)", [label]) }
    }
    unseenStates = []
  }

  /// Demands that the branches are where the journal says.
  private mutating func verifyBranches(
    of target: TargetName, _ state: RecordedState?, _ branches: [RefName: ObjectID]
  ) {
    guard let state, let content = try? target.contentRef, let facts = try? target.factsRef else {
      return
    }
    for (name, wanted) in [(content, state.commit), (facts, state.facts)]
    where branches[name] != wanted.objectID {
      let place = branches[name].map { "is at '\($0)'" } ?? "is gone"
      report(
        name.text, "the ref '\(name)' \(place), and the journal says '\(wanted)'", ["\(target)"])
    }
  }
}
