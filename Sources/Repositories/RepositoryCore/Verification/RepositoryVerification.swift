import LosslessJSON
import ObjectModel
import ObjectStore
import RefStore

/// Checks a whole repository and names the revisions that damage touches; changes nothing.
public struct RepositoryVerification {
  /// Something that is not as it must be.
  public struct Problem: Sendable {
    /// The object concerned; for what is no object the file or the ref.
    public let object: String
    /// What is wrong, in a sentence.
    public let message: String
    /// The revisions that need it, as `prod/orders@r2`.
    public let revisions: [String]
  }

  /// What a check found.
  public struct Report: Sendable {
    /// How many objects were read.
    public internal(set) var objectCount = 0
    /// How many revisions were followed.
    public internal(set) var revisionCount = 0
    /// Everything that was found.
    public internal(set) var problems: [Problem] = []

    /// Whether nothing was found.
    public var isSound: Bool { problems.isEmpty }
  }

  private let repository: Repository
  private var report = Report()
  /// Objects that were looked at, and whether everything below them is sound.
  private var soundness: [ObjectID: Bool] = [:]
  private var damage: [ObjectID: String] = [:]
  /// Left behind by an interrupted operation; damage only where an object is missing.
  private var packsWithoutIndex: [(path: String, message: String)] = []

  /// Prepares to check a repository.
  public init(_ repository: Repository) {
    self.repository = repository
  }

  /// Reads and hashes every object, then follows every ref and every revision.
  ///
  /// - Parameter expected: A commit that must be part of the history, to notice lost ends.
  public static func run(_ repository: Repository, expecting expected: String? = nil) -> Report {
    var verification = RepositoryVerification(repository)
    verification.verifyObjects()
    verification.verifyRefs()
    verification.verifyRevisions()
    if let expected { verification.verifyExpected(expected) }
    verification.reportPacksWithoutIndex()
    return verification.report
  }

  // MARK: Objects

  private mutating func verifyObjects() {
    let found = repository.objects.verify()
    report.objectCount = found.objectCount
    for problem in found.problems where problem.code != .leftover {
      if problem.code == .missingIndex {
        packsWithoutIndex.append((problem.path, problem.message))
        continue
      }
      if let id = problem.objectID {
        damage[id] = problem.message
      } else {
        report.problems.append(
          Problem(object: problem.path, message: problem.message, revisions: []))
      }
    }
  }

  private mutating func reportPacksWithoutIndex() {
    guard !report.isSound else { return }
    report.problems += packsWithoutIndex.map {
      Problem(object: $0.path, message: $0.message, revisions: [])
    }
  }

  // MARK: Refs

  private mutating func verifyRefs() {
    do {
      for ref in try repository.refs.refs() where !isSound(ref.target) {
        report.problems.append(
          Problem(
            object: ref.target.hex,
            message: "the ref '\(ref.name)' points to '\(ref.target)', which is missing or damaged",
            revisions: []))
      }
    } catch {
      report.problems.append(Problem(object: "refs", message: "\(error)", revisions: []))
    }
  }

  /// Tells whether an object and everything below it can be read.
  private mutating func isSound(_ first: ObjectID) -> Bool {
    var stack: [(id: ObjectID, children: [ObjectID]?)] = [(first, nil)]
    while let (id, children) = stack.popLast() {
      if let children {
        soundness[id] = damage[id] == nil && children.allSatisfy { soundness[$0] ?? false }
        continue
      }
      guard soundness[id] == nil else { continue }
      soundness[id] = damage[id] == nil
      guard let below = self.children(of: id) else {
        soundness[id] = false
        continue
      }
      stack.append((id, below))
      stack += below.filter { soundness[$0] == nil }.map { ($0, nil) }
    }
    return soundness[first] ?? false
  }

  /// The ids inside an object, or `nil` if it cannot be read.
  private mutating func children(of id: ObjectID) -> [ObjectID]? {
    do {
      let object = try repository.objects.object(id)
      switch object.kind {
      case .blob, .tag: return []
      case .tree:
        return try Tree(decoding: object.bytes, format: repository.format).entries.map(\.id)
      case .commit:
        let commit = try Commit(decoding: object.bytes, format: repository.format)
        return [commit.tree.objectID] + commit.parents.map(\.objectID)
      }
    } catch {
      if damage[id] == nil { damage[id] = "\(error)" }
      return nil
    }
  }

