import ObjectModel
public import RefStore

/// What a transfer did, or would do.
public struct TransferReport: Sendable {
  /// How a target of the source stands to that of the destination.
  public enum Status: String, Sendable {
    /// The destination did not have it.
    case new
    /// The destination's history was a part of the source's.
    case updated
    /// Both are the same.
    case current = "up_to_date"
    /// The source's history is a part of the destination's.
    case ahead
    /// Both sides recorded revisions that the other does not have.
    case diverged
    /// It had diverged, and the source's history took its place.
    case replaced
    /// An operation on it has not ended, on either side.
    case inProgress = "in_progress"
  }

  /// One target.
  public struct Target: Sendable {
    /// The target.
    public let name: TargetName
    /// How it stands.
    public let status: Status
    /// The newest revision of the destination before, if it had one.
    public let before: String?
    /// The newest revision of the source.
    public let after: String?
  }

  /// All targets that were looked at, sorted by name.
  public internal(set) var targets: [Target] = []
  /// Tags that were made.
  public internal(set) var tags: [RefName] = []
  /// Tags that name different revisions on both sides; they stay as they are.
  public internal(set) var otherTags: [RefName] = []
  /// How many objects were missing.
  public internal(set) var objectCount = 0
  /// The size of the pack that was written, in bytes.
  public internal(set) var byteCount = 0

  /// Whether something was left undone that was asked for.
  public var isIncomplete: Bool {
    !otherTags.isEmpty || targets.contains { $0.status == .diverged || $0.status == .inProgress }
  }
}
