public import LosslessJSON

/// Recorded facts, or observations, of an integration of which few resources are looked at: the
/// text as it is recorded, in which single resources are read and replaced.
public struct FactsDocument: Sendable {
  private let document: JSONDocument
  /// The keys of what is said, where they stand in order, as they do in what was recorded.
  private let keys: [JSONNodeIndex]?
  private var replaced: [LogicalName: JSONValue] = [:]

  /// Takes recorded facts.
  ///
  /// - Throws: ``FactsFormatError`` for another version of the form, or what is no facts at all.
  public init(parsing bytes: [UInt8]) throws {
    document = try JSONDocument(parsing: bytes)
    let isKnown = document.withTape { tape in
      guard let form = tape.find(member: "form", in: tape.root) else { return false }
      return tape.value(at: form).int == NeutralForm.version && tape.resources != nil
    }
    guard isKnown else {
      throw FactsFormatError(message: "the facts are not in the form that facts have")
    }
    keys = document.withTape { $0.sortedKeys }
  }

  /// The names by id.
  public var names: [ResourceKey: LogicalName] {
    document.withTape { tape in
      var names: [ResourceKey: LogicalName] = [:]
      guard let resources = tape.resources else { return names }
      names.reserveCapacity(tape.memberCount(of: resources))
      for member in tape.members(of: resources) {
        guard let name = LogicalName(tape.decodedString(at: member.key).text),
          let id = tape.find(member: "id", in: member.value), tape.kind(of: id) == .string
        else { continue }
        names[ResourceKey(name.kind, tape.decodedString(at: id).text)] = name
      }
      return names
    }
  }

  /// The ids by name.
  public var ids: [LogicalName: String] {
    var ids: [LogicalName: String] = [:]
    for (key, name) in names { ids[name] = key.id }
    return ids
  }

  /// The id of the integration; `nil` for what stands alone.
  public var integrationID: String? { integrationText("id") }

  /// The integration's name in its environment; `nil` in what was observed.
  public var integrationName: String? { integrationText("name") }

  private func integrationText(_ member: JSONString) -> String? {
    document.withTape { tape in
      tape.find(member: "integration", in: tape.root).flatMap { tape.text(member, of: $0) }
    }
  }

  /// The id that went with a name that is retired, where that is known.
  public func retiredID(of name: LogicalName) -> String? {
    document.withTape { tape in
      tape.find(member: "retiredIds", in: tape.root).flatMap { ids in
        tape.text(JSONString(name.description), of: ids)
      }
    }
  }

  /// What slots are bound to somewhere.
  public var boundIDs: [LogicalName: String] {
    document.withTape { tape in
      var ids: [LogicalName: String] = [:]
      guard let resources = tape.resources else { return ids }
      for member in tape.members(of: resources) {
        guard let bindings = tape.find(member: "bindings", in: member.value),
          tape.kind(of: bindings) == .object
        else { continue }
        for binding in tape.members(of: bindings) {
          if let slot = tape.text("slot", of: binding.value).flatMap({ LogicalName($0) }),
            let id = tape.text("id", of: binding.value)
          {
            ids[slot] = id
          }
        }
      }
      return ids
    }
  }

  /// The facts of one resource, or `nil` if it has none.
  public func facts(of name: LogicalName) throws(FactsFormatError) -> ResourceFacts? {
    guard let json = json(of: name) else { return nil }
    return try ResourceFacts(json: json)
  }

  /// The groups of the integration.
  public func groups() throws(FactsFormatError) -> GroupTable {
    try facts(of: .integration)?.groups ?? GroupTable()
  }

  /// What is said of one resource, as it is; `nil` if nothing is.
  public func json(of name: LogicalName) -> JSONValue? {
    if let value = replaced[name] { return value }
    return document.withTape { tape in
      node(of: JSONString(name.description), tape).map { tape.value(at: $0) }
    }
  }

