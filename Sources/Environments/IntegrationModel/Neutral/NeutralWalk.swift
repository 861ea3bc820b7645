import LosslessJSON
import StructuralDiff

/// One pass over one document that writes its content and collects its facts.
struct NeutralWalk {
  /// What is being written.
  private enum Output {
    /// The content: what does not belong there is put aside.
    case content
    /// A field of the environment: ids are named, nothing is put aside.
    case facts
    /// A payload or a server-kept field: as it is, but for credentials.
    case verbatim
  }

  let tape: JSONTape
  let automaton: FieldAutomaton
  let key: ResourceKey
  let index: AccountIndex
  let naming: IntegrationNaming

  var facts: ResourceFacts
  var observation = ResourceObservation()
  var payloads: [NeutralResource.Payload] = []
  var warnings: [ModelWarning] = []
  /// The text that becomes a file of its own.
  var text: [UInt8]?

  private var path: [PathStep] = []
  private var output = Output.content
  /// Copies of other content in this document; they are left out.
  private var copies: Set<JSONNodeIndex> = []

  private enum PathStep {
    case key(JSONNodeIndex)
    case element(Int)
    case anyElement
  }

  init(
    tape: JSONTape, automaton: FieldAutomaton, key: ResourceKey, index: AccountIndex,
    naming: IntegrationNaming
  ) {
    self.tape = tape
    self.automaton = automaton
    self.key = key
    self.index = index
    self.naming = naming
    facts = ResourceFacts(id: key.id, name: "")
  }

  /// Writes the content and collects everything else.
  mutating func content() -> [UInt8] {
    var writer = CanonicalWriter()
    write(tape.root, state: 0, inherited: .byName, into: &writer)
    return writer.bytes
  }

  /// The place of the walk, as a JSON Pointer.
  private var pointer: String {
    var text = ""
    for step in path {
      switch step {
      case .key(let node):
        text += JSONPointer.root.appending(key: tape.decodedString(at: node)).description
      case .element(let position): text += "/\(position)"
      case .anyElement: text += "/-"
      }
    }
    return text
  }

  // MARK: Values

  private mutating func write(
    _ node: JSONNodeIndex, state: FieldAutomaton.State, inherited: FieldRole.Secrecy,
    into writer: inout CanonicalWriter
  ) {
    switch tape.kind(of: node) {
    case .object: writeObject(node, state: state, inherited: inherited, into: &writer)
    case .array: writeArray(node, state: state, inherited: inherited, into: &writer)
    case .string: writeString(node, state: state, inherited: inherited, into: &writer)
    case .number where inherited == .secret || inherited == .subtree:
      writeMask(into: &writer)
    default: writer.node(tape, node)
    }
  }

  private mutating func writeObject(
    _ node: JSONNodeIndex, state: FieldAutomaton.State, inherited: FieldRole.Secrecy,
    into writer: inout CanonicalWriter
  ) {
    let role = automaton.role(state)
    if output == .content, !role.mirrors.isEmpty { findCopies(in: node, role.mirrors) }
    writer.beginObject()
    for member in tape.sortedMembers(of: node) {
      let bytes = tape.keyBytes(at: member.key)
      let (next, looksSecret) = automaton.step(state, key: bytes)
      let nextRole = automaton.role(next)
      path.append(.key(member.key))
      if !putAside(member, of: node, state: next, role: nextRole) {
        let secrecy = secrecy(
          of: member, in: node, role: nextRole, looksSecret: looksSecret, inherited: inherited)
        if !takeSecret(member.value, secrecy) {
          writeKey(member.key, into: &writer)
          write(member.value, state: next, inherited: secrecy, into: &writer)
        }
      }
      path.removeLast()
    }
    writer.endObject()
  }

  private mutating func writeArray(
    _ node: JSONNodeIndex, state: FieldAutomaton.State, inherited: FieldRole.Secrecy,
    into writer: inout CanonicalWriter
  ) {
    let next = automaton.stepIntoElement(state)
    if output != .verbatim, automaton.role(state).array == .set, isSetOfScalars(node) {
      return writeSet(node, state: next, inherited: inherited, into: &writer)
    }
    writer.beginArray()
    for (position, element) in tape.elements(of: node).enumerated() {
      path.append(.element(position))
      write(element, state: next, inherited: inherited, into: &writer)
      path.removeLast()
    }
    writer.endArray()
  }

