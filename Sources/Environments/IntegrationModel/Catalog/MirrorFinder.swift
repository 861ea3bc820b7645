public import LosslessJSON

/// Finds the content that documents of one kind hold twice.
///
/// A value belongs to one worker, as the automaton in it does.
public struct MirrorFinder {
  private let automaton: FieldAutomaton

  /// Prepares to look through documents of a kind.
  public init(kind: ResourceKind, catalog: FieldCatalog) {
    automaton = FieldAutomaton(kind: kind, catalog: catalog)
  }

  /// The places of a copy and of its original, wherever a document has both.
  public func pairs(in document: JSONValue) -> [(copy: JSONPointer, original: JSONPointer)] {
    var pairs: [(copy: JSONPointer, original: JSONPointer)] = []
    visit(document, state: 0, .root, &pairs)
    return pairs
  }

  private func visit(
    _ value: JSONValue, state: FieldAutomaton.State, _ place: JSONPointer,
    _ pairs: inout [(copy: JSONPointer, original: JSONPointer)]
  ) {
    switch value {
    case .object(let object):
      for mirror in automaton.role(state).mirrors {
        let places = [mirror.copy, mirror.original].map { keys in
          keys.reduce(place) { $0.appending(key: JSONString($1)) }
        }
        let isWhole = [mirror.copy, mirror.original].allSatisfy { value[at: $0] != nil }
        if isWhole { pairs.append((places[0], places[1])) }
      }
      for member in object {
        let next = member.key.withUTF8 { automaton.step(state, key: $0).state }
        visit(member.value, state: next, place.appending(key: member.key), &pairs)
      }
    case .array(let elements):
      let next = automaton.stepIntoElement(state)
      for (index, element) in elements.enumerated() {
        visit(element, state: next, place.appending(index: index), &pairs)
      }
    default: return
    }
  }
}

extension JSONValue {
  fileprivate subscript(at keys: [String]) -> JSONValue? {
    keys.reduce(Optional(self)) { $0?[JSONString($1)] }
  }
}
