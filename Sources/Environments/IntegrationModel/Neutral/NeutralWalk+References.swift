import LosslessJSON

extension NeutralWalk {
  /// What becomes of a text.
  enum Rendering {
    case asWritten
    case masked([UInt8])
    case reference(Reference)
  }

  /// A name in the place of an id.
  struct Reference {
    let id: String
    let kind: Kind

    enum Kind {
      case resource(LogicalName)
      case slot(LogicalName)
      case external(String)
      case group(GroupKind, String)
    }

    func write(into writer: inout CanonicalWriter) {
      writer.beginObject()
      switch kind {
      case .resource(let name): name.write(under: "$resource", into: &writer)
      case .slot(let slot): slot.write(under: "$slot", into: &writer)
      case .external(let name):
        writer.key("$external")
        writer.string(name)
      case .group(_, let name):
        writer.key("$group")
        writer.string(name)
      }
      writer.endObject()
    }
  }

  mutating func writeString(
    _ node: JSONNodeIndex, state: FieldAutomaton.State, secrecy: Secrecy,
    into writer: inout CanonicalWriter
  ) {
    write(rendering(node, state: state, secrecy), of: node, into: &writer)
  }

  /// Decides what becomes of a text, and notes nothing.
  func rendering(
    _ node: JSONNodeIndex, state: FieldAutomaton.State, _ secrecy: Secrecy
  ) -> Rendering {
    if let masked = masked(node, secrecy) { return .masked(masked) }
    guard output != .verbatim, let reference = reference(node, state: state) else {
      return .asWritten
    }
    return .reference(reference)
  }

  /// Writes what became of a text and notes what has to be known to restore it.
  mutating func write(
    _ rendering: Rendering, of node: JSONNodeIndex, into writer: inout CanonicalWriter
  ) {
    switch rendering {
    case .asWritten: writer.node(tape, node)
    case .masked(let bytes):
      facts.masked.append(pointer)
      bytes.withUnsafeBufferPointer { writer.string($0) }
    case .reference(let reference):
      note(reference)
      reference.write(into: &writer)
    }
  }

  private mutating func note(_ reference: Reference) {
    switch reference.kind {
    case .resource: break
    case .slot(let slot):
      // The slot of an element of a set is known by what is in it.
      guard !isInSet else { return }
      facts.bindings[pointer] = SlotBinding(slot: slot, id: reference.id)
    case .external: facts.externals[pointer] = reference.id
    case .group(let kind, let name):
      guard key.kind == .integrations else { return }
      facts.groups.names[kind, default: [:]][reference.id] = name
    }
  }

  private func reference(_ node: JSONNodeIndex, state: FieldAutomaton.State) -> Reference? {
    let traits = automaton.traits(state)
    if traits.isDisjoint(with: [.reference, .group, .noReference]) {
      guard tape.withDecoded(node, hasIDForm) else { return nil }
      return resource(texts.text(node, in: tape), [])
    }
    guard !traits.contains(.noReference) else { return nil }
    switch automaton.role(state).reference {
    case .kinds(let kinds): return resource(texts.text(node, in: tape), kinds)
    case .group(let kind): return group(texts.text(node, in: tape), kind)
    case .plain, .opaque, nil: return nil
    }
  }

  private func group(_ id: String, _ kind: GroupKind) -> Reference? {
    naming.groups.names[kind]?[id].map { Reference(id: id, kind: .group(kind, $0)) }
  }

  private func resource(_ id: String, _ kinds: [ResourceKind]) -> Reference? {
    guard let target = index.resolve(id: id, kinds: kinds),
      let name = naming.reference(to: target, from: key, at: pointer)
    else { return nil }
    switch name {
    case .resource(let name): return Reference(id: id, kind: .resource(name))
    case .slot(let slot): return Reference(id: id, kind: .slot(slot))
    case .external(let name): return Reference(id: id, kind: .external(name))
    }
  }
}

extension LogicalName {
  /// Writes a member whose value is the name's text.
  fileprivate func write(under key: String, into writer: inout CanonicalWriter) {
    writer.key(key)
    writer.string(kind.rawValue, slash: slug)
  }
}
