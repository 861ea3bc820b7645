import LosslessJSON

/// One pass over one document that writes its content and collects its facts.
///
/// It cannot be copied: all workers share what it holds, and counting who holds it is what slows
/// them down.
struct NeutralWalk: ~Copyable {
  /// What is being written.
  enum Output {
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

  var path: DocumentPath
  var output = Output.content
  /// Whether an element of a set is being written, which has no place of its own.
  var isInSet = false
  /// Copies of other content in this document; they are left out.
  var copies: Set<JSONNodeIndex> = []
  private var members: MemberStack
  let texts: SharedTexts
  let buffers: WalkBuffers

  init(
    tape: JSONTape, automata: FieldAutomata, key: ResourceKey, index: AccountIndex,
    naming: IntegrationNaming, buffers: WalkBuffers
  ) {
    let room = automata.takeRoom()
    self.tape = tape
    automaton = automata[key.kind]
    texts = automata.texts
    self.buffers = buffers
    self.key = key
    self.index = index
    self.naming = naming
    facts = ResourceFacts(id: key.id, name: "")
    path = DocumentPath(tape, in: room.steps)
    members = room.members
  }

  /// Writes the content and collects everything else.
  mutating func content() -> [UInt8] {
    let buffers = buffers
    buffers.content.removeAll()
    write(tape.root, state: 0, secrecy: .byName, into: &buffers.content)
    noteMaskedCopies()
    return buffers.content.bytes
  }

  /// Ends the walk and returns what was written and collected.
  ///
  /// - Parameter text: The text that the environment keeps beside the document, if it does.
  consuming func resource(
    _ name: LogicalName, _ content: [UInt8], text outside: [UInt8]?
  ) -> NeutralResource {
    NeutralResource(
      name: name, content: content, text: text ?? outside, facts: facts, observation: observation,
      payloads: payloads, warnings: warnings)
  }

  /// Where the walk is, as a JSON Pointer.
  var pointer: String { texts.pointer(of: path) }

  /// The room that the walk had, for the next one.
  var room: WalkRoom { WalkRoom(members: members, steps: path.steps) }

  // MARK: Values

  mutating func write(
    _ node: JSONNodeIndex, state: FieldAutomaton.State, secrecy: Secrecy,
    into writer: inout CanonicalWriter
  ) {
    switch tape.kind(of: node) {
    case .object: writeObject(node, state: state, secrecy: secrecy, into: &writer)
    case .array: writeArray(node, state: state, secrecy: secrecy, into: &writer)
    case .string: writeString(node, state: state, secrecy: secrecy, into: &writer)
    case .number where secrecy != .byName: writeMask(into: &writer)
    default: writer.node(tape, node)
    }
  }

  private mutating func writeObject(
    _ node: JSONNodeIndex, state: FieldAutomaton.State, secrecy: Secrecy,
    into writer: inout CanonicalWriter
  ) {
    if output == .content, automaton.traits(state).contains(.mirrored) {
      findCopies(in: node, automaton.role(state).mirrors)
    }
    writer.beginObject()
    // Held once for all members: this is where every one of them passes by.
    let automaton = automaton
    let range = members.push(tape, node)
    for position in range {
      let member = members[position]
      let (next, look) = tape.withDecoded(member.key) { automaton.step(state, key: $0) }
      let traits = automaton.traits(next)
      let below = self.secrecy(of: member, in: node, traits, look, inherited: secrecy)
      path.enter(key: member.key)
      let isGone =
        output == .content
        && (putAside(member, state: next, traits, below) || takeSecret(member.value, below))
      if !isGone {
        writeKey(member.key, into: &writer)
        write(member.value, state: next, secrecy: below, into: &writer)
      }
      path.leave()
    }
    members.pop(range)
    writer.endObject()
  }

