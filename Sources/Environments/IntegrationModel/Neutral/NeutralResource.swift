public import LosslessJSON

/// One resource in neutral form, with what the environment adds to it.
public struct NeutralResource: Sendable {
  /// What the content calls it.
  public let name: LogicalName
  /// Canonical JSON.
  public private(set) var content: [UInt8]
  /// What is kept as a file of its own beside it: a script's body, the integration's readme.
  public let text: [UInt8]?
  /// What the environment adds.
  public private(set) var facts: ResourceFacts
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

extension NeutralResource {
  /// Returns the resource with external names that its environment cannot bind put back where the
  /// document still has nothing in their place.
  ///
  /// - Parameter missing: The names by place, as the facts of the last revision know them.
  public func keeping(missing: [String: String]) -> NeutralResource {
    guard !missing.isEmpty, var value = try? JSONValue(parsing: content) else { return self }
    var resource = self
    for (place, name) in missing {
      guard let pointer = try? JSONPointer(parsing: place), value[pointer] == nil,
        let parent = pointer.parent, value[parent]?.object != nil
      else { continue }
      value.place(["$external": .string(JSONString(name))], at: place)
      resource.facts.missing[place] = name
    }
    if !resource.facts.missing.isEmpty { resource.content = value.canonicalBytes() }
    return resource
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
