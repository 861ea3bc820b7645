public import LosslessJSON

/// Puts an environment's document together from content and facts: the inverse of
/// ``NeutralEncoder``, but for credentials, which stay masked.
public struct NeutralDecoder {
  /// The ids of an integration's resources, by logical name.
  private let ids: [LogicalName: String]
  private let groups: GroupTable
  private let slots: [LogicalName: String]
  private let externals: [String: String]

  /// Prepares to restore documents of one integration.
  ///
  /// - Parameters:
  ///   - ids: What a resource that the content names is called in the environment.
  ///   - slots: What a slot is bound to where the facts of a resource do not say.
  ///   - externals: The ids of what other integrations contain, by their names there.
  public init(
    ids: [LogicalName: String], groups: GroupTable, slots: [LogicalName: String] = [:],
    externals: [String: String] = [:]
  ) {
    self.ids = ids
    self.groups = groups
    self.slots = slots
    self.externals = externals
  }

  /// A restored document.
  public struct Restored: Sendable {
    /// The environment's document.
    public var document: JSONValue
    /// Where the content names something that has no id; the member or element is left out.
    public var unresolved: [Unresolved]
  }

  /// A place whose reference could not be restored.
  public struct Unresolved: Sendable, Hashable {
    /// The place, as a JSON Pointer.
    public let pointer: String
    /// The name that has no id.
    public let name: String
  }

  /// Restores one document from its content and facts.
  ///
  /// - Parameters:
  ///   - text: The body kept as a file of its own.
  ///   - payloads: The payloads that are to be put back, by place.
  public func document(
    content: JSONValue, text: JSONString?, kind: ResourceKind, facts: ResourceFacts,
    observation: ResourceObservation, payloads: [String: JSONValue] = [:]
  ) -> Restored {
    var pass = Pass(
      decoder: self, kind: kind, facts: facts, orders: observation.orders, unresolved: [])
    var document = pass.restore(content, at: "") ?? .object(JSONObject())
    if let text, let (key, _) = kind.textMember { document.place(text: text, under: key) }
    for (place, value) in facts.environment.sorted(by: { $0.key < $1.key }) {
      if let value = pass.restore(value, at: place) { document.place(value, at: place) }
    }
    if let container = facts.containerID {
      document.place(.string(JSONString(container)), at: "/_integrationId")
    }
    for place in facts.masked where document.value(at: place) == nil {
      document.place(.string(JSONString(SecretMask.text)), at: place)
    }
    for (place, value) in payloads { document.place(value, at: place) }
    for (place, value) in observation.server { document.place(value, at: place) }
    for mirror in observation.mirrored {
      if let original = document.value(at: mirror.original) {
        document.place(original, at: mirror.copy)
      }
    }
    if !facts.id.isEmpty { document.place(.string(JSONString(facts.id)), at: "/_id") }
    return Restored(document: document, unresolved: pass.unresolved)
  }

  /// Returns the id that a reference object stands for.
  fileprivate func id(
    of name: JSONString, marker: JSONString, at place: String, kind: ResourceKind,
    facts: ResourceFacts
  ) -> String? {
    switch marker.text {
    case "$resource": LogicalName(name.text).flatMap { ids[$0] }
    case "$slot":
      facts.bindings[place]?.id ?? LogicalName(name.text).flatMap { slots[$0] }
    case "$external": facts.externals[place] ?? externals[name.text]
    default: groups.id(of: name.text, in: Self.groupKind(at: place, in: kind))
    }
  }

  /// Groups of flows and of APIs may have the same name; the place tells them apart.
  private static func groupKind(at place: String, in kind: ResourceKind) -> GroupKind {
    let isOfAPIs = kind == .apis || place.hasPrefix("/\(GroupKind.apiGroupings.rawValue)/")
    return isOfAPIs ? .apiGroupings : .flowGroupings
  }

  private struct Pass {
    let decoder: NeutralDecoder
    let kind: ResourceKind
    let facts: ResourceFacts
    let orders: [String: [Int]]
    var unresolved: [Unresolved]

    /// Returns the value with ids in the place of names, or `nil` for a name without an id.
    mutating func restore(_ value: JSONValue, at place: String) -> JSONValue? {
      switch value {
      case .object(let object): restore(object, at: place)
      case .array(let elements): restore(elements, at: place)
      default: value
      }
    }

    private mutating func restore(_ object: JSONObject, at place: String) -> JSONValue? {
      if object.count == 1, let only = object.members.first, Self.markers.contains(only.key),
        case .string(let name) = only.value
      {
        return restoreReference(name, marker: only.key, at: place)
      }
      var restored: [JSONObject.Member] = []
      restored.reserveCapacity(object.count)
      for member in object {
        let key = Self.unescaped(member.key)
        let below = "\(place)/\(key.pointerToken)"
        if let value = restore(member.value, at: below) {
          restored.append(JSONObject.Member(key: key, value: value))
        }
      }
      return .object(JSONObject(restored))
    }

    private mutating func restore(_ elements: [JSONValue], at place: String) -> JSONValue? {
      let restored = elements.enumerated().map { position, element -> JSONValue? in
        let below = "\(place)/\(position)"
        return restore(element, at: below)
      }
      if let order = orders[place], order.count == restored.count,
        order.allSatisfy(restored.indices.contains)
      {
        return .array(order.compactMap { restored[$0] })
      }
      return .array(restored.compactMap { $0 })
    }

    private mutating func restoreReference(
      _ name: JSONString, marker: JSONString, at place: String
    ) -> JSONValue? {
      if let id = decoder.id(of: name, marker: marker, at: place, kind: kind, facts: facts) {
        return .string(JSONString(id))
      }
      unresolved.append(Unresolved(pointer: place, name: name.text))
      return nil
    }

    private static let markers: Set<JSONString> = ["$resource", "$slot", "$external", "$group"]

    private static func unescaped(_ key: JSONString) -> JSONString {
      let bytes = key.utf8
      guard bytes.starts(with: "$$".utf8) else { return key }
      return JSONString(bytes: Array(bytes.dropFirst())) ?? key
    }
  }
}
