public import LosslessJSON
public import StructuralDiff

/// Tells the arrays of one kind's documents apart as the catalog says.
///
/// The catalog is asked when the first array differs: most comparisons meet none.
public struct CatalogIdentity: ArrayIdentity {
  private let rules: Rules
  private let place: Place

  /// The rules of a kind, made ready when they are first asked.
  private final class Rules {
    private let kind: ResourceKind
    private let catalog: FieldCatalog
    private(set) lazy var automaton: FieldAutomaton = {
      isReady = true
      return FieldAutomaton(kind: kind, catalog: catalog.arraysOnly)
    }()
    private(set) var isReady = false

    init(_ kind: ResourceKind, _ catalog: FieldCatalog) {
      (self.kind, self.catalog) = (kind, catalog)
    }
  }

  /// A place in the document: in the automaton, or, before that is ready, as the way to it.
  private indirect enum Place {
    case known(FieldAutomaton.State)
    case member(JSONString, of: Place)
    case element(of: Place)
  }

  /// Creates the identity of the root of documents of a kind.
  ///
  /// A value belongs to one worker, as the automaton in it does.
  public init(kind: ResourceKind, catalog: FieldCatalog) {
    self.init(Rules(kind, catalog), .known(0))
  }

  private init(_ rules: Rules, _ place: Place) {
    (self.rules, self.place) = (rules, place)
  }

  public func member(_ key: JSONString) -> CatalogIdentity { step(to: .member(key, of: place)) }

  public var element: CatalogIdentity { step(to: .element(of: place)) }

  public var strategy: ArrayStrategy {
    rules.automaton.role(state(of: place)).array ?? .unknown
  }

  private func step(to next: Place) -> CatalogIdentity {
    CatalogIdentity(rules, rules.isReady ? .known(state(of: next)) : next)
  }

  private func state(of place: Place) -> FieldAutomaton.State {
    switch place {
    case .known(let state): return state
    case .member(let key, let above):
      let state = state(of: above)
      return key.withUTF8 { rules.automaton.step(state, key: $0).state }
    case .element(let above): return rules.automaton.stepIntoElement(state(of: above))
    }
  }
}
