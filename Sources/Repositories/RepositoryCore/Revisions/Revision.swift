public import ObjectModel

/// The record of one step in the life of an integration; what the Revisions list shows.
public struct Revision: Sendable, Equatable {
  /// The platform's three kinds of revisions.
  public enum Kind: String, Sendable, CaseIterable { case snapshot, pull, revert }

  /// What a first snapshot came from, if it was not just recorded.
  public enum Origin: String, Sendable { case clone, install }

  /// The operations that are recorded as snapshots of what came of them.
  public enum Operation: String, Sendable { case create, rename, move, delete }

  /// How far it is.
  public enum Status: String, Sendable, CaseIterable {
    case inProgress = "in_progress"
    case completed, failed, canceled
  }

  /// `r1`, `r2`, …: counted per target.
  public let id: String
  /// The integration.
  public let target: TargetName
  public let kind: Kind
  /// What a first state came from, if it was not just recorded.
  public var origin: Origin?
  public var status: Status
  public var description: String
  /// Who did it.
  public var user: String
  /// ISO 8601 in UTC.
  public let createdAt: String
  /// When it ended, in the same form.
  public var finishedAt: String?
  /// The state before it; `nil` for a first revision.
  public var before: RecordedState?
  /// The state after it; `nil` until it is completed.
  public var after: RecordedState?
  /// Where it took its content from.
  public var remote: Remote?
  /// What it changed.
  public var changes: Changes
  /// How many conflicts were open.
  public var conflicts: Int
  /// What a person still has to do.
  public var followUps: [FollowUp]
  /// Whether it waits for a person to resolve conflicts; nothing is written to the environment
  /// meanwhile, and snapshots may be taken.
  public var isWaiting = false
  /// The operation that it records, where the kind does not say it.
  public var operation: Operation?
  /// The number of the newest revision of the target when this one reached its status; greater than
  /// its own where snapshots were taken while it waited.
  public var newestNumber: Int
  /// The journal commit that this was read from; `nil` until it is written.
  public var commit: CommitID?

  public init(
    number: Int, target: TargetName, kind: Kind, status: Status, description: String,
    user: String, createdAt: String
  ) {
    id = "r\(number)"
    newestNumber = number
    self.target = target
    self.kind = kind
    self.status = status
    self.description = description
    self.user = user
    self.createdAt = createdAt
    changes = Changes()
    conflicts = 0
    followUps = []
  }

  /// What was done, in a word: the kind says `snapshot` of a clone too.
  public var deed: String { origin?.rawValue ?? operation?.rawValue ?? kind.rawValue }

  /// The number in the id.
  public var number: Int { Int(id.dropFirst()) ?? 0 }

  /// How many resources a step added, modified and deleted.
  public struct Changes: Sendable, Hashable {
    /// Resources that are new.
    public var added: Int
    /// Resources that differ.
    public var modified: Int
    /// Resources that are gone.
    public var deleted: Int

    public init(added: Int = 0, modified: Int = 0, deleted: Int = 0) {
      self.added = added
      self.modified = modified
      self.deleted = deleted
    }

    /// Whether nothing differs.
    public var isEmpty: Bool { added + modified + deleted == 0 }
  }

  /// Where a pull took its changes from, or what a clone or revert came from.
  public struct Remote: Sendable, Hashable {
    /// The integration.
    public let target: String
    /// The commit.
    public let commit: CommitID

    public init(target: String, commit: CommitID) {
      self.target = target
      self.commit = commit
    }
  }

  /// Something that a person still has to do.
  public struct FollowUp: Sendable, Hashable {
    /// A word for programs.
    public let code: String
    public let kind: String
    /// The logical name of the resource.
    public let name: String
    /// What to do.
    public let hint: String

    public init(code: String, kind: String, name: String, hint: String) {
      self.code = code
      self.kind = kind
      self.name = name
      self.hint = hint
    }
  }
}

/// A state of an integration: its content, and the facts of the environment.
public struct RecordedState: Sendable, Hashable {
  /// The content commit.
  public let commit: CommitID
  /// The content tree: equal content, equal id, in every environment.
  public let content: TreeID
  /// The facts commit.
  public let facts: CommitID

  public init(commit: CommitID, content: TreeID, facts: CommitID) {
    self.commit = commit
    self.content = content
    self.facts = facts
  }
}
