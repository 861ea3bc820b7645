public import LosslessJSON

/// Reads from documents what a ``ResourceSummary`` holds.
///
/// A scanner belongs to one worker: it learns the documents' names and paths as it goes.
public final class ResourceScanner {
  private let catalog: FieldCatalog
  private var automata: [ResourceKind: FieldAutomaton] = [:]
  private var pointers = SharedPointers()

  /// Prepares to read documents as the catalog describes them.
  public init(catalog: FieldCatalog) {
    self.catalog = catalog
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
      func text(_ name: JSONString) -> String? {
        guard let node = tape.find(member: name, in: root), tape.kind(of: node) == .string
        else { return nil }
        return tape.decodedString(at: node).text
      }
      func filled(_ name: JSONString) -> String? { text(name).flatMap { $0.isEmpty ? nil : $0 } }
      var walk = ReferenceWalk(tape: tape, automaton: automaton(key.kind))
      walk.visit(root, state: 0)
      return ResourceSummary(
        key: key, name: text("name") ?? "",
        containerID: text("_integrationId") ?? containerID, sourceID: text("_sourceId"),
        application: filled("assistant") ?? filled("type") ?? filled("provider")
          ?? key.kind.singular,
        isManaged: text("_connectorId") != nil, mode: text("type"),
        createdAt: text("createdAt") ?? "", lastModified: text("lastModified"),
        references: walk.sites.map { $0.with(pointer: pointers.shared($0.pointer)) },
        version: version)
    }
  }

  private func automaton(_ kind: ResourceKind) -> FieldAutomaton {
    if let known = automata[kind] { return known }
    let automaton = FieldAutomaton(kind: kind, catalog: catalog)
    automata[kind] = automaton
    return automaton
  }
}

/// The places that were found before: thousands of documents have their ids at the same few.
private struct SharedPointers {
  private var known: Set<String> = []

  private static let countMax = 4096

  /// Returns a text that others have too.
  mutating func shared(_ pointer: String) -> String {
    // Other texts may be equal and have other bytes.
    guard pointer.utf8.allSatisfy({ $0 < 0x80 }), known.count < Self.countMax else {
      return pointer
    }
    return known.insert(pointer).memberAfterInsert
  }
}

extension ReferenceSite {
  fileprivate func with(pointer: String) -> ReferenceSite {
    ReferenceSite(pointer: pointer, id: id, kinds: kinds, isEnvironment: isEnvironment)
  }
}

/// Collects the ids in one document.
private struct ReferenceWalk {
  let tape: JSONTape
  let automaton: FieldAutomaton
  var sites: [ReferenceSite] = []
  private var path: DocumentPath
  private var members = MemberStack()
  private var isEnvironment = false

  init(tape: JSONTape, automaton: FieldAutomaton) {
    self.tape = tape
    self.automaton = automaton
    path = DocumentPath(tape)
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
    let range = members.push(tape, node)
    for position in range {
      let member = members[position]
      switch tape.kind(of: member.value) {
      case .object, .array, .string: visitMember(member, state: state)
      case .number, .bool, .null: break
      }
    }
    members.pop(range)
  }

  private mutating func visitMember(_ member: JSONTape.Member, state: FieldAutomaton.State) {
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
    let id = tape.decodedString(at: node).text
    guard !id.isEmpty else { return }
    sites.append(
      ReferenceSite(pointer: path.pointer, id: id, kinds: kinds, isEnvironment: isEnvironment))
  }
}
