import ObjectModel
import ObjectStore
import RefStore

/// What a transfer has to move: decided by comparing the journals of both sides.
struct TransferPlan {
  /// A ref of the destination that moves, or goes.
  struct Move {
    let name: RefName
    /// `nil` for one that goes.
    let target: ObjectID?
    let expected: RefTransaction.Expectation
  }

  private let source: Repository
  private let destination: Repository
  private let options: RepositoryTransfer.Options
  private var sourceRefs: [RefName: ObjectID] = [:]
  private(set) var present: [RefName: ObjectID] = [:]
  private(set) var moves: [Move] = []
  private(set) var report = TransferReport()

  init(
    from source: Repository, to destination: Repository, _ options: RepositoryTransfer.Options
  ) throws {
    self.source = source
    self.destination = destination
    self.options = options
    for ref in try source.refs.refs() { sourceRefs[ref.name] = ref.target }
    for ref in try destination.refs.refs() { present[ref.name] = ref.target }
    for target in try targets() { try plan(target) }
    try planTags()
  }

  private func targets() throws -> [TargetName] {
    let recorded = try source.recordedTargets()
    guard let wanted = options.targets else { return recorded.sorted() }
    for target in wanted where !recorded.contains(target) {
      throw RepositoryError(
        .unknownTarget, "'\(target)' is not recorded in '\(source.directory)'")
    }
    return Set(wanted).sorted()
  }

  private mutating func plan(_ target: TargetName) throws {
    let head = sourceRefs[try target.journalRef].map { CommitID($0) }
    let old = present[try target.journalRef].map { CommitID($0) }
    var status = try Self.status(head, old, source, destination)
    if status == .diverged, options.replacesDiverged { status = .replaced }
    // Of the entries that are compared: the refs may have moved since they were read.
    let newest = try head.map { try RevisionJournal(target, in: source).revision(at: $0) }
    let oldest = try old.map { try RevisionJournal(target, in: destination).revision(at: $0) }
    let moves = [TransferReport.Status.new, .updated, .replaced].contains(status)
    if moves, newest?.status == .inProgress || oldest?.status == .inProgress {
      status = .inProgress
    } else if moves {
      try move(target, replacing: status == .replaced ? old : nil)
    }
    report.targets.append(
      TransferReport.Target(
        name: target, status: status, before: oldest?.id, after: newest?.id))
  }

  private static func status(
    _ head: CommitID?, _ old: CommitID?, _ source: Repository, _ destination: Repository
  ) throws -> TransferReport.Status {
    guard let head else { return .ahead }
    guard let old else { return .new }
    if head == old { return .current }
    if try journal(from: head, in: source, holds: old) { return .updated }
    return try journal(from: old, in: destination, holds: head) ? .ahead : .diverged
  }

  /// Tells whether an entry is among the entries before another.
  private static func journal(
    from head: CommitID, in repository: Repository, holds entry: CommitID
  ) throws -> Bool {
    var next: CommitID? = head
    while let id = next {
      if id == entry { return true }
      next = try repository.objects.commit(id).parents.first
    }
    return false
  }

  /// Moves the three branches of a target; a history that is replaced gets refs that keep it.
  private mutating func move(_ target: TargetName, replacing old: CommitID?) throws {
    for name in [try target.contentRef, try target.factsRef, try target.journalRef] {
      guard let wanted = sourceRefs[name] else { continue }
      if let old { try keep(name, of: old) }
      add(name, wanted)
    }
  }

  /// Lets a ref below `refs/replaced` keep what another one points to.
  private mutating func keep(_ name: RefName, of replaced: CommitID) throws {
    guard let kept = present[name] else { return }
    let folder = "refs/replaced/\(replaced.hex.prefix(12))/"
    add(try RefName(folder + name.text.dropFirst("refs/".count)), kept)
  }

  private mutating func add(_ name: RefName, _ target: ObjectID?) {
    guard present[name] != target else { return }
    moves.append(
      Move(
        name: name, target: target,
        expected: present[name].map { .exactly($0) } ?? .absent))
  }

  /// Tags of targets whose history the destination has or gets.
  private mutating func planTags() throws {
    let complete = report.targets.filter {
      [.new, .updated, .current, .replaced].contains($0.status)
    }
    for (name, target) in sourceRefs.sorted(by: { $0.key < $1.key }) {
      guard let owner = complete.first(where: { Self.isTag(name, of: $0.name) }),
        present[name] != target
      else { continue }
      if present[name] != nil {
        guard owner.status == .replaced else {
          report.otherTags.append(name)
          continue
        }
        try keepTag(name, of: owner.name)
      }
      add(name, target)
      report.tags.append(name)
    }
    for target in complete where target.status == .replaced { try moveTagsAway(of: target.name) }
  }

  /// Takes away names of revisions that are no longer in the journal: they would stand for others.
  private mutating func moveTagsAway(of target: TargetName) throws {
    guard let head = sourceRefs[try target.journalRef] else { return }
    for (name, tagged) in present.sorted(by: { $0.key < $1.key })
    where Self.isTag(name, of: target) && sourceRefs[name] == nil {
      let isThere = try Self.journal(
        from: CommitID(head), in: source, holds: CommitID(tagged))
      guard !isThere else { continue }
      try keepTag(name, of: target)
      add(name, nil)
    }
  }

  private mutating func keepTag(_ name: RefName, of target: TargetName) throws {
    guard let old = present[try target.journalRef] else { return }
    try keep(name, of: CommitID(old))
  }

  private static func isTag(_ name: RefName, of target: TargetName) -> Bool {
    name.text.utf8.starts(with: "refs/tags/\(target)/".utf8)
  }
}
