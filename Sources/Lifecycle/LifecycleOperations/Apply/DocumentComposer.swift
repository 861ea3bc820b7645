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
    let versions = [current].compactMap { $0 } + former.filter { isWritten($0, result, kind) }
    for place in facts.masked { keepSecret(at: place, versions, &composed) }
    keepMasks(&composed, versions)
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

  private func keepSecret(at place: String, _ versions: [JSONValue], _ composed: inout Composed) {
    guard let value = composed.document.value(at: place) else { return }
    let document = composed.document
    let own = versions.lazy.compactMap { SecretAlignment(document, $0).value(at: place) }.first
    // Of an address only the credentials are the target's own.
    if let text = value.string,
      let (filled, isMissing) = SecretMask.fillingAddresses(in: text.utf8, from: own?.string?.utf8),
      let string = JSONString(bytes: filled)
    {
      composed.document.place(.string(string), at: place)
      if isMissing { composed.missingSecrets.append(place) }
      return
    }
    // The target's own value stays, whatever it is: a file may hold the mask itself.
    if let own {
      composed.document.place(own, at: place)
    } else {
      composed.document.removeValue(at: place)
      composed.missingSecrets.append(place)
    }
  }

  /// Catches masks that no list names: a mask must not be written, wherever it came from.
  private func keepMasks(_ composed: inout Composed, _ versions: [JSONValue]) {
    for place in composed.document.maskedPlaces().reversed() {
      keepSecret(at: place, versions, &composed)
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

/// Finds the place in the current document that a place in the new one stands for, although
/// elements of arrays may have moved.
struct SecretAlignment {
  private let document: JSONValue
  private let current: JSONValue?

  init(_ document: JSONValue, _ current: JSONValue?) {
    self.document = document
    self.current = current
  }

  func value(at place: String) -> JSONValue? {
    guard var here = current, let tokens = try? JSONPointer(parsing: place).tokens else {
      return nil
    }
    var there = document
    for token in tokens {
      switch (there, here) {
      case (.object(let one), .object(let other)):
        guard let next = one[token], let own = other[token] else { return nil }
        (there, here) = (next, own)
      case (.array(let one), .array(let other)):
        guard let position = Int(token.text), one.indices.contains(position),
          let own = Self.partner(of: one[position], at: position, in: other, count: one.count)
        else { return nil }
        (there, here) = (one[position], own)
      default: return nil
      }
    }
    return here
  }

  /// The element of the same name; without names, the element of the same index in an array of the
  /// same length. A credential must never move to another element.
  static func partner(
    of element: JSONValue, at position: Int, in others: [JSONValue], count: Int
  ) -> JSONValue? {
    for key: JSONString in ["name", "key", "id", "_id", "generate", "alias"] {
      guard let name = element[key] else { continue }
      let same = others.filter { $0[key] == name }
      return same.count == 1 ? same[0] : nil
    }
    return others.count == count ? others[position] : nil
  }
}

extension JSONValue {
  /// Whether the value is a mask or holds one.
  var isMasked: Bool {
    guard case .string(let text) = self else { return false }
    return text.withUTF8 { SecretMask.isMask($0) } || text.text.contains(SecretMask.text)
  }
}
