public import LosslessJSON

/// Recorded facts, or observations, of an integration of which few resources are looked at: the
/// text as it is recorded, in which single resources are read and replaced.
public struct FactsDocument: Sendable {
  private let document: JSONDocument
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
      tape.resources.flatMap { tape.find(member: JSONString(name.description), in: $0) }
        .map { tape.value(at: $0) }
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

  fileprivate func sortedMembers(
    of object: JSONNodeIndex
  ) -> [(key: JSONString, value: JSONNodeIndex)] {
    members(of: object).map { (decodedString(at: $0.key), $0.value) }.sorted { $0.key < $1.key }
  }
}
