import LosslessJSON

@testable import IntegrationModel

extension CapturedIntegration {
  /// Restores the document of a resource from content, facts and observation, each of them written
  /// and read again as it is stored.
  func restored(_ name: LogicalName) throws -> NeutralDecoder.Restored {
    guard let resource = resources[name] else { throw MissingResource(name: name) }
    let facts = try IntegrationFacts(json: JSONValue(parsing: self.facts.canonicalBytes()))
    let observed = IntegrationObservation([name: resource.observation])
    let observation = IntegrationObservation(
      json: try JSONValue(parsing: observed.canonicalBytes()))
    let decoder = NeutralDecoder(
      ids: facts.resources.mapValues(\.id), groups: facts.groups,
      slots: facts.resources.filter { $0.key.kind.isBound }.mapValues(\.id))
    var payloads: [String: JSONValue] = [:]
    for payload in resource.payloads {
      payloads[payload.pointer] = try JSONValue(parsing: payload.bytes)
    }
    return decoder.document(
      content: try JSONValue(parsing: resource.content),
      text: resource.text.flatMap { JSONString(bytes: $0) }, kind: name.kind,
      facts: facts.resources[name] ?? resource.facts,
      observation: observation.resources[name] ?? ResourceObservation(), payloads: payloads)
  }
}

struct MissingResource: Error {
  let name: LogicalName
}

extension NeutralAccount.Document {
  /// What has to come back: the document with its body, credentials masked where they were.
  func expected(_ key: ResourceKey, masked: [String]) -> JSONValue {
    var value = json
    if let text, let (member, _) = key.kind.textMember, let string = JSONString(bytes: text) {
      value.place(text: string, under: member)
    }
    for pointer in masked {
      guard let text = value.value(at: pointer)?.text else {
        value.place(.string(JSONString(SecretMask.text)), at: pointer)
        continue
      }
      var copy = text
      let masked = copy.withUTF8 { SecretMask.maskingAddresses($0) } ?? SecretMask.bytes
      value.place(.string(JSONString(String(decoding: masked, as: UTF8.self))), at: pointer)
    }
    return value
  }
}
