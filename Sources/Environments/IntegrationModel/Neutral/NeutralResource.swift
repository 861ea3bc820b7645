public import LosslessJSON

/// One resource in neutral form, with what the environment adds to it.
public struct NeutralResource: Sendable {
  public let name: LogicalName
  /// Canonical JSON.
  public let content: [UInt8]
  /// What is kept as a file of its own beside it: a script's body, the integration's readme.
  public let text: [UInt8]?
  public let facts: ResourceFacts
  public let observation: ResourceObservation
  /// Sample and mock data by place, as canonical JSON.
  public let payloads: [Payload]
  public let warnings: [ModelWarning]

  public struct Payload: Sendable {
    public let pointer: String
    public let bytes: [UInt8]
  }
}

extension ResourceKind {
  /// The member whose text is a file of its own, and the ending of that file.
  public var textMember: (key: JSONString, fileEnding: String)? {
    switch self {
    case .scripts: ("content", ".js")
    case .integrations: ("readme", ".md")
    default: nil
    }
  }
}