  // MARK: Sets

  private func isSetOfScalars(_ node: JSONNodeIndex) -> Bool {
    for element in tape.elements(of: node) {
      switch tape.kind(of: element) {
      case .object, .array: return false
      default: break
      }
    }
    return true
  }

  private mutating func writeSet(
    _ node: JSONNodeIndex, state: FieldAutomaton.State, inherited: FieldRole.Secrecy,
    into writer: inout CanonicalWriter
  ) {
    var elements: [(bytes: [UInt8], position: Int)] = []
    for (position, element) in tape.elements(of: node).enumerated() {
      path.append(.anyElement)
      var part = CanonicalWriter()
      write(element, state: state, inherited: inherited, into: &part)
      path.removeLast()
      elements.append((part.bytes, position))
    }
    let sorted = elements.sorted {
      $0.bytes == $1.bytes
        ? $0.position < $1.position : $0.bytes.lexicographicallyPrecedes($1.bytes)
    }
    noteOrder(sorted.map(\.position))
    writer.beginArray()
    for element in sorted {
      if let value = try? JSONValue(parsing: element.bytes) { writer.value(value) }
    }
    writer.endArray()
  }

  /// Remembers the written order of a set that was not sorted.
  private mutating func noteOrder(_ positions: [Int]) {
    guard output != .verbatim, positions != Array(positions.indices) else { return }
    var order = Array(repeating: 0, count: positions.count)
    for (sorted, written) in positions.enumerated() { order[written] = sorted }
    observation.orders[pointer] = order
  }
}

// MARK: - What is put aside

extension NeutralWalk {
  /// Takes a member that is not content out of it, and tells whether it did.
  private mutating func putAside(
    _ member: JSONTape.Members.Element, of node: JSONNodeIndex, state: FieldAutomaton.State,
    role: FieldRole
  ) -> Bool {
    guard output == .content else { return false }
    if copies.contains(member.value) { return true }
    if path.count == 1, takeText(member) { return true }
    if role.isContent {
      guard vanishes(member.value, state: state) else { return false }
      observation.server[pointer] = aside(member.value, state: state, as: .verbatim)
    } else if role.isPayload {
      putPayloadAside(member.value, state: state)
    } else if role.isContainment {
      facts.containerID = containerID(member.value)
    } else if role.isEnvironment {
      facts.environment[pointer] = aside(member.value, state: state, as: .facts)
    } else if pointer != "/_id" {
      observation.server[pointer] = aside(member.value, state: state, as: .verbatim)
    }
    return true
  }

  /// Tells whether all that an object holds is kept by the server.
  private func vanishes(_ node: JSONNodeIndex, state: FieldAutomaton.State) -> Bool {
    guard tape.kind(of: node) == .object, (1...4).contains(tape.memberCount(of: node))
    else { return false }
    for member in tape.members(of: node) {
      let (next, _) = automaton.step(state, key: tape.keyBytes(at: member.key))
      guard automaton.role(next).server != nil else { return false }
    }
    return true
  }

  private mutating func takeText(_ member: JSONTape.Members.Element) -> Bool {
    guard let (name, _) = key.kind.textMember, tape.kind(of: member.value) == .string,
      tape.string(at: member.key, equals: name)
    else { return false }
    let string = tape.decodedString(at: member.value)
    guard string.isLossless else { return false }
    text = string.utf8
    return true
  }

  private func containerID(_ node: JSONNodeIndex) -> String? {
    tape.kind(of: node) == .string ? tape.decodedString(at: node).text : nil
  }

  private mutating func putPayloadAside(_ node: JSONNodeIndex, state: FieldAutomaton.State) {
    let place = pointer
    facts.payloads.append(place)
    payloads.append(
      NeutralResource.Payload(
        pointer: place, bytes: asideBytes(node, state: state, as: .verbatim)))
  }

