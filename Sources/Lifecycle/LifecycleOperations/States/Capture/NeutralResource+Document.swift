import IntegrationModel
import LosslessJSON

extension NeutralResource {
  /// The neutral document, with its text in the member where the platform has it.
  func document() throws -> JSONValue {
    var document = try JSONValue(parsing: content)
    if let text, let (member, _) = name.kind.textMember {
      document.place(JSONString(bytes: text).map { .string($0) } ?? .null, at: "/\(member)")
    }
    return document
  }
}

extension Plan.Result {
  /// A resource as a step of a plan gives it.
  init(_ resource: NeutralResource) throws {
    var payloads: [String: JSONValue] = [:]
    for payload in resource.payloads {
      payloads[payload.pointer] = try JSONValue(parsing: payload.bytes)
    }
    self.init(
      content: try resource.document(), facts: resource.facts, observation: resource.observation,
      payloads: payloads)
  }
}
