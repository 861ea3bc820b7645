public import LosslessJSON
public import StructuralDiff

/// Tells the arrays of one kind's documents apart as the catalog says.
public struct CatalogIdentity: ArrayIdentity {
  private let automaton: FieldAutomaton
  private let state: FieldAutomaton.State

  /// Creates the identity of the root of documents of a kind.
  ///
  /// A value belongs to one worker, as the automaton in it does.
  public init(kind: ResourceKind, catalog: FieldCatalog) {
    self.init(automaton: FieldAutomaton(kind: kind, catalog: catalog), state: 0)
  }

  private init(automaton: FieldAutomaton, state: FieldAutomaton.State) {
    self.automaton = automaton
    self.state = state
  }

  public func member(_ key: JSONString) -> CatalogIdentity {
    CatalogIdentity(
      automaton: automaton, state: key.withUTF8 { automaton.step(state, key: $0).state })
  }

  public var element: CatalogIdentity {
    CatalogIdentity(automaton: automaton, state: automaton.stepIntoElement(state))
  }

  public var strategy: ArrayStrategy { automaton.role(state).array ?? .unknown }
}
