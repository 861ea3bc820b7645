import IntegrationModel
import LosslessJSON

/// What a resource becomes in its environment when its content was merged.
///
/// The environment's own facts stay where they are, wherever the merge has moved what they belong
/// to; of the other side comes what is only known there.
struct MergedResource {
  let name: LogicalName
  let content: JSONValue
  let identity: CatalogIdentity

  /// The result of changing a resource that is there.
  ///
  /// - Parameter theirs: The other side's version, if it has one.
  func updating(_ ours: Plan.Result, with theirs: Plan.Result?) -> Plan.Result {
    var own = PlaceTransfer(from: ours.content, to: content, identity: identity)
    var result = ours
    result.content = content
    result.payloads = [:]
    result.facts.payloads = []
    for old in ours.facts.payloads {
      guard let new = own.place(old) else { continue }
      // What stays where it was is taken from the environment when it is written.
      if new != old {
        guard let value = ours.payloads[old] else { continue }
        result.payloads[new] = value
      }
      result.facts.payloads.append(new)
    }
    result.facts.name = content["name"]?.text ?? ours.facts.name
    result.facts.environment = own.places(ours.facts.environment)
    result.facts.bindings = own.places(ours.facts.bindings).filter {
      content.value(at: $0.key)?["$slot"]?.text == $0.value.slot.description
    }
    result.facts.externals = own.places(ours.facts.externals) { [content] old, new in
      ours.content.value(at: old) == content.value(at: new)
    }
    result.facts.missing = own.places(ours.facts.missing).filter {
      content.value(at: $0.key)?["$external"]?.text == $0.value
    }
    result.facts.masked = own.places(ours.facts.masked).filter(isCredential)
    result.observation.server = own.places(ours.observation.server)
    result.observation.orders = own.places(ours.observation.orders)
    result.observation.mirrored = mirrored(ours, &own)
    if let theirs { add(theirs, to: &result) }
    return result
  }

  /// Adds the credentials and copies that only the other side has.
  private func add(_ theirs: Plan.Result, to result: inout Plan.Result) {
    var other = PlaceTransfer(from: theirs.content, to: content, identity: identity)
    let masked = other.places(theirs.facts.masked).filter(isCredential)
    result.facts.masked += masked.filter { !result.facts.masked.contains($0) }
    for pair in mirrored(theirs, &other) where !result.observation.mirrored.contains(pair) {
      result.observation.mirrored.append(pair)
    }
  }

  /// Whether a place where a side has a credential has one still, and not what the merge made of it.
  private func isCredential(_ place: String) -> Bool {
    content.value(at: place)?.isMasked ?? true
  }

  private func mirrored(
    _ side: Plan.Result, _ transfer: inout PlaceTransfer
  ) -> [ResourceObservation.Mirrored] {
    side.observation.mirrored.compactMap { pair in
      guard let original = transfer.place(pair.original), content.value(at: original) != nil,
        let copy = transfer.place(pair.copy), content.value(at: copy) == nil
      else { return nil }
      return ResourceObservation.Mirrored(copy: copy, original: original)
    }
  }
}

extension PlaceTransfer {
  mutating func places(_ old: [String]) -> [String] { old.compactMap { place($0) } }

  /// The values that belong to places which are still there and which `isKept` accepts.
  mutating func places<Value>(
    _ old: [String: Value], where isKept: (String, String) -> Bool = { _, _ in true }
  ) -> [String: Value] {
    var new: [String: Value] = [:]
    for (key, value) in old {
      if let moved = place(key), isKept(key, moved) { new[moved] = value }
    }
    return new
  }
}
