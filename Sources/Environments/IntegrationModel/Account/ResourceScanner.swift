public import LosslessJSON
import StructuralDiff

/// Reads from documents what a ``ResourceSummary`` holds.
///
/// A scanner belongs to one worker: it learns the documents' names and paths as it goes.
public final class ResourceScanner {
  private let catalog: FieldCatalog
  private var automata: [ResourceKind: FieldAutomaton] = [:]

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
      var walk = ReferenceWalk(tape: tape, automaton: automaton(key.kind))
      walk.visit(root, state: 0, pointer: "")
      return ResourceSummary(
        key: key, name: text("name") ?? "",
        containerID: text("_integrationId") ?? containerID, sourceID: text("_sourceId"),
        application: text("assistant") ?? text("type") ?? text("provider") ?? key.kind.singular,
        isManaged: text("_connectorId") != nil, mode: text("type"),
        createdAt: text("createdAt") ?? "", lastModified: text("lastModified"),
        references: walk.sites, version: version)
    }
  }

  private func automaton(_ kind: ResourceKind) -> FieldAutomaton {
    if let known = automata[kind] { return known }
    let automaton = FieldAutomaton(kind: kind, catalog: catalog)
    automata[kind] = automaton
    return automaton
  }
}

/// Collects the ids in one document.
private struct ReferenceWalk {
  let tape: JSONTape
  let automaton: FieldAutomaton
  var sites: [ReferenceSite] = []
  private var isEnvironment = false

  init(tape: JSONTape, automaton: FieldAutomaton) {
    self.tape = tape
    self.automaton = automaton
  }

  mutating func visit(_ node: JSONNodeIndex, state: FieldAutomaton.State, pointer: String) {
    switch tape.kind(of: node) {
    case .object:
      for member in tape.sortedMembers(of: node) {
        let (next, _) = automaton.step(state, key: tape.keyBytes(at: member.key))
        let role = automaton.role(next)
        guard isSearched(role) else { continue }
        let outer = isEnvironment
        isEnvironment = outer || role.isEnvironment
        visitMember(member, state: next, pointer: pointer)
        isEnvironment = outer
      }
    case .array:
      let next = automaton.stepIntoElement(state)
      let isSet = automaton.role(state).array?.isUnordered ?? false
      for (index, element) in tape.elements(of: node).enumerated() {
        visit(element, state: next, pointer: "\(pointer)/\(isSet ? "-" : String(index))")
      }
    case .string: note(node, state: state, pointer: pointer)
    default: break
    }
  }

  private mutating func visitMember(
    _ member: JSONTape.Members.Element, state: FieldAutomaton.State, pointer: String
  ) {
    switch tape.kind(of: member.value) {
    case .object, .array, .string:
      guard tape.kind(of: member.value) != .string || mayBeID(member.value, state: state) else {
        return
      }
      let key = JSONPointer.root.appending(key: tape.decodedString(at: member.key))
      visit(member.value, state: state, pointer: pointer + key.description)
    default: break
    }
  }

  private func isSearched(_ role: FieldRole) -> Bool {
    !role.isPayload && !role.isContainment && role.server == nil
  }

  private func mayBeID(_ node: JSONNodeIndex, state: FieldAutomaton.State) -> Bool {
    automaton.role(state).reference != nil || hasIDForm(tape.stringBytes(at: node))
  }

  private mutating func note(
    _ node: JSONNodeIndex, state: FieldAutomaton.State, pointer: String
  ) {
    let kinds: [ResourceKind]
    switch automaton.role(state).reference ?? .unlisted {
    case .kinds(let listed): kinds = listed
    case .unlisted:
      guard hasIDForm(tape.stringBytes(at: node)) else { return }
      kinds = []
    case .group, .plain, .opaque: return
    }
    let id = tape.decodedString(at: node).text
    guard !id.isEmpty else { return }
    sites.append(
      ReferenceSite(pointer: pointer, id: id, kinds: kinds, isEnvironment: isEnvironment))
  }
}

extension JSONTape {
  /// The members of an object in the order of the neutral form: by the bytes of their names.
  func sortedMembers(of index: JSONNodeIndex) -> [Member] {
    var members: [Member] = []
    members.reserveCapacity(memberCount(of: index))
    for member in self.members(of: index) { members.append(member) }
    var isSorted = true
    for position in members.indices.dropFirst()
    where !precedes(members[position - 1].key, members[position].key) {
      isSorted = false
      break
    }
    if !isSorted { members.sort { precedes($0.key, $1.key) } }
    return members
  }

  private func precedes(_ one: JSONNodeIndex, _ other: JSONNodeIndex) -> Bool {
    guard !hasEscapes(at: one), !hasEscapes(at: other) else {
      return decodedString(at: one) < decodedString(at: other)
    }
    return keyBytes(at: one).lexicographicallyPrecedes(keyBytes(at: other))
  }
}
