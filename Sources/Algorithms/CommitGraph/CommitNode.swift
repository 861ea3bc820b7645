public import ObjectModel

/// What the graph has to know of one commit.
public struct CommitNode: Sendable, Hashable {
  /// The parents, the first one first; a revert has one, the head before it.
  public var parents: [CommitID]
  /// The commit whose content a revert brought back, or `nil` for any other commit.
  public var revertsTo: CommitID?
  /// What a pull took that left something out, or `nil` for any other commit.
  public var taken: Taken?

  /// Describes a commit.
  public init(parents: [CommitID], revertsTo: CommitID? = nil, taken: Taken? = nil) {
    self.parents = parents
    self.revertsTo = revertsTo
    self.taken = taken
  }
}

/// What a partial pull took from another branch.
public struct Taken: Sendable, Hashable {
  /// The commit of the remote it was taken from.
  public let source: CommitID
  /// An orphan commit whose tree holds the documents as they were taken.
  public let record: CommitID
  /// The resources that were taken, also those that were taken as deleted.
  public let names: Set<String>
  /// Those of them of which something was left out, so that the record differs from the source.
  public let incomplete: Set<String>

  /// Describes what was taken.
  public init(
    source: CommitID, record: CommitID, names: Set<String>, incomplete: Set<String> = []
  ) {
    self.source = source
    self.record = record
    self.names = names
    self.incomplete = incomplete
  }
}
