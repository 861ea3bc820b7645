import LosslessJSON

extension ResourceObservation {
  /// What a copy of the resource in another place takes along: the spelling of the document and the
  /// derived fields that mean the same everywhere, but no ids, times or history.
  public func copied(of kind: ResourceKind, catalog: FieldCatalog) -> ResourceObservation {
    let automaton = FieldAutomaton(kind: kind, catalog: catalog)
    var copy = self
    copy.server = server.filter { pointer, _ in
      guard let tokens = try? JSONPointer(parsing: pointer).tokens, let last = tokens.last else {
        return false
      }
      let key = last.text
      if key == "sandbox" || key.hasPrefix("_") && !key.hasPrefix("_httpConnector") { return false }
      return automaton.serverField(at: tokens) == .derived
    }
    return copy
  }
}

extension FieldAutomaton {
  /// The class of the server-kept field at a place, or `nil` if it is none.
  func serverField(at tokens: [JSONString]) -> ServerField? {
    var state: State = 0
    for token in tokens {
      let isIndex = Int(token.text) != nil
      state = isIndex ? stepIntoElement(state) : token.withUTF8 { step(state, key: $0).0 }
    }
    return role(state).server
  }
}
