public import LosslessJSON

/// How the resources of two states were found to be the same.
public enum MatchReason: String, Sendable {
  case declared, id, lineage, name, content
}

/// Two resources that are one.
public struct ResourceMatch: Sendable, Equatable {
  /// The name on the left.
  public let left: LogicalName
  /// The name on the right.
  public let right: LogicalName
  /// How they were found.
  public let reason: MatchReason

  public init(_ left: LogicalName, _ right: LogicalName, _ reason: MatchReason) {
    self.left = left
    self.right = right
    self.reason = reason
  }
}

/// One of two integrations whose resources are to be matched.
public struct MatchSide {
  /// A resource, by what can be told without reading its document.
  public struct Resource {
    /// What it is called on its side.
    public let name: LogicalName
    /// Its name for people.
    public let label: String
    /// Its id in its environment; `nil` where ids of the two sides have nothing to do with each
    /// other.
    public let id: String?
    /// The id of the resource that it was cloned from.
    public let sourceID: String?
    /// What equal documents have in common; `nil` if that is not known.
    public let digest: [UInt8]?

    public init(
      name: LogicalName, label: String, id: String? = nil, sourceID: String? = nil,
      digest: [UInt8]? = nil
    ) {
      self.name = name
      self.label = label
      self.id = id
      self.sourceID = sourceID
      self.digest = digest
    }
  }

  /// The resources; their order decides between true twins, and nothing else.
  public let resources: [Resource]
  /// Those that may refer to what has no counterpart yet; all of them if `nil`.
  public let referrers: Set<LogicalName>?
  /// Reads the neutral document of a resource.
  public let document: (LogicalName) throws -> JSONValue?

  /// Describes one side.
  public init(
    _ resources: [Resource], referrers: Set<LogicalName>? = nil,
    document: @escaping (LogicalName) throws -> JSONValue?
  ) {
    self.resources = resources
    self.referrers = referrers
    self.document = document
  }
}
