public import LosslessJSON

/// One run of something, as a runner reports it.
public struct Job: Sendable, Equatable {
  /// What a job can be.
  public enum Kind: String, Sendable, CaseIterable {
    case flow, retry, export, `import`
  }

  /// How far it is.
  public enum Status: String, Sendable, CaseIterable {
    case queued, running, completed, failed, canceled, retrying

    /// Whether nothing will happen any more.
    public var isFinal: Bool { self == .completed || self == .failed || self == .canceled }
  }

  /// What a job counts.
  public struct Counts: Sendable, Equatable {
    /// Records that went through.
    public var successes = 0
    /// Records that failed.
    public var errors = 0
    /// Records that a filter left out.
    public var ignored = 0
    /// Errors that were settled since.
    public var resolved = 0

    /// Starts at nothing.
    public init() {}
  }

  /// The id.
  public let id: String
  /// What it is.
  public let kind: Kind
  /// How far it is.
  public let status: Status
  /// The flow that it runs.
  public let flowID: String
  /// The integration that the flow was in.
  public let integrationID: String?
  /// The job that this one is a part of.
  public let parentID: String?
  /// The export or import that it runs.
  public let stepID: String?
  /// Times in milliseconds since 1970.
  public let createdAt: Int64
  /// See ``createdAt``.
  public let startedAt: Int64?
  /// See ``createdAt``.
  public let endedAt: Int64?
  /// See ``createdAt``.
  public let modifiedAt: Int64
  /// What it counted.
  public let counts: Counts

  /// The job as the platform writes it.
  public var json: JSONValue {
    var object: JSONObject = [
      "_id": .string(JSONString(id)), "type": .string(JSONString(kind.rawValue)),
      "status": .string(JSONString(status.rawValue)), "_flowId": .string(JSONString(flowID)),
      "numSuccess": .number(JSONNumber(counts.successes)),
      "numError": .number(JSONNumber(counts.errors)),
      "numIgnore": .number(JSONNumber(counts.ignored)),
      "numResolved": .number(JSONNumber(counts.resolved)),
      "numOpenError": .number(JSONNumber(max(0, counts.errors - counts.resolved))),
    ]
    let texts: [(JSONString, String?)] = [
      ("_integrationId", integrationID), ("_parentJobId", parentID), ("_stepId", stepID),
      ("createdAt", Timestamp.text(createdAt)), ("startedAt", startedAt.map(Timestamp.text)),
      ("endedAt", endedAt.map(Timestamp.text)), ("lastModified", Timestamp.text(modifiedAt)),
    ]
    for (key, text) in texts { object[key] = text.map { .string(JSONString($0)) } }
    return .object(object)
  }
}

/// What a runner reports of a job; what is absent stays as it is.
public struct JobReport: Sendable {
  /// The job; `nil` for one that is new.
  public var id: String?
  /// What it is.
  public var kind: Job.Kind
  /// How far it is.
  public var status: Job.Status
  /// The flow that it runs.
  public var flowID: String
  /// The job that it is a part of.
  public var parentID: String?
  /// The export or import that it runs.
  public var stepID: String?
  /// When it began and ended, in milliseconds since 1970.
  public var startedAt: Int64?
  /// See ``startedAt``.
  public var endedAt: Int64?
  /// All that it counted until now.
  public var counts: Job.Counts

  /// Reports a job of a flow.
  public init(
    id: String? = nil, kind: Job.Kind = .flow, status: Job.Status, flowID: String,
    counts: Job.Counts = Job.Counts()
  ) {
    (self.id, self.kind, self.status, self.flowID) = (id, kind, status, flowID)
    self.counts = counts
  }
}
