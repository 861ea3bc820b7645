import LosslessJSON

extension NeutralWalk {
  /// Takes a member that is not content out of it, and tells whether it did.
  mutating func putAside(
    _ member: JSONTape.Member, state: FieldAutomaton.State, _ traits: FieldTraits,
    _ secrecy: Secrecy
  ) -> Bool {
    if !copies.isEmpty, copies.contains(member.value) { return true }
    if path.depth == 1, takeText(member) { return true }
    guard !traits.isDisjoint(with: .aside) else {
      guard vanishes(member.value, state: state) else { return false }
      return keepAside(member, state: state, secrecy)
    }
    if traits.contains(.payload) {
      putPayloadAside(member.value, state: state, secrecy)
    } else if traits.contains(.containment), tape.kind(of: member.value) == .string {
      facts.containerID = texts.text(member.value, in: tape)
    } else if traits.contains(.environment) {
      facts.environment[pointer] = aside(member.value, state: state, secrecy, as: .facts)
    } else if path.depth > 1 || !tape.string(at: member.key, equals: "_id") {
      return keepAside(member, state: state, secrecy)
    }
    return true
  }

  /// Puts a field that the server keeps among the observations.
  private mutating func keepAside(
    _ member: JSONTape.Member, state: FieldAutomaton.State, _ secrecy: Secrecy
  ) -> Bool {
    // Most documents have about so many; growing step by step costs more than all else of it.
    if observation.server.isEmpty { observation.server.reserveCapacity(6) }
    observation.server[pointer] = aside(member.value, state: state, secrecy, as: .verbatim)
    return true
  }

  /// Tells whether all that an object holds is kept by the server.
  private func vanishes(_ node: JSONNodeIndex, state: FieldAutomaton.State) -> Bool {
    guard tape.kind(of: node) == .object, (1...4).contains(tape.memberCount(of: node))
    else { return false }
    for member in tape.members(of: node) {
      let (next, _) = tape.withDecoded(member.key) { automaton.step(state, key: $0) }
      guard automaton.traits(next).contains(.server) else { return false }
    }
    return true
  }

  private mutating func takeText(_ member: JSONTape.Member) -> Bool {
    guard let (name, _) = key.kind.textMember, tape.kind(of: member.value) == .string,
      tape.string(at: member.key, equals: name)
    else { return false }
    let string = tape.decodedString(at: member.value)
    guard string.isLossless else { return false }
    text = string.utf8
    return true
  }

  private mutating func putPayloadAside(
    _ node: JSONNodeIndex, state: FieldAutomaton.State, _ secrecy: Secrecy
  ) {
    let pointer = self.pointer
    facts.payloads.append(pointer)
    let bytes = asideBytes(node, state: state, secrecy, as: .verbatim)
    payloads.append(NeutralResource.Payload(pointer: pointer, bytes: bytes))
  }

  private mutating func aside(
    _ node: JSONNodeIndex, state: FieldAutomaton.State, _ secrecy: Secrecy, as kind: Output
  ) -> JSONValue {
    switch tape.kind(of: node) {
    case .bool, .null: return tape.value(at: node)
    case .number where secrecy == .byName: return tape.value(at: node)
    case .string where kind == .verbatim && masked(node, secrecy) == nil:
      return tape.value(at: node)
    default:
      let bytes = asideBytes(node, state: state, secrecy, as: kind)
      return (try? JSONValue(parsing: bytes)) ?? .null
    }
  }

  private mutating func asideBytes(
    _ node: JSONNodeIndex, state: FieldAutomaton.State, _ secrecy: Secrecy, as kind: Output
  ) -> [UInt8] {
    let outer = output
    output = kind
    defer { output = outer }
    // Nothing is put aside of what is put aside: one buffer is enough.
    let buffers = buffers
    buffers.aside.removeAll()
    write(node, state: state, secrecy: secrecy, into: &buffers.aside)
    return buffers.aside.bytes
  }
}

// MARK: - Content that is there twice

extension NeutralWalk {
  mutating func findCopies(in node: JSONNodeIndex, _ mirrors: [Mirror]) {
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

  /// Notes that a copy, too, will hold the masks of its original when it is rebuilt.
  mutating func noteMaskedCopies() {
    guard !facts.masked.isEmpty else { return }
    for mirror in observation.mirrored {
      facts.masked += facts.masked.compactMap { pointer in
        guard pointer.utf8.starts(with: "\(mirror.original)/".utf8) else { return nil }
        return mirror.copy + pointer.dropFirst(mirror.original.count)
      }
    }
  }

  private func find(_ keys: [String], in node: JSONNodeIndex) -> JSONNodeIndex? {
    var place = node
    for key in keys {
      guard let next = tape.find(member: JSONString(key), in: place) else { return nil }
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