  private mutating func writeArray(
    _ node: JSONNodeIndex, state: FieldAutomaton.State, secrecy: Secrecy,
    into writer: inout CanonicalWriter
  ) {
    let next = automaton.stepIntoElement(state)
    if output != .verbatim, automaton.traits(state).contains(.unordered), isSetOfScalars(node) {
      return writeSet(node, state: next, secrecy: secrecy, into: &writer)
    }
    writer.beginArray()
    for (position, element) in tape.elements(of: node).enumerated() {
      path.enter(element: position)
      write(element, state: next, secrecy: secrecy, into: &writer)
      path.leave()
    }
    writer.endArray()
  }

  /// Writes a member's name; one that looks like a reference of ours gets one more `$`.
  private func writeKey(_ node: JSONNodeIndex, into writer: inout CanonicalWriter) {
    guard output != .verbatim, tape.withDecoded(node, { $0.first }) == UInt8(ascii: "$") else {
      return writer.key(tape, node)
    }
    let escaped = [UInt8(ascii: "$")] + tape.decodedString(at: node).utf8
    escaped.withUnsafeBufferPointer { writer.key($0) }
  }
}

// MARK: - Sets

extension NeutralWalk {
  private func isSetOfScalars(_ node: JSONNodeIndex) -> Bool {
    for element in tape.elements(of: node) {
      switch tape.kind(of: element) {
      case .object, .array: return false
      default: break
      }
    }
    return true
  }

  /// Writes the elements sorted by what is written of them; their places are the sorted ones.
  private mutating func writeSet(
    _ node: JSONNodeIndex, state: FieldAutomaton.State, secrecy: Secrecy,
    into writer: inout CanonicalWriter
  ) {
    var elements: [(node: JSONNodeIndex, bytes: [UInt8], position: Int)] = []
    path.enterAnyElement()
    for element in tape.elements(of: node) {
      let bytes = scalarBytes(element, state: state, secrecy)
      elements.append((element, bytes, elements.count))
    }
    path.leave()
    elements.sort {
      $0.bytes == $1.bytes
        ? $0.position < $1.position : $0.bytes.lexicographicallyPrecedes($1.bytes)
    }
    noteOrder(elements.map(\.position))
    writer.beginArray()
    for (position, element) in elements.enumerated() {
      writeElement(element.node, at: position, state: state, secrecy, into: &writer)
    }
    writer.endArray()
  }

  /// What is written of a scalar, without noting anything.
  private func scalarBytes(
    _ node: JSONNodeIndex, state: FieldAutomaton.State, _ secrecy: Secrecy
  ) -> [UInt8] {
    var writer = CanonicalWriter()
    switch tape.kind(of: node) {
    case .string:
      switch rendering(node, state: state, secrecy) {
      case .asWritten: writer.node(tape, node)
      case .masked(let bytes): bytes.withUnsafeBufferPointer { writer.string($0) }
      case .reference(let reference): reference.write(into: &writer)
      }
    case .number where secrecy != .byName: writer.string(JSONString(SecretMask.text))
    default: writer.node(tape, node)
    }
    return writer.bytes
  }

  private mutating func writeElement(
    _ node: JSONNodeIndex, at position: Int, state: FieldAutomaton.State, _ secrecy: Secrecy,
    into writer: inout CanonicalWriter
  ) {
    guard tape.kind(of: node) == .string else {
      path.enter(element: position)
      write(node, state: state, secrecy: secrecy, into: &writer)
      return path.leave()
    }
    path.enterAnyElement()
    let rendering = rendering(node, state: state, secrecy)
    path.leave()
    path.enter(element: position)
    isInSet = true
    write(rendering, of: node, into: &writer)
    isInSet = false
    path.leave()
  }

  /// Remembers the written order of a set that was not sorted.
  private mutating func noteOrder(_ positions: [Int]) {
    guard positions != Array(positions.indices) else { return }
    var order = Array(repeating: 0, count: positions.count)
    for (sorted, written) in positions.enumerated() { order[written] = sorted }
    observation.orders[pointer] = order
  }
}
