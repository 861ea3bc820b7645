import IntegrationModel
import LosslessJSON
import ObjectModel
import ObjectStore
import RefStore
import RepositoryCore

/// Where the branches of a target stand before an operation.
struct TargetHeads: Sendable {
  let content: CommitID?
  let facts: CommitID?
  let journal: CommitID?
  /// The newest revision in its latest state.
  let latest: Revision?

  /// - Throws: ``RepositoryError`` `.damaged` if the refs do not belong together.
  init(of target: TargetName, in repository: Repository) throws {
    var heads = try TargetHeads(reading: target, in: repository)
    // Who reads takes no lock, and somebody may record between two of the refs: those that do not
    // belong together and stay so are damage.
    while !heads.isWhole {
      let again = try TargetHeads(reading: target, in: repository)
      guard !again.isAt(heads) else { throw RepositoryError.partedRefs(of: target) }
      heads = again
    }
    if heads.journal == nil, let last = try repository.lostJournal(of: target) {
      throw RepositoryError.lostRefs(of: target, at: last)
    }
    self = heads
  }

  private init(reading target: TargetName, in repository: Repository) throws {
    content = try repository.refs.target(of: try target.contentRef).map { CommitID($0) }
    facts = try repository.refs.target(of: try target.factsRef).map { CommitID($0) }
    let journal = RevisionJournal(target, in: repository)
    let head = try journal.head()
    self.journal = head
    latest = try head.map { try journal.revision(at: $0) }
  }

  private func isAt(_ other: TargetHeads) -> Bool {
    content == other.content && facts == other.facts && journal == other.journal
  }

  /// Whether the three refs are there, or none is, and say the same.
  private var isWhole: Bool {
    guard let content, let facts else {
      return content == nil && facts == nil && latest?.after == nil
    }
    guard let latest else { return false }
    guard latest.status == .completed, let state = latest.after else { return true }
    return state.commit == content && state.facts == facts
  }

  /// The number of the next revision.
  var nextNumber: Int { (latest?.newestNumber ?? 0) + 1 }

  /// The newest recorded state, if there is one.
  func latestState(
    of target: TargetName, in repository: Repository
  ) throws -> RecordedState? {
    guard let latest else { return nil }
    if let state = latest.after ?? latest.before, state.facts == facts { return state }
    return try RevisionJournal(target, in: repository).latestState()?.state
  }

  /// What the next revision follows.
  func prior(of target: TargetName, in repository: Repository) throws -> PriorRevision {
    PriorRevision(
      content: content, facts: facts, journal: journal, nextNumber: nextNumber,
      state: try latestState(of: target, in: repository))
  }

  /// Refuses while another operation writes to the environment; a pull that waits for resolutions
  /// writes nothing.
  func requireNothingApplied(_ target: TargetName) throws {
    guard let latest, latest.status == .inProgress, !latest.isWaiting else { return }
    throw Self.inProgress(latest, target)
  }

  /// Refuses while another operation is open, be it a pull that waits for resolutions.
  func requireNothingInProgress(_ target: TargetName, in repository: Repository) throws {
    if let open = try openRevision(of: target, in: repository) {
      throw Self.inProgress(open, target)
    }
  }

  /// The revision that is in progress, if there is one: the newest, or one that was waiting while
  /// snapshots were taken.
  func openRevision(of target: TargetName, in repository: Repository) throws -> Revision? {
    guard let latest else { return nil }
    if latest.status == .inProgress { return latest }
    guard let header = try OperationLog.header(of: target, in: repository),
      let id = header["revision"]?.text, id != latest.id,
      let revision = try RevisionJournal(target, in: repository).revision(id)
    else { return nil }
    return revision.status == .inProgress ? revision : nil
  }

