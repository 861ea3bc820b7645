import LosslessJSON
import Synchronization

/// What one worker walks documents with: an automaton for each kind, the texts that were
/// met, and the room that walks need.
///
/// Automata learn the names and paths of documents as they go. They belong to the catalog, which
/// lends them: what one walk has learned, the next one knows, whoever takes it.
final class FieldAutomata {
  private let catalog: FieldCatalog
  private var tools: Tools

  /// Borrows from the catalog, until nobody holds what is returned.
  init(of catalog: FieldCatalog) {
    self.catalog = catalog
    tools = catalog.workshop.take()
  }

  deinit { catalog.workshop.putBack(tools) }

  /// The texts that documents have alike.
  var texts: SharedTexts { tools.texts }

  /// Returns the automaton of a kind.
  subscript(kind: ResourceKind) -> FieldAutomaton {
    if let known = tools.automata[Int(kind.alphabeticalRank)] { return known }
    let automaton = FieldAutomaton(kind: kind, catalog: catalog)
    tools.automata[Int(kind.alphabeticalRank)] = automaton
    return automaton
  }

  /// Lends the room for the walk through one document, empty; it is to be put back.
  func takeRoom() -> WalkRoom {
    let room = tools.room
    tools.room = WalkRoom()
    return room
  }

  /// Takes the room of a walk that has ended for the next one.
  func putBack(_ room: WalkRoom) { tools.room = room }

  fileprivate struct Tools {
    var automata = [FieldAutomaton?](repeating: nil, count: ResourceKind.allCases.count)
    let texts = SharedTexts()
    var room = WalkRoom()
  }
}

/// The stacks of a walk through a document, which grow once and not with every document.
struct WalkRoom {
  /// The members of the objects around the walk.
  var members = MemberStack()
  /// The steps from the root to where the walk is.
  var steps: [DocumentPath.Step] = []
  /// The ids that the walk found.
  var sites: [ReferenceSite] = []
}

/// What a catalog's automata begin with, and those that nobody uses at the moment.
final class AutomatonWorkshop: Sendable {
  private struct Shelf: @unchecked Sendable {
    var starts: [ResourceKind: FieldAutomaton.Start] = [:]
    // Each is here or with one worker, never both.
    var idle: [FieldAutomata.Tools] = []
  }

  private let shelf = Mutex(Shelf())

  /// Returns what all automata of a kind begin with, made once.
  func start(_ kind: ResourceKind, of catalog: FieldCatalog) -> FieldAutomaton.Start {
    shelf.withLock { shelf in
      if let start = shelf.starts[kind] { return start }
      let start = FieldAutomaton.Start(kind: kind, catalog: catalog)
      shelf.starts[kind] = start
      return start
    }
  }

  fileprivate func take() -> FieldAutomata.Tools {
    shelf.withLock { $0.idle.popLast() } ?? FieldAutomata.Tools()
  }

  fileprivate func putBack(_ tools: FieldAutomata.Tools) {
    shelf.withLock { $0.idle.append(tools) }
  }
}
