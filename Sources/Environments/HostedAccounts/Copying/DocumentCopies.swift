internal import Database
internal import IntegrationModel
internal import LosslessJSON

/// One document that is copied.
struct CopySource {
  let key: ResourceKey
  let document: JSONValue
  let references: [ReferenceSite]
  /// What a lookup cache takes along.
  let entries: [CacheEntry]
}

/// Copies of documents that name each other.
struct DocumentCopies {
  private let sources: [CopySource]
  private let root: ResourceKey
  private let request: CopyRequest
  /// The copies' keys, by those of the sources.
  private let keys: [ResourceKey: ResourceKey]

  init(
    of sources: [CopySource], root: ResourceKey, _ request: CopyRequest,
    _ surroundings: AccountSurroundings
  ) {
    self.sources = sources
    self.root = root
    self.request = request
    keys = Dictionary(
      uniqueKeysWithValues: sources.map {
        ($0.key, ResourceKey($0.key.kind, surroundings.makeID()))
      })
  }

  /// Makes them all.
  func make(_ write: DocumentWrite) throws -> [HostedDocument] {
    // Definitions and the steps that they name name each other, so none can be the first.
    write.announce(Set(keys.values))
    return try sources.map { source in
      let key = keys[source.key] ?? source.key
      let made = try write.create(
        key.kind, copy(of: source), as: key, sourceID: source.key.id)
      for entry in source.entries {
        try write.database.run(
          "INSERT INTO cache_entries(document, key, value) VALUES (?, ?, ?)",
          try DocumentNumber.find(key, in: write.account, write.database), entry.key,
          entry.value.compactBytes())
      }
      return made
    }
  }

  private func copy(of source: CopySource) -> JSONValue {
    var document = source.document
    for place in document.maskedPlaces().reversed() { document.removeValue(at: place) }
    for site in source.references { rewrite(site, in: &document) }
    if source.key == root { fit(&document) }
    return document
  }

  /// Puts what a copy names into the place of what its source names.
  private func rewrite(_ site: ReferenceSite, in document: inout JSONValue) {
    guard site.looksLikeID, site.kinds != [.integrations] else { return }
    let kinds = site.kinds.isEmpty ? ResourceKind.allCases : site.kinds
    let copied = kinds.lazy.compactMap { keys[ResourceKey($0, site.id)]?.id }.first
    let mapped = kinds.contains(.connections) ? request.connections[site.id] : nil
    let isNextFlow = site.pointer.hasPrefix("/_runNextFlowIds")
    if let id = copied ?? mapped, !isNextFlow {
      document.replaceText(site.id, with: id, at: site.pointer)
    } else if site.kinds == [.flows] {
      // Other flows, such as those that run next, are not part of the copy.
      document.replaceText(site.id, with: nil, at: site.pointer)
    }
  }

  private func fit(_ document: inout JSONValue) {
    guard case .object(var object) = document else { return }
    let name = object["name"]?.text ?? ""
    object["name"] = .string(JSONString(request.name ?? "Clone - \(name)"))
    if root.kind == .flows {
      object["disabled"] = true
      object["schedule"] = nil
      object["_integrationId"] = request.integrationID.map { .string(JSONString($0)) }
      object["_flowGroupingId"] = request.groupID.map { .string(JSONString($0)) }
      object["pageGenerators"] = object["pageGenerators"]?.array.map { generators in
        .array(generators.map(Self.withoutSchedule))
      }
    }
    document = .object(object)
  }

  private static func withoutSchedule(_ generator: JSONValue) -> JSONValue {
    guard case .object(var object) = generator else { return generator }
    object["schedule"] = nil
    return .object(object)
  }
}

extension JSONValue {
  /// Replaces a text at a place, in which `-` stands for any element; `nil` takes it away.
  fileprivate mutating func replaceText(_ old: String, with new: String?, at pointer: String) {
    guard let tokens = try? JSONPointer(parsing: pointer).tokens,
      let changed = replacingText(old, with: new, tokens[...])
    else { return }
    self = changed
  }

  private func replacingText(
    _ old: String, with new: String?, _ tokens: ArraySlice<JSONString>
  ) -> JSONValue? {
    guard let token = tokens.first else {
      return text == old ? new.map { .string(JSONString($0)) } : self
    }
    let rest = tokens.dropFirst()
    switch self {
    case .object(var object):
      guard let member = object[token] else { return self }
      object[token] = member.replacingText(old, with: new, rest)
      return .object(object)
    case .array(let elements):
      let position = Int(token.text)
      return .array(
        elements.enumerated().compactMap { place, element in
          guard token == "-" || place == position || rest.isEmpty else { return element }
          return element.replacingText(old, with: new, rest)
        })
    default: return self
    }
  }
}