  private static func inProgress(_ revision: Revision, _ target: TargetName) -> LifecycleError {
    let what = "\(revision.deed) \(revision.id) of '\(target)', begun by \(revision.user),"
    return .refused(
      "revision_in_progress",
      revision.isWaiting
        ? "\(what) waits for its conflicts to be resolved" : "\(what) is still in progress",
      hint: (revision.isWaiting ? "'ilm conflicts \(target)' shows them; " : "")
        + "finish it with 'ilm continue \(target)' or undo it with 'ilm cancel \(target)'",
      details: [
        "revision": .text(revision.id), "user": .text(revision.user),
        "description": .text(revision.description),
      ])
  }
}

/// What the next revision of a target follows.
struct PriorRevision: Sendable {
  let content: CommitID?
  let facts: CommitID?
  let journal: CommitID?
  /// The number of the revision to come.
  let nextNumber: Int
  /// The newest recorded state, if there is one.
  let state: RecordedState?
}

/// Writes captured states: content commit, facts commit.
struct StateRecorder {
  let recording: Recording
  let target: TargetName

  /// What recording a state gave.
  struct Outcome {
    let state: RecordedState
    let contentChanged: Bool
    let factsChanged: Bool
    let changes: Revision.Changes

    var changed: Bool { contentChanged || factsChanged }
  }

  /// Writes what differs from the heads; equal content keeps its commit.
  ///
  /// - Parameters:
  ///   - parents: The parents of a new content commit; the head alone unless given. A merge is
  ///     recorded even where it changed nothing.
  func record(
    _ captured: CapturedState, heads: TargetHeads, subject: String, revision: String,
    parents: [CommitID]? = nil, trailers: [(String, String?)] = []
  ) throws -> Outcome {
    try record(
      HashedState(captured, in: recording.repository.format), heads: heads, subject: subject,
      revision: revision, parents: parents, trailers: trailers)
  }

  /// Writes a captured state whose ids are known.
  func record(
    _ state: HashedState, heads: TargetHeads, subject: String, revision: String,
    parents: [CommitID]? = nil, trailers: [(String, String?)] = []
  ) throws -> Outcome {
    let repository = recording.repository
    try recording.objects.write(state.content.objects)
    try recording.objects.write(state.facts.objects)
    let headTree = try heads.content.map { try repository.objects.commit($0).tree }
    let before = try headTree.map { try FileTree($0, from: repository.objects) } ?? FileTree()
    return try record(
      content: state.content.tree, facts: state.facts.tree, of: state.entry.id, heads: heads,
      headTree: headTree, subject: subject, revision: revision, parents: parents,
      trailers: trailers,
      changes: Revision.Changes(
        from: IntegrationState.resources(of: before), to: state.resources))
  }

  /// Writes what an integration of which documents were edited has become.
  func record(_ edited: EditedIntegration, subject: String) throws -> Outcome {
    try recording.objects.write(edited.objects)
    let (head, revision) = (edited.state, "r\(edited.prior.nextNumber)")
    let contentChanged = edited.after.content != edited.before.content
    let commit =
      contentChanged
      ? try recordContent(
        edited.after.content, parents: [head.commit], subject: subject, revision: revision)
      : head.commit
    let facts =
      contentChanged || edited.after.facts != edited.before.facts
      ? try recordFacts(
        edited.after.facts, of: commit, edited.entry.id, parents: [head.facts], revision: revision)
      : head.facts
    return Outcome(
      state: RecordedState(commit: commit, content: edited.after.content, facts: facts),
      contentChanged: contentChanged, factsChanged: edited.factsChanged, changes: edited.changes)
  }

  private func record(
    content: TreeID, facts: TreeID, of integrationID: String?, heads: TargetHeads,
    headTree: TreeID?, subject: String, revision: String, parents: [CommitID]?,
    trailers: [(String, String?)], changes: Revision.Changes
  ) throws -> Outcome {
    let contentChanged = headTree != content
    let commit =
      if !contentChanged, parents == nil, let head = heads.content {
        head
      } else {
        try recordContent(
          content, parents: parents ?? (heads.content.map { [$0] } ?? []), subject: subject,
          revision: revision, trailers: trailers)
      }
    let (factsCommit, factsChanged) = try recordFacts(
      facts, of: commit, integrationID, heads: heads, revision: revision)
    return Outcome(
      state: RecordedState(commit: commit, content: content, facts: factsCommit),
      contentChanged: contentChanged, factsChanged: factsChanged, changes: changes)
  }

