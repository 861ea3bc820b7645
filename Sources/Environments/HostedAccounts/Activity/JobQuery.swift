/// Which jobs are wanted; any of each list, where something is named.
public struct JobQuery: Sendable {
  /// The flows whose jobs are wanted.
  public var flowIDs: [String] = []
  /// The integration whose flows' jobs are wanted; ``AccessGrants/standalone`` for flows in none.
  public var integrationID: String?
  /// What the jobs are.
  public var kinds: [Job.Kind] = []
  /// How far they are.
  public var statuses: [Job.Status] = []
  /// The job that they are parts of.
  public var parentID: String?
  /// The earliest and the latest time of creation in milliseconds since 1970, both included.
  public var createdFrom: Int64?
  /// See ``createdFrom``.
  public var createdTo: Int64?
  /// How many at most, the latest first.
  public var limit = 1000

  /// Asks for all jobs.
  public init() {}
}
