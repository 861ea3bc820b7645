public import ObjectModel

/// The record of one step in the life of an integration; what the Revisions list shows.
public struct Revision: Sendable, Equatable {
  public enum Kind: String, Sendable, CaseIterable { case snapshot, pull, revert }

  /// What a first snapshot came from, if it was not just recorded.
  public enum Origin: String, Sendable { case clone, install }

  public enum Status: String, Sendable, CaseIterable {
    case inProgress = "in_progress"
    case completed, failed, canceled
  }

  /// `r1`, `r2`, …: counted per target.
  public let id: String
  public let target: TargetName
  public let kind: Kind
  public var origin: Origin?
  public var status: Status
  public var description: String
  public var user: String
  /// ISO 8601 in UTC.
  public let createdAt: String
  public var finishedAt: String?
  public var before: RecordedState?
  public var after: RecordedState?
  public var remote: Remote?
  public var changes: Changes
  public var conflicts: Int
  public var followUps: [FollowUp]
  /// The journal commit that this was read from; `nil` until it is written.
  public var commit: CommitID?

  public init(
    number: Int, target: TargetName, kind: Kind, status: Status, description: String,
    user: String, createdAt: String
  ) {
    id = "r\(number)"
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

  init(id: String, target: TargetName, kind: Kind, status: Status, createdAt: String) {
    self.id = id
    self.target = target
    self.kind = kind
    self.status = status
    self.createdAt = createdAt
    description = ""
    user = ""
    changes = Changes()
    conflicts = 0
    followUps = []
  }

  /// The number in the id.
  public var number: Int { Int(id.dropFirst()) ?? 0 }

  /// How many resources a step added, modified and deleted.
  public struct Changes: Sendable, Hashable {
    public var added: Int
    public var modified: Int
    public var deleted: Int

    public init(added: Int = 0, modified: Int = 0, deleted: Int = 0) {
      self.added = added
      self.modified = modified
      self.deleted = deleted
    }

    public var isEmpty: Bool { added + modified + deleted == 0 }
  }

  /// Where a pull took its changes from, or what a clone or revert came from.
  public struct Remote: Sendable, Hashable {
    public let target: String
    public let commit: CommitID

    public init(target: String, commit: CommitID) {
      self.target = target
      self.commit = commit
    }
  }

  /// Something that a person still has to do.
  public struct FollowUp: Sendable, Hashable {
    public let code: String
    public let kind: String
    public let name: String
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
