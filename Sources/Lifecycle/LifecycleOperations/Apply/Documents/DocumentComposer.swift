import IntegrationModel
import LosslessJSON

/// Puts the document together that is written to an environment.
///
/// A mask is never written: the value that the target has stays, and where it has none the member
/// is left out and reported.
struct DocumentComposer {
  var ids: [LogicalName: String]
  var groups: GroupTable
  var slots: [LogicalName: String]
  var externals: [String: String]
  let catalog: FieldCatalog

  /// A document ready to be written.
  struct Composed {
    var document: JSONValue
    /// Where a credential is missing that a person has to enter.
    var missingSecrets: [String]
    /// Names that have no id yet.
    var unresolved: [NeutralDecoder.Unresolved]
  }

  /// Composes what a step writes.
  ///
  /// - Parameters:
  ///   - current: The document that is replaced, if there is one.
  ///   - former: Earlier versions of it, newest first, for credentials that it has no more. Only one
  ///     that is what is composed gives any: those of others may be meant for another destination.
  func compose(
    _ result: Plan.Result, kind: ResourceKind, current: JSONValue?, former: [JSONValue] = []
  ) -> Composed {
    let decoder = NeutralDecoder(ids: ids, groups: groups, slots: slots, externals: externals)
    var facts = result.facts
    if facts.containerID == Plan.Result.ownContainer { facts.containerID = ids[.integration] }
    var payloads = result.payloads
    for place in facts.payloads where payloads[place] == nil {
      payloads[place] = current?.value(at: place)
    }
    let restored = decoder.document(
      content: result.content, text: nil, kind: kind, facts: facts,
      observation: result.observation, payloads: payloads)
    var composed = Composed(
      document: restored.document, missingSecrets: [], unresolved: restored.unresolved)
    let masks = composed.document.maskedPlaces()
    guard !masks.isEmpty else { return composed }
    let versions = [current].compactMap { $0 } + former.filter { isWritten($0, result, kind) }
    let known = versions.map { KnownCredentials(in: $0, of: kind, catalog) }
    // From the end, so that an element that is left out moves none that is still to come.
    for place in masks.reversed() { fill(place, known, &composed) }
    composed.missingSecrets.reverse()
    return composed
  }

  /// Whether an earlier version is what would be written in its place, credentials included.
  private func isWritten(_ version: JSONValue, _ result: Plan.Result, _ kind: ResourceKind) -> Bool
  {
    let composed = compose(result, kind: kind, current: version).document
    var (one, other) = (catalog.given(composed, kind), catalog.given(version, kind))
    // A flow may have been paused for the operation that kept it.
    if kind == .flows {
      one.removeValue(at: "/disabled")
      other.removeValue(at: "/disabled")
    }
    return one == other
  }

  /// Puts the credential in the place of a mask that the first version has there; where none has
  /// any, nothing.
  private func fill(_ place: String, _ known: [KnownCredentials], _ composed: inout Composed) {
    guard let text = composed.document.value(at: place)?.string else { return }
    let document = composed.document
    // Of an address only the credentials are the target's own.
    let addresses = known.lazy.map { $0.address(text, at: place, in: document) }
    if let own = addresses.first(where: { $0?.isMissing == false }) ?? addresses.first ?? nil
      ?? SecretMask.fillingAddresses(in: text.utf8, from: nil),
      let string = JSONString(bytes: own.text)
    {
      composed.document.place(.string(string), at: place)
      if own.isMissing { composed.missingSecrets.append(place) }
      return
    }
    if let own = known.lazy.compactMap({ $0.credential(at: place, in: document) }).first {
      composed.document.place(own, at: place)
    } else {
      composed.document.removeValue(at: place)
      composed.missingSecrets.append(place)
    }
  }
}

extension DocumentComposer {
  /// Composes the documents of a recorded state as they were.
  init(of facts: IntegrationFacts?, _ catalog: FieldCatalog) {
    self.init(
      ids: [:], groups: facts?.groups ?? GroupTable(), slots: [:], externals: [:],
      catalog: catalog)
    for (name, resource) in facts?.resources ?? [:] {
      if name.kind.isBound { slots[name] = resource.id } else { ids[name] = resource.id }
    }
  }
}

extension JSONValue {
  /// Whether the value is a mask or holds one.
  var isMasked: Bool {
    guard case .string(let text) = self else { return false }
    return text.withUTF8 { SecretMask.isMask($0) } || text.text.contains(SecretMask.text)
  }
}