  private func node(of name: JSONString, _ tape: JSONTape) -> JSONNodeIndex? {
    guard let keys else { return tape.resources.flatMap { tape.find(member: name, in: $0) } }
    var (low, high) = (0, keys.count)
    while low < high {
      let middle = (low + high) / 2
      if tape.decodedString(at: keys[middle]) < name { low = middle + 1 } else { high = middle }
    }
    guard low < keys.count, tape.string(at: keys[low], equals: name) else { return nil }
    return tape.next(after: keys[low])
  }

  /// The names of which two documents do not say the same, or `nil` where one says something of a
  /// name of which the other says nothing. What was replaced does not count.
  public func namesSayingOtherwise(in other: FactsDocument) -> [LogicalName]? {
    document.withTape { tape in
      other.document.withTape { otherTape in
        guard let keys, let otherKeys = other.keys, keys.count == otherKeys.count else {
          return nil
        }
        var names: [LogicalName] = []
        for (key, otherKey) in zip(keys, otherKeys) {
          let name = tape.decodedString(at: key)
          guard otherTape.string(at: otherKey, equals: name) else { return nil }
          let (value, otherValue) = (tape.next(after: key), otherTape.next(after: otherKey))
          if tape.value(at: value) == otherTape.value(at: otherValue) { continue }
          guard let name = LogicalName(name.text) else { return nil }
          names.append(name)
        }
        return names
      }
    }
  }

  /// Replaces what is said of a resource and tells whether that makes a difference.
  public mutating func replace(_ name: LogicalName, with value: JSONValue) -> Bool {
    if json(of: name) == value { return false }
    replaced[name] = value
    return true
  }

  /// The whole document in canonical form.
  public func canonicalBytes() -> [UInt8] {
    var writer = CanonicalWriter()
    document.withTape { tape in
      writer.beginObject()
      for member in tape.sortedMembers(of: tape.root) {
        writer.key(member.key)
        if tape.resources == member.value {
          writeResources(tape, member.value, &writer)
        } else {
          writer.node(tape, member.value)
        }
      }
      writer.endObject()
    }
    return writer.bytes
  }

  private func writeResources(
    _ tape: JSONTape, _ resources: JSONNodeIndex, _ writer: inout CanonicalWriter
  ) {
    var rest = replaced.map { (key: JSONString($0.key.description), value: $0.value) }
      .sorted { $0.key < $1.key }[...]
    writer.beginObject()
    for member in tape.sortedMembers(of: resources) {
      while let next = rest.first, next.key < member.key { write(rest.removeFirst(), &writer) }
      if let next = rest.first, next.key == member.key {
        write(rest.removeFirst(), &writer)
      } else {
        writer.key(member.key)
        writer.node(tape, member.value)
      }
    }
    for member in rest { write(member, &writer) }
    writer.endObject()
  }

  private func write(
    _ member: (key: JSONString, value: JSONValue), _ writer: inout CanonicalWriter
  ) {
    writer.key(member.key)
    writer.value(member.value)
  }
}

extension JSONTape {
  fileprivate var resources: JSONNodeIndex? {
    guard let node = find(member: "resources", in: root), kind(of: node) == .object else {
      return nil
    }
    return node
  }

  /// The keys of what is said, or `nil` where they are not in order.
  fileprivate var sortedKeys: [JSONNodeIndex]? {
    guard let resources else { return nil }
    var keys: [JSONNodeIndex] = []
    keys.reserveCapacity(memberCount(of: resources))
    var last: JSONString?
    for member in members(of: resources) {
      let key = decodedString(at: member.key)
      if let last, key < last { return nil }
      last = key
      keys.append(member.key)
    }
    return keys
  }

  fileprivate func text(_ member: JSONString, of object: JSONNodeIndex) -> String? {
    guard let node = find(member: member, in: object), kind(of: node) == .string else { return nil }
    return decodedString(at: node).text
  }

  fileprivate func sortedMembers(
    of object: JSONNodeIndex
  ) -> [(key: JSONString, value: JSONNodeIndex)] {
    members(of: object).map { (decodedString(at: $0.key), $0.value) }.sorted { $0.key < $1.key }
  }
}
