public import LosslessJSON

/// One resource in neutral form, with what the environment adds to it.
public struct NeutralResource: Sendable {
  /// What the content calls it.
  public let name: LogicalName
  /// Canonical JSON.
  public let content: [UInt8]
  /// What is kept as a file of its own beside it: a script's body, the integration's readme.
  public let text: [UInt8]?
  /// What the environment adds.
  public let facts: ResourceFacts
  /// What was seen beside that.
  public let observation: ResourceObservation
  /// Sample and mock data by place, as canonical JSON.
  public let payloads: [Payload]
  /// What a person should know of.
  public let warnings: [ModelWarning]

  /// A payload that was taken out.
  public struct Payload: Sendable {
    /// Its place, as a JSON Pointer.
    public let pointer: String
    /// The payload as canonical JSON, credentials masked.
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
