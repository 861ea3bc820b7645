internal import IntegrationModel
internal import LosslessJSON

/// What the members of a document have to be, kind by kind.
///
/// Source: the platform's documentation and observed limits; what is not known is not limited.
struct FieldRules {
  /// What a member has to be.
  enum Shape {
    /// A text of at most so many characters.
    case text(max: Int)
    case bool
    case list
    case object
    /// The id of a resource.
    case id
  }

  let required: [JSONString]
  let shapes: [(key: JSONString, shape: Shape)]

  /// The rules for a kind.
  static func of(_ kind: ResourceKind) -> FieldRules {
    FieldRules(required: required(kind), shapes: common(kind) + own(kind))
  }

  private static func required(_ kind: ResourceKind) -> [JSONString] {
    switch kind {
    case .connections: ["name", "type"]
    default: ["name"]
    }
  }

  private static func common(_ kind: ResourceKind) -> [(key: JSONString, shape: Shape)] {
    [
      ("name", .text(max: nameMax(kind))), ("description", .text(max: descriptionMax(kind))),
      ("settings", .object), ("settingsForm", .object), ("preSave", .object),
      ("_integrationId", .id), ("disabled", .bool), ("aliases", .list),
    ]
  }

  private static func own(_ kind: ResourceKind) -> [(key: JSONString, shape: Shape)] {
    switch kind {
    case .integrations:
      [
        ("readme", .text(max: 1_000_000)), ("flowGroupings", .list), ("apiGroupings", .list),
        ("_registeredConnectionIds", .list), ("_registeredLookupCacheIds", .list),
        ("installSteps", .list), ("uninstallSteps", .list),
      ]
    case .flows:
      [
        ("pageGenerators", .list), ("pageProcessors", .list), ("routers", .list),
        ("_runNextFlowIds", .list), ("_flowGroupingId", .id), ("timezone", .text(max: 100)),
        ("schedule", .text(max: 1000)), ("skipRetries", .bool),
      ]
    case .exports, .imports:
      [
        ("_connectionId", .text(max: 256)), ("adaptorType", .text(max: 100)), ("hooks", .object),
        ("type", .text(max: 100)), ("http", .object), ("assistant", .text(max: 200)),
      ]
    case .connections:
      [("type", .text(max: 100)), ("http", .object), ("assistant", .text(max: 200))]
    case .scripts: [("content", .text(max: 5_000_000))]
    case .apis:
      [
        ("builder", .object), ("script", .object), ("version", .text(max: 100)),
        ("_apiGroupingId", .id),
      ]
    case .tools: [("input", .object), ("output", .object), ("routers", .list)]
    case .mcpservers:
      [("tools", .list), ("apis", .list), ("relativeURI", .text(max: 2000))]
    default: []
    }
  }

  private static func nameMax(_ kind: ResourceKind) -> Int {
    switch kind {
    case .integrations, .connections, .scripts: 100
    case .apis, .tools: 200
    default: 1000
    }
  }

  private static func descriptionMax(_ kind: ResourceKind) -> Int {
    switch kind {
    case .integrations: 5120
    case .scripts: 1024
    default: 10_240
    }
  }
}

extension FieldRules {
  /// Returns what is wrong with the members of a document.
  ///
  /// - Parameter stored: The document so far: what it had wrong already may stay.
  func problems(in document: JSONValue, stored: JSONValue?) -> [AccountError.Problem] {
    required.compactMap { missing($0, in: document, stored) }
      + shapes.compactMap { key, shape in
        guard let value = document[key], !value.isNull, value != stored?[key] else { return nil }
        return Self.problem(value, key.text, shape)
      }
  }

  private func missing(
    _ key: JSONString, in document: JSONValue, _ stored: JSONValue?
  ) -> AccountError.Problem? {
    let text = document[key]?.string
    let isEmpty = text.map { $0.byteCount == 0 } ?? (document[key]?.isNull ?? true)
    guard isEmpty, stored == nil || stored?[key] != document[key] else { return nil }
    return AccountError.Problem(
      "missing_required_field", "'\(key)' is required", field: key.text)
  }

  private static func problem(
    _ value: JSONValue, _ field: String, _ shape: Shape
  ) -> AccountError.Problem? {
    func wrong(_ expected: String) -> AccountError.Problem {
      AccountError.Problem("invalid_field", "'\(field)' is not \(expected)", field: field)
    }
    switch (shape, value) {
    case (.text(let max), .string(let text)):
      return text.text.unicodeScalars.count <= max
        ? nil
        : AccountError.Problem(
          "invalid_field", "'\(field)' has more than \(max) characters", field: field)
    case (.text, _): return wrong("a text")
    case (.bool, .bool), (.list, .array), (.object, .object): return nil
    case (.id, .string(let text)):
      return text.withUTF8 { hasIDForm($0) } ? nil : wrong("an id: 24 hexadecimal digits")
    case (.bool, _): return wrong("true or false")
    case (.list, _): return wrong("a list")
    case (.object, _): return wrong("a JSON object")
    case (.id, _): return wrong("an id")
    }
  }
}
