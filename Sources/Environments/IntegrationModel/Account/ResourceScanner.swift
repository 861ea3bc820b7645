public import LosslessJSON

/// Reads from documents what a ``ResourceSummary`` holds.
///
/// A scanner belongs to one worker: it learns the documents' names and paths as it goes.
public final class ResourceScanner {
  private let automata: FieldAutomata

  /// Prepares to read documents as the catalog describes them.
  public init(catalog: FieldCatalog) {
    automata = FieldAutomata(of: catalog)
  }

  /// Summarises one document.
  ///
  /// - Parameter containerID: The integration that contains the resource by its place, as in a
  ///   bundle, where documents do not say it themselves.
  public func summary(
    of document: JSONDocument, key: ResourceKey, containerID: String?, version: String
  ) -> ResourceSummary {
    document.withTape { tape in
      let root = tape.root
      func node(_ name: JSONString) -> JSONNodeIndex? {
        tape.find(member: name, in: root).flatMap { tape.kind(of: $0) == .string ? $0 : nil }
      }
      func own(_ name: JSONString) -> String? {
        node(name).map { tape.decodedString(at: $0).text }
      }
      func shared(_ name: JSONString) -> String? {
        node(name).map { automata.texts.text($0, in: tape) }
      }
      func filled(_ name: JSONString) -> String? { shared(name).flatMap { $0.isEmpty ? nil : $0 } }
      var walk = ReferenceWalk(tape: tape, automata: automata, kind: key.kind)
      walk.visit(root, state: 0)
      return ResourceSummary(
        key: key, name: own("name") ?? "",
        containerID: shared("_integrationId") ?? containerID, sourceID: own("_sourceId"),
        application: filled("assistant") ?? filled("type") ?? filled("provider")
          ?? key.kind.singular,
        isManaged: node("_connectorId") != nil, mode: shared("type"),
        createdAt: own("createdAt") ?? "", lastModified: own("lastModified"),
        references: walk.end(), version: version)
    }
  }
}

/// Collects the ids in one document.
private struct ReferenceWalk {
  private let tape: JSONTape
  private let automata: FieldAutomata
  private let automaton: FieldAutomaton
  private let texts: SharedTexts
  private var path: DocumentPath
  private var members: MemberStack
  private var sites: [ReferenceSite]
  private var isEnvironment = false

  init(tape: JSONTape, automata: FieldAutomata, kind: ResourceKind) {
    self.tape = tape
    automaton = automata[kind]
    texts = automata.texts
    self.automata = automata
    let room = automata.takeRoom()
    path = DocumentPath(tape, in: room.steps)
    members = room.members
    sites = room.sites
  }

  /// Ends the walk and returns the ids that it found.
  consuming func end() -> [ReferenceSite] {
    // A copy takes no more memory than they need, which is held for as long as the account is.
    let found = sites.isEmpty ? [] : sites.withUnsafeBufferPointer { Array($0) }
    sites.removeAll(keepingCapacity: true)
    automata.putBack(WalkRoom(members: members, steps: path.steps, sites: sites))
    return found
  }

  mutating func visit(_ node: JSONNodeIndex, state: FieldAutomaton.State) {
    switch tape.kind(of: node) {
    case .object: visitObject(node, state: state)
    case .array: visitArray(node, state: state)
    case .string: note(node, state: state)
    case .number, .bool, .null: break
    }
  }

  private mutating func visitObject(_ node: JSONNodeIndex, state: FieldAutomaton.State) {
    // Held once for all members: this is where every one of them passes by.
    let automaton = automaton
    let range = members.push(tape, node)
    for position in range {
      let member = members[position]
      switch tape.kind(of: member.value) {
      case .object, .array, .string: visitMember(member, state: state, automaton)
      case .number, .bool, .null: break
      }
    }
    members.pop(range)
  }

  private mutating func visitMember(
    _ member: JSONTape.Member, state: FieldAutomaton.State, _ automaton: FieldAutomaton
  ) {
    let next = tape.withDecoded(member.key) { automaton.step(state, key: $0).state }
    let traits = automaton.traits(next)
    guard traits.isDisjoint(with: [.payload, .containment, .server]) else { return }
    let outer = isEnvironment
    isEnvironment = outer || traits.contains(.environment)
    path.enter(key: member.key)
    visit(member.value, state: next)
    path.leave()
    isEnvironment = outer
  }

  private mutating func visitArray(_ node: JSONNodeIndex, state: FieldAutomaton.State) {
    let next = automaton.stepIntoElement(state)
    let isSet = automaton.traits(state).contains(.unordered)
    for (index, element) in tape.elements(of: node).enumerated() {
      if isSet { path.enterAnyElement() } else { path.enter(element: index) }
      visit(element, state: next)
      path.leave()
    }
  }

  private mutating func note(_ node: JSONNodeIndex, state: FieldAutomaton.State) {
    let traits = automaton.traits(state)
    guard traits.isDisjoint(with: [.noReference, .group]) else { return }
    var kinds: [ResourceKind] = []
    if traits.contains(.reference) {
      if case .kinds(let listed) = automaton.role(state).reference { kinds = listed }
    } else if !tape.withDecoded(node, hasIDForm) {
      return
    }
    let id = texts.text(node, in: tape)
    guard !id.isEmpty else { return }
    sites.append(
      ReferenceSite(
        pointer: texts.pointer(of: path), id: id, kinds: kinds, isEnvironment: isEnvironment))
  }
}
