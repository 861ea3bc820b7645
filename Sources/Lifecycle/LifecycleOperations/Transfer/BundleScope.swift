public import IntegrationModel
public import LosslessJSON

/// What one bundle carries of an integration; about everything else it says nothing, so that what
/// is missing there is neither deleted nor different.
///
/// See Docs/formats/bundle.md for what is left out of bundles.
public struct BundleScope: Sendable {
  private let kinds: Set<ResourceKind>
  private let carriesNextFlows: Bool

  /// The members that no bundle has at the top of a document.
  static let droppedMembers = [
    "_integrationId", "createdAt", "lastModified", "lastExecutedAt", "sandbox", "disabled",
    "schedule", "_sourceId", "_templateId", "_userId", "_registeredConnectionIds",
  ]
  /// The kinds that every bundle carries, whether it has some or not.
  private static let certain: Set<ResourceKind> = [
    .integrations, .flows, .exports, .imports, .scripts, .filedefinitions, .asynchelpers,
  ]
  private static let nextFlows: JSONString = "_runNextFlowIds"

  /// Learns from the neutral documents of a bundle what it carries.
  init(_ contentFiles: [String: [UInt8]]) {
    var kinds = Self.certain
    var carriesNextFlows = false
    for (path, bytes) in contentFiles {
      guard let (name, isText) = StateLayout.resource(at: path), !isText else { continue }
      kinds.insert(name.kind)
      guard name.kind == .flows, !carriesNextFlows else { continue }
      carriesNextFlows = (try? JSONValue(parsing: bytes))?[Self.nextFlows] != nil
    }
    self.kinds = kinds
    self.carriesNextFlows = carriesNextFlows
  }

  /// Tells whether a resource of the kind that the bundle lacks is not part of the integration.
  public func carries(_ kind: ResourceKind) -> Bool { kinds.contains(kind) }

  /// Tells whether bundles have an environment field, named by its place.
  public static func carries(environmentField pointer: String) -> Bool {
    !droppedMembers.contains { pointer == "/\($0)" }
  }

  /// Returns a neutral document of the bundle completed, from the same resource elsewhere, with
  /// what the bundle cannot say: links to what it does not hold, and next-flow links if it has
  /// none at all.
  public func completed(
    _ document: JSONValue, of kind: ResourceKind, from reference: JSONValue
  ) -> JSONValue {
    var completed = Elsewhere.yielding(document, to: reference)
    if kind == .flows, !carriesNextFlows, let links = reference[Self.nextFlows],
      case .object(var object) = completed
    {
      object[Self.nextFlows] = links
      completed = .object(object)
    }
    return completed
  }

  /// Returns sample data of the bundle completed with the masks that bundles leave out.
  func completed(payload: JSONValue, from reference: JSONValue) -> JSONValue {
    payload == reference.withoutMasks ? reference : payload
  }
}

/// Names what documents of a bundle refer to and the bundle does not hold: by kind and id, because
/// nothing else is known of it.
enum Elsewhere {
  private static let prefix = "elsewhere/"

  /// The external name of a resource of which only the id is known.
  static func name(_ kind: ResourceKind, _ id: String) -> String { "\(prefix)\(kind)/\(id)" }

  /// What a plan says of a name that it cannot resolve; `nil` for any other name.
  static func description(of name: String) -> String? {
    guard name.hasPrefix(prefix),
      let key = LogicalName(String(name.dropFirst(prefix.count)))
    else { return nil }
    return "the bundle names \(key.kind.singular) '\(key.slug)' and does not hold it; "
      + "the link is left out"
  }

  /// Returns a document with names in the place of ids that the bundle has no resource for.
  static func naming(_ ids: [String: ResourceKind], in value: JSONValue) -> JSONValue {
    switch value {
    case .string(let text):
      guard let kind = ids[text.text] else { return value }
      return ["$external": .text(name(kind, text.text))]
    case .array(let elements): return .array(elements.map { naming(ids, in: $0) })
    case .object(let object):
      return .object(
        JSONObject(
          object.members.map {
            JSONObject.Member(key: $0.key, value: naming(ids, in: $0.value))
          }))
    default: return value
    }
  }

  /// Returns a document in which such names are replaced by what another document has there.
  static func yielding(_ value: JSONValue, to reference: JSONValue) -> JSONValue {
    if isName(value) { return isLink(reference) ? reference : value }
    switch (value, reference) {
    case (.object(let one), .object(let other)):
      return .object(
        JSONObject(
          one.members.map { member in
            let partner = other[member.key]
            return JSONObject.Member(
              key: member.key,
              value: partner.map { yielding(member.value, to: $0) } ?? member.value)
          }))
    case (.array(let one), .array(let other)): return .array(yielding(one, to: other))
    default: return value
    }
  }

  private static func yielding(_ elements: [JSONValue], to others: [JSONValue]) -> [JSONValue] {
    guard elements.contains(where: isName) else {
      return elements.enumerated().map { position, element in
        SecretAlignment.partner(of: element, at: position, in: others, count: elements.count)
          .map { yielding(element, to: $0) } ?? element
      }
    }
    // A list of links: what only the other has there is what the bundle could not name.
    let known = elements.filter { !isName($0) }
    let unnamed = others.filter { !known.contains($0) }
    guard known.allSatisfy(others.contains), unnamed.count == elements.count - known.count,
      unnamed.allSatisfy(isLink)
    else { return elements }
    return others
  }

  private static func isName(_ value: JSONValue) -> Bool {
    value.object?.count == 1 && value["$external"]?.text?.hasPrefix(prefix) == true
  }

  /// Whether a value may be what a name stands for: a reference, or an id that resolves to nothing.
  private static func isLink(_ value: JSONValue) -> Bool {
    if case .string(let text) = value { return text.withUTF8(hasIDForm) }
    guard let object = value.object, object.count == 1, let key = object.members.first?.key else {
      return false
    }
    return ["$external", "$resource", "$slot"].contains(key)
  }
}
