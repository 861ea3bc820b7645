import IntegrationModel
import LosslessJSON

/// An integration as its documents in an account make it, found by following their references.
struct IntegrationReading {
  /// The documents by the logical names that the resources should have.
  private(set) var keys: [String: ResourceKey] = [:]
  private(set) var state: FieldState = [:]

  init(_ id: String, in documents: [ResourceKey: JSONValue]) {
    let own = ResourceKey(.integrations, id)
    note(Field.integration, own, documents, fields: Unit.integration)
    for (key, flow) in documents
    where key.kind == .flows && flow["_integrationId"]?.text == id {
      let unit = flow.value(at: "/settings/unit")?.text ?? "?"
      note("flows/\(unit)-flow", key, documents, fields: Unit.fields(unit))
      for (place, kind) in [
        ("/pageGenerators/0/_exportId", ResourceKind.exports),
        ("/pageProcessors/0/_importId", .imports),
      ] {
        guard let id = flow.value(at: place)?.text else { continue }
        let other = ResourceKey(kind, id)
        note(
          "\(kind.rawValue)/\(unit)-\(kind.singular)", other, documents, fields: Unit.fields(unit))
        let hook = documents[other]?.value(at: "/hooks/preSavePage/_scriptId")?.text
        guard let hook else { continue }
        note(
          "scripts/\(unit)-script", ResourceKey(.scripts, hook), documents,
          fields: Unit.fields(unit))
      }
    }
  }

  private mutating func note(
    _ name: String, _ key: ResourceKey, _ documents: [ResourceKey: JSONValue], fields: [Field]
  ) {
    guard let document = documents[key] else { return }
    keys[name] = key
    state[name] = [:]
    for field in fields where field.name == name {
      state[name]?[field.part] = field.value(in: document)
    }
  }
}
