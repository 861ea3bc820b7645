import LosslessJSON
public import ObjectModel
public import ObjectStore
public import RefStore

/// Everything that one operation writes to the repository: objects first, then all refs at once.
///
/// Nothing is visible before ``finish(message:)`` returns.
public final class Recording {
  /// Where it is recorded.
  public let repository: Repository
  /// The objects that are being written.
  public let objects: ObjectTransaction
  /// Who records, and when.
  public let identity: Identity
  private var refs: RefTransaction
  private var moved: [RefName] = []
  private var firstBranch: RefName?
  private var isEmpty = true

  /// Begins to record.
  public init(_ repository: Repository, by identity: Identity) {
    self.repository = repository
    self.identity = identity
    objects = repository.objects.transaction()
    refs = repository.refs.transaction()
  }

  /// Writes a commit of this operation's author.
  public func commit(
    _ tree: TreeID, parents: [CommitID], message: String
  ) throws -> CommitID {
    try objects.writeCommit(
      Commit(
        tree: tree, parents: parents, author: identity, committer: identity, message: message))
  }

  /// Moves a ref when the recording is finished, if it is then still where it was expected.
  public func move(_ ref: RefName, to id: CommitID, from expected: CommitID?) {
    guard id != expected else { return }
    refs.update(
      ref, to: id.objectID, expecting: expected.map { .exactly($0.objectID) } ?? .absent)
    moved.append(ref)
    if firstBranch == nil, ref.text.hasPrefix("refs/heads/") { firstBranch = ref }
    isEmpty = false
  }

  /// Records a new state of a revision in its journal and returns it with its commit.
  ///
  /// - Throws: ``RepositoryError`` `.damaged` where the journal claims so many that this one could not
  ///   be read again.
  public func write(_ revision: Revision, after head: CommitID?) throws -> Revision {
    guard revision.number <= Revision.countMax else {
      throw RepositoryError(
        .damaged,
        "the journal of '\(revision.target)' cannot go on with '\(revision.id)': its last entry was "
          + "not recorded by counting")
    }
    var revision = revision
    revision.commit = nil
    var json = revision.json
    if case .object(var object) = json {
      object["commit"] = nil
      json = .object(object)
    }
    let blob = try objects.writeBlob(json.canonicalBytes())
    let tree = try objects.writeTree(
      try Tree([TreeEntry(name: RevisionJournal.fileName, blob: blob)]))
    let subject = "\(revision.id) \(revision.kind.rawValue) \(revision.status.rawValue)"
    let commit = try commit(
      tree, parents: head.map { [$0] } ?? [],
      message: "\(subject): \(Self.line(revision.description))\n")
    move(try revision.target.journalRef, to: commit, from: head)
    revision.commit = commit
    return revision
  }

  /// Makes the objects durable, then moves all refs in one step. Then there may be packs to tidy.
  public func finish(message: String) throws {
    try objects.commit()
    guard !isEmpty else { return }
    try repository.changeRefs(moved) {
      try objects.demandPresence()
      let line = Self.line(message)
      try refs.commit(by: identity, message: line)
      try repository.pointHead(to: firstBranch, by: identity, message: line)
    }
    objects.release()
    repository.consolidatePacks()
  }

  /// Drops what was written.
  public func abandon() {
    objects.abandon()
  }

  /// The text on one line, for subjects and reflogs.
  public static func line(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}