  private func recordContent(
    _ tree: TreeID, parents: [CommitID], subject: String, revision: String,
    trailers: [(String, String?)] = []
  ) throws -> CommitID {
    try recording.commit(
      tree, parents: parents,
      message: CommitTrailers.message(
        Recording.line(subject),
        [
          (CommitTrailers.revision, revision), (CommitTrailers.target, target.description),
          (CommitTrailers.form, String(NeutralForm.version)),
        ] + trailers))
  }

  private func recordFacts(
    _ tree: TreeID, of commit: CommitID, _ integrationID: String?, heads: TargetHeads,
    revision: String
  ) throws -> (CommitID, changed: Bool) {
    let repository = recording.repository
    var changed = true
    if let head = heads.facts {
      let old = try repository.objects.commit(head)
      changed =
        try SignificantFacts.id(of: old.tree, repository.objects, repository.format)
        != SignificantFacts.id(of: tree, recording, repository.format)
      let isSame =
        old.tree == tree && CommitTrailers(old.message)[CommitTrailers.content] == commit.hex
      if isSame { return (head, false) }
    }
    let facts = try recordFacts(
      tree, of: commit, integrationID, parents: heads.facts.map { [$0] } ?? [], revision: revision)
    return (facts, changed)
  }

  private func recordFacts(
    _ tree: TreeID, of commit: CommitID, _ integrationID: String?, parents: [CommitID],
    revision: String
  ) throws -> CommitID {
    let message = CommitTrailers.message(
      "facts of \(target)",
      [
        (CommitTrailers.content, commit.hex), (CommitTrailers.revision, revision),
        (CommitTrailers.integration, integrationID),
        (CommitTrailers.form, String(NeutralForm.version)),
      ])
    return try recording.commit(tree, parents: parents, message: message)
  }
}

extension Revision.Changes {
  /// Counts the resources that differ.
  init(
    from old: [LogicalName: IntegrationState.Resource],
    to new: [LogicalName: IntegrationState.Resource]
  ) {
    self.init()
    for (name, resource) in new {
      if let before = old[name] {
        if before != resource { modified += 1 }
      } else {
        added += 1
      }
    }
    deleted = old.keys.count { new[$0] == nil }
  }
}

/// The part of a facts tree that counts as a change: everything but what is merely observed.
enum SignificantFacts {
  static let observed: Set<String> = [StateLayout.observation, StateLayout.unused]

  static func id(
    of tree: TreeID, _ objects: some ObjectReading, _ format: ObjectFormat
  ) throws -> TreeID {
    try id(of: try objects.tree(tree), format)
  }

  static func id(
    of tree: TreeID, _ recording: Recording, _ format: ObjectFormat
  ) throws -> TreeID {
    let bytes = try recording.objects.object(tree.objectID).bytes
    return try id(of: try Tree(decoding: bytes, format: format), format)
  }

  /// The same of a state that is not written.
  static func id(of files: [String: [UInt8]], _ format: ObjectFormat) throws -> TreeID {
    let hasher = ObjectHasher(format)
    let counted = files.filter { !observed.contains($0.key) }
    return try FileTree(counted.mapValues { BlobID(hasher.id(of: .blob, $0)) }).id(in: format)
  }

  private static func id(of tree: Tree, _ format: ObjectFormat) throws -> TreeID {
    let counted = try Tree(tree.entries.filter { !observed.contains($0.name) })
    return TreeID(ObjectHasher(format).id(of: .tree, counted.encoded()))
  }
}
