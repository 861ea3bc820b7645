internal import IntegrationModel
internal import LosslessJSON

extension DocumentWrite {
  /// Changes members of a document that the caller may change.
  func edit(_ key: ResourceKey, _ body: (inout JSONObject) throws -> Void) throws -> HostedDocument
  {
    let stored = try changeable(key)
    guard case .object(var object) = stored.body else {
      throw AccountError(.failed, "document_damaged", "the document \(key) is no object")
    }
    try body(&object)
    return try replace(stored, with: .object(object))
  }
}

extension JSONObject {
  /// The texts of a list; anything else in it is passed over.
  func texts(_ key: JSONString) -> [String] {
    (self[key]?.array ?? []).compactMap(\.text)
  }

  /// Sets a list of texts.
  mutating func set(_ key: JSONString, _ texts: [String]) {
    self[key] = .array(texts.map { .string(JSONString($0)) })
  }
}