  // MARK: Revisions

  private mutating func verifyRevisions() {
    var needing: [ObjectID: Set<String>] = [:]
    do {
      for target in try repository.recordedTargets() {
        try verifyJournal(of: target, &needing)
      }
    } catch {
      report.problems.append(Problem(object: "refs", message: "\(error)", revisions: []))
    }
    for (id, message) in damage.sorted(by: { $0.key < $1.key }) {
      report.problems.append(
        Problem(
          object: id.hex, message: message, revisions: needing[id, default: []].sorted()))
    }
  }

  private mutating func verifyJournal(
    of target: TargetName, _ needing: inout [ObjectID: Set<String>]
  ) throws {
    var next = try RevisionJournal(target, in: repository).head()
    var seen: Set<String> = []
    var last: Revision?
    while let id = next {
      guard isReadable(id.objectID), let commit = try? repository.objects.commit(id),
        let revision = try? RevisionJournal.revision(in: commit, id, repository.objects)
      else {
        report.problems.append(
          Problem(
            object: id.objectID.hex, message: "the journal of '\(target)' breaks off at '\(id)'",
            revisions: Self.unreadable(target, below: last)))
        return
      }
      last = revision
      if seen.insert(revision.id).inserted { report.revisionCount += 1 }
      verify(revision, target, &needing)
      next = commit.parents.first
    }
  }

  /// The revisions that a broken journal does not show any more.
  private static func unreadable(_ target: TargetName, below last: Revision?) -> [String] {
    guard let last else { return ["\(target)"] }
    // The entry that is lost may be an earlier state of the last one that could be read.
    return last.number > 1
      ? (1..<last.number).map { "\(target)@r\($0)" } : ["\(target)@\(last.id)"]
  }

  private mutating func isReadable(_ id: ObjectID) -> Bool {
    damage[id] == nil && children(of: id) != nil
  }

  private mutating func verify(
    _ revision: Revision, _ target: TargetName, _ needing: inout [ObjectID: Set<String>]
  ) {
    let label = "\(target)@\(revision.id)"
    for state in [revision.before, revision.after].compactMap({ $0 }) {
      for id in [state.commit.objectID, state.facts.objectID] where !isSound(id) {
        noteDamage(below: id, neededBy: label, &needing)
      }
      guard let commit = try? repository.objects.commit(state.commit) else { continue }
      if commit.tree != state.content {
        report.problems.append(
          Problem(
            object: state.commit.objectID.hex,
            message: "'\(label)' names content '\(state.content)', and its commit another",
            revisions: [label]))
      }
    }
  }

  /// Notes the damaged objects of a state; the history behind its commit belongs to other states.
  private mutating func noteDamage(
    below id: ObjectID, neededBy label: String, _ needing: inout [ObjectID: Set<String>]
  ) {
    var queue = [id]
    var seen: Set<ObjectID> = [id]
    while let next = queue.popLast() {
      if damage[next] != nil { needing[next, default: []].insert(label) }
      guard damage[next] == nil, let object = try? repository.objects.object(next) else { continue }
      var below: [ObjectID] = []
      if object.kind == .tree {
        below = (children(of: next) ?? [])
      } else if object.kind == .commit,
        let commit = try? Commit(decoding: object.bytes, format: repository.format)
      {
        below = [commit.tree.objectID]
      }
      queue += below.filter { soundness[$0] != true && seen.insert($0).inserted }
    }
  }

  private mutating func verifyExpected(_ text: String) {
    let heads = (try? repository.refs.refs().map(\.target)) ?? []
    guard let expected = ObjectID(hex: text) else {
      report.problems.append(
        Problem(
          object: text, message: "'\(text)' is no full commit id, so it cannot be looked for",
          revisions: []))
      return
    }
    var seen: Set<ObjectID> = Set(heads)
    var queue = heads
    while let id = queue.popLast() {
      if id == expected { return }
      guard let commit = try? repository.objects.commit(CommitID(id)) else { continue }
      queue += commit.parents.map(\.objectID).filter { seen.insert($0).inserted }
    }
    report.problems.append(
      Problem(
        object: text, message: "the commit '\(text)' is not part of the history any more",
        revisions: []))
  }
}
