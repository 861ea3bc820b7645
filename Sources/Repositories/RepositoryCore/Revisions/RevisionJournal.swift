import LosslessJSON
public import ObjectModel
import ObjectStore
import RefStore

/// The Revisions journal of one target: one commit per state change of a revision.
public struct RevisionJournal {
  private let repository: Repository
  /// The target.
  public let target: TargetName

  /// Opens the journal of a target.
  public init(_ target: TargetName, in repository: Repository) {
    self.target = target
    self.repository = repository
  }

  static let fileName = "revision.json"

  /// The newest entry of the journal, or `nil` if nothing was ever recorded.
  public func latest() throws -> Revision? {
    try head().map { try revision(at: $0) }
  }

  /// The revision that an entry of the journal records, in the state that it had then.
  public func revision(at entry: CommitID) throws -> Revision { try self.entry(entry).revision }

  /// The revisions in their latest states, newest first.
  public func revisions() throws -> [Revision] {
    var revisions: [Revision] = []
    var seen: Set<String> = []
    var next = try head()
    while let commit = next {
      let (revision, parent) = try entry(commit)
      if seen.insert(revision.id).inserted { revisions.append(revision) }
      next = parent
    }
    // A pull that waited may have ended after snapshots that were begun later.
    return revisions.sorted { $0.number > $1.number }
  }

  /// Returns the revision of an id such as `r3` in its latest state, or `nil`.
  public func revision(_ id: String) throws -> Revision? {
    let subject = "\(id) "
    var next = try head()
    while let commit = next {
      let entry = try repository.objects.commitScan(commit)
      // The subject of an entry begins with the id; most entries need not be read further.
      if entry.messageStarts(with: subject) {
        let revision = try self.entry(commit).revision
        if revision.id == id { return revision }
      }
      next = entry.parents.first
    }
    return try revisions().first { $0.id == id }
  }

  /// The newest revision that holds a state: what the target was when last recorded.
  ///
  /// A pull that was canceled after snapshots were taken holds an older state than those do, so the
  /// branch of the facts decides.
  public func latestState() throws -> (revision: Revision, state: RecordedState)? {
    let facts = try repository.refs.target(of: try target.factsRef).map { CommitID($0) }
    var newest: (revision: Revision, state: RecordedState)?
    var next = try head()
    while let commit = next {
      let (revision, parent) = try entry(commit)
      for state in [revision.after, revision.before].compactMap({ $0 }) {
        if state.facts == facts { return (revision, state) }
        if newest == nil { newest = (revision, state) }
      }
      next = parent
    }
    return newest
  }

  /// The newest journal commit.
  public func head() throws -> CommitID? {
    try repository.refs.target(of: try target.journalRef).map { CommitID($0) }
  }

  /// What an entry and those before it recorded, newest first, as bytes: for who looks for ids only.
  ///
  /// - Parameter seen: Entries that are passed over with all before them; those returned are added.
  static func entries(
    from head: CommitID, in repository: Repository, _ seen: inout Set<CommitID>
  ) -> Result<[[UInt8]], any Error> {
    Result {
      var entries: [[UInt8]] = []
      var next: CommitID? = head
      while let id = next, seen.insert(id).inserted {
        let commit = try repository.objects.commit(id)
        entries.append(try bytes(of: commit, id, repository.objects))
        next = commit.parents.first
      }
      return entries
    }
  }

  private func entry(_ id: CommitID) throws -> (revision: Revision, parent: CommitID?) {
    let commit = try repository.objects.commit(id)
    return (try Self.revision(in: commit, id, repository.objects), commit.parents.first)
  }

  /// Reads the revision that a journal commit records.
  static func revision(
    in commit: Commit, _ id: CommitID, _ objects: some ObjectReading
  ) throws -> Revision {
    try Revision(json: JSONValue(parsing: bytes(of: commit, id, objects)), commit: id)
  }

  private static func bytes(
    of commit: Commit, _ id: CommitID, _ objects: some ObjectReading
  ) throws -> [UInt8] {
    guard let blob = try objects.treeView(commit.tree).entry(named: fileName)?.blobID else {
      throw RepositoryError(.damaged, "the journal entry '\(id)' holds no revision")
    }
    return try objects.blob(blob)
  }
}

extension Repository {
  /// The targets that were ever recorded, of one environment or of all.
  public func recordedTargets(in environment: String? = nil) throws -> [TargetName] {
    let prefix = "refs/revisions/" + (environment.map { $0 + "/" } ?? "")
    return try refs.refs(startingWith: prefix).compactMap { ref in
      let parts = ref.name.text.split(separator: "/", maxSplits: 3)
      guard parts.count == 4 else { return nil }
      return TargetName(environment: String(parts[2]), integration: String(parts[3]))
    }
  }

  /// The names that revisions were given, of one target or of all, sorted by target and name.
  public func revisionTags(of target: TargetName? = nil) throws -> [RevisionTag] {
    let targets = try target.map { [$0] } ?? recordedTargets()
    return try targets.sorted().flatMap { target in
      let prefix = "refs/tags/\(target)/"
      return try refs.refs(startingWith: prefix).compactMap { ref in
        let name = String(ref.name.text.dropFirst(prefix.count))
        return try revision(tagged: name, of: target).map { RevisionTag(name: name, revision: $0) }
      }
    }
  }

  /// Finds the revision that a tag names, or `nil` if there is no such tag.
  public func revision(tagged name: String, of target: TargetName) throws -> Revision? {
    guard let id = try refs.target(of: try target.tagRef(name)) else { return nil }
    let commit = CommitID(id)
    return try RevisionJournal.revision(in: try objects.commit(commit), commit, objects)
  }
}

/// A name that a revision was given.
public struct RevisionTag: Sendable {
  /// The name, as in `TARGET@NAME`.
  public let name: String
  /// What it names.
  public let revision: Revision
}