  private mutating func aside(
    _ node: JSONNodeIndex, state: FieldAutomaton.State, as kind: Output
  ) -> JSONValue {
    (try? JSONValue(parsing: asideBytes(node, state: state, as: kind))) ?? .null
  }

  private mutating func asideBytes(
    _ node: JSONNodeIndex, state: FieldAutomaton.State, as kind: Output
  ) -> [UInt8] {
    let outer = output
    output = kind
    defer { output = outer }
    var writer = CanonicalWriter()
    let secrecy = automaton.role(state).secrecy ?? .byName
    write(node, state: state, inherited: secrecy, into: &writer)
    return writer.bytes
  }

  private mutating func findCopies(in node: JSONNodeIndex, _ mirrors: [Mirror]) {
    for mirror in mirrors {
      guard let copy = find(mirror.copy, in: node), let original = find(mirror.original, in: node)
      else { continue }
      let place = pointer
      let paths = [mirror.copy, mirror.original].map { place + "/" + $0.joined(separator: "/") }
      if canonical(copy) == canonical(original) {
        copies.insert(copy)
        observation.mirrored.append(.init(copy: paths[0], original: paths[1]))
      } else {
        warnings.append(
          ModelWarning(
            .mirroredFieldsDiffer, key, at: paths[0],
            "'\(paths[0])' and '\(paths[1])' should be the same and differ; both are kept"))
      }
    }
  }

  private func find(_ keys: [String], in node: JSONNodeIndex) -> JSONNodeIndex? {
    var place = node
    for key in keys {
      guard tape.kind(of: place) == .object,
        let next = tape.find(member: JSONString(key), in: place)
      else { return nil }
      place = next
    }
    return place
  }

  private func canonical(_ node: JSONNodeIndex) -> [UInt8] {
    var writer = CanonicalWriter()
    writer.node(tape, node)
    return writer.bytes
  }
}

// MARK: - Credentials

extension NeutralWalk {
  /// Decides how a member's value is judged: by the catalog, by its name, or by a name beside it.
  private func secrecy(
    of member: JSONTape.Members.Element, in node: JSONNodeIndex, role: FieldRole,
    looksSecret: Bool, inherited: FieldRole.Secrecy
  ) -> FieldRole.Secrecy {
    if inherited == .subtree { return role.secrecy == FieldRole.Secrecy.none ? .byName : .subtree }
    if let listed = role.secrecy { return listed }
    switch tape.kind(of: member.value) {
    case .string, .array:
      if looksSecret || isValueOfSecretHeader(member, in: node) { return .secret }
    default: break
    }
    return .byName
  }

  /// Tells whether the member is the `value` of a header or parameter that carries a credential.
  private func isValueOfSecretHeader(
    _ member: JSONTape.Members.Element, in node: JSONNodeIndex
  ) -> Bool {
    guard tape.kind(of: member.value) == .string,
      tape.string(at: member.key, equals: "value"),
      let name = tape.find(member: "name", in: node)
        ?? tape.find(member: "key", in: node),
      tape.kind(of: name) == .string
    else { return false }
    return SecretNames.looksSecretHeader(tape.stringBytes(at: name))
  }

  /// Takes a member that is nothing but a credential out of the content, and tells whether it did.
  ///
  /// Whether a credential is there says where an integration runs, not what it does: a clone has
  /// none until a person enters it, and is the same integration. Bound documents keep the mask.
  private mutating func takeSecret(
    _ node: JSONNodeIndex, _ secrecy: FieldRole.Secrecy
  ) -> Bool {
    guard output == .content, !key.kind.isBound else { return false }
    switch tape.kind(of: node) {
    case .string:
      guard let masked = masked(node, secrecy), masked == SecretMask.bytes else { return false }
    case .number where secrecy == .secret || secrecy == .subtree: break
    default: return false
    }
    facts.masked.append(pointer)
    return true
  }

  private mutating func writeMask(into writer: inout CanonicalWriter) {
    facts.masked.append(pointer)
    writer.string(JSONString(SecretMask.text))
  }

