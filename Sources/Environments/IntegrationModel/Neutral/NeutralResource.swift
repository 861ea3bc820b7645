public import LosslessJSON

/// One resource in neutral form, with what the environment adds to it.
///
/// Shared and never copied: it passes through many hands.
public final class NeutralResource: Sendable {
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

    /// Puts a payload back together.
    public init(pointer: String, bytes: [UInt8]) {
      self.pointer = pointer
      self.bytes = bytes
    }
  }

  /// Puts a resource back together.
  public init(
    name: LogicalName, content: [UInt8], text: [UInt8]?, facts: ResourceFacts,
    observation: ResourceObservation, payloads: [Payload], warnings: [ModelWarning]
  ) {
    self.name = name
    self.content = content
    self.text = text
    self.facts = facts
    self.observation = observation
    self.payloads = payloads
    self.warnings = warnings
  }
}

extension NeutralResource {
  /// Returns the resource with external names that its environment cannot bind put back where the
  /// document still has nothing in their place.
  ///
  /// - Parameter missing: The names by place, as the facts of the last revision know them.
  public func keeping(missing: [String: String]) -> NeutralResource {
    guard !missing.isEmpty, var value = try? JSONValue(parsing: content) else { return self }
    var facts = facts
    let places = missing.compactMap { place, name in
      (try? JSONPointer(parsing: place)).map { (pointer: $0, place: place, name: name) }
    }
    // Elements of a list come back in their order, each to its place.
    for (pointer, place, external) in places.sorted(by: {
      $0.pointer.lastIndex < $1.pointer.lastIndex
    }) where value.putBack(["$external": .string(JSONString(external))], at: pointer) {
      facts.missing[place] = external
    }
    return NeutralResource(
      name: name, content: facts.missing.isEmpty ? content : value.canonicalBytes(), text: text,
      facts: facts, observation: observation, payloads: payloads, warnings: warnings)
  }
}

extension JSONPointer {
  /// The last token as a position in an array, or 0.
  fileprivate var lastIndex: Int { tokens.last.flatMap { Int($0.text) } ?? 0 }
}

extension JSONValue {
  /// Puts a name where it was left out of an object or a list, and tells whether it could.
  fileprivate mutating func putBack(_ name: JSONValue, at pointer: JSONPointer) -> Bool {
    guard let parent = pointer.parent else { return false }
    switch self[parent] {
    case .object where self[pointer] == nil: place(name, at: pointer.description)
    case .array(var elements) where !elements.contains(name):
      elements.insert(name, at: Swift.min(pointer.lastIndex, elements.count))
      place(.array(elements), at: parent.description)
    default: return false
    }
    return true
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