  /// Returns the text with its credentials masked, or `nil` where it has none.
  private func masked(
    _ node: JSONNodeIndex, _ secrecy: FieldRole.Secrecy
  ) -> [UInt8]? {
    let bytes = tape.stringBytes(at: node)
    if bytes.isEmpty { return nil }
    if SecretMask.isMask(bytes) { return SecretMask.bytes }
    if secrecy == .secret || secrecy == .subtree {
      return SecretMask.isHandlebars(bytes) ? nil : SecretMask.bytes
    }
    guard bytes.count < 2048, mayHoldURL(bytes) else { return nil }
    return tape.decodedString(at: node).withUTF8(SecretMask.maskingURL)
  }

  private func mayHoldURL(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let first = bytes[0]
    if first == UInt8(ascii: "/") || first == UInt8(ascii: "?") { return true }
    guard let colon = bytes.prefix(16).firstIndex(of: UInt8(ascii: ":")), colon + 2 < bytes.count
    else { return false }
    return bytes[colon + 1] == UInt8(ascii: "/") || bytes[colon + 1] == UInt8(ascii: "\\")
  }
}

// MARK: - Texts and references

extension NeutralWalk {
  private mutating func writeString(
    _ node: JSONNodeIndex, state: FieldAutomaton.State, inherited: FieldRole.Secrecy,
    into writer: inout CanonicalWriter
  ) {
    if let masked = masked(node, inherited) {
      facts.masked.append(pointer)
      masked.withUnsafeBufferPointer { writer.string($0) }
    } else if output == .verbatim || !writeReference(node, state: state, into: &writer) {
      writer.node(tape, node)
    }
  }

  /// Writes a name in the place of an id, and tells whether the text was one.
  private mutating func writeReference(
    _ node: JSONNodeIndex, state: FieldAutomaton.State, into writer: inout CanonicalWriter
  ) -> Bool {
    switch automaton.role(state).reference ?? .unlisted {
    case .opaque, .plain: return false
    case .group(let kind): return writeGroup(node, kind, into: &writer)
    case .kinds(let kinds):
      return writeResource(node, kinds, into: &writer)
    case .unlisted:
      guard hasIDForm(tape.stringBytes(at: node)) else { return false }
      return writeResource(node, [], into: &writer)
    }
  }

  private mutating func writeGroup(
    _ node: JSONNodeIndex, _ kind: GroupKind, into writer: inout CanonicalWriter
  ) -> Bool {
    let id = tape.decodedString(at: node).text
    guard let name = naming.groups.names[kind]?[id] else { return false }
    if key.kind == .integrations { facts.groups.names[kind, default: [:]][id] = name }
    writePointer("$group", name, into: &writer)
    return true
  }

  private mutating func writeResource(
    _ node: JSONNodeIndex, _ kinds: [ResourceKind], into writer: inout CanonicalWriter
  ) -> Bool {
    let id = tape.decodedString(at: node).text
    guard let target = index.resolve(id: id, kinds: kinds) else { return false }
    let place = pointer
    switch naming.reference(to: target, from: key, at: place) {
    case .resource(let name): writePointer("$resource", name.description, into: &writer)
    case .slot(let slot):
      // An element of a set has no place of its own; its slot is known by what is in it.
      if !place.hasSuffix("/-") { facts.bindings[place] = SlotBinding(slot: slot, id: id) }
      writePointer("$slot", slot.description, into: &writer)
    case .external(let name):
      facts.externals[place] = id
      writePointer("$external", name, into: &writer)
    case nil: return false
    }
    return true
  }

  private func writePointer(
    _ key: JSONString, _ name: String, into writer: inout CanonicalWriter
  ) {
    writer.beginObject()
    writer.key(key)
    writer.string(JSONString(name))
    writer.endObject()
  }

  /// Writes a member's name; one that looks like a reference of ours gets one more `$`.
  private func writeKey(_ node: JSONNodeIndex, into writer: inout CanonicalWriter) {
    guard output != .verbatim, tape.keyBytes(at: node).first == UInt8(ascii: "$") else {
      return writer.key(tape, node)
    }
    writer.key(JSONString("$" + tape.decodedString(at: node).text))
  }
}
