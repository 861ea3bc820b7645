import LosslessJSON
import ObjectModel
import Synchronization

/// What every object links to, gathered in one reading of the whole repository.
///
/// Objects are numbered, so that a history of millions of links fits in memory.
struct ObjectGraph {
  /// A link from one object to another, and what it takes the other for.
  struct Link {
    let target: Int32
    let kind: ObjectKind
    /// Whether a tree calls it a JSON document.
    let isDocument: Bool
  }

  /// An object that was read, or is only linked to.
  struct Node {
    let id: ObjectID
    /// `nil` for an object that is missing or damaged.
    var kind: ObjectKind?
    var links: Range<Int> = 0..<0
    /// Whether its bytes are JSON in canonical form; known only when that was asked for.
    var isCanonical = true
  }

  private(set) var nodes: [Node] = []
  private var links: [Link] = []
  private var numbers: [ObjectID: Int32] = [:]

  /// The number of an object, or `nil` if nothing is known of it.
  func number(of id: ObjectID) -> Int? { numbers[id].map { Int($0) } }

  subscript(number: Int) -> Node { nodes[number] }

  /// What an object links to: of a commit, the tree first.
  func links(of number: Int) -> ArraySlice<Link> { links[nodes[number].links] }

  fileprivate mutating func add(_ id: ObjectID, _ parsed: ParsedLinks) {
    let number = Int(self.number(for: id))
    // A second copy of the same object says the same.
    guard nodes[number].kind == nil else { return }
    nodes[number].kind = parsed.kind
    nodes[number].isCanonical = parsed.isCanonical
    let start = links.count
    for link in parsed.links {
      links.append(
        Link(target: self.number(for: link.id), kind: link.kind, isDocument: link.isDocument))
    }
    nodes[number].links = start..<links.count
  }

  private mutating func number(for id: ObjectID) -> Int32 {
    if let number = numbers[id] { return number }
    let number = Int32(nodes.count)
    numbers[id] = number
    nodes.append(Node(id: id))
    return number
  }
}

/// Gathers a graph from several threads.
final class ObjectGraphBuilder: Sendable {
  private struct State {
    var graph = ObjectGraph()
    var malformed: [ObjectID: String] = [:]
  }

  private let format: ObjectFormat
  private let checksCanonicalForm: Bool
  private let state = Mutex(State())

  init(_ format: ObjectFormat, checksCanonicalForm: Bool) {
    self.format = format
    self.checksCanonicalForm = checksCanonicalForm
  }

  /// Takes in an object whose bytes match its id.
  func add(_ id: ObjectID, _ object: StoredObject) {
    do throws(ObjectCodingError) {
      var parsed = try ParsedLinks(object, format)
      if checksCanonicalForm { parsed.checkForm(of: object) }
      let result = parsed
      state.withLock { $0.graph.add(id, result) }
    } catch {
      state.withLock { $0.malformed[id] = "\(object.kind.name) '\(id)': \(error.message)" }
    }
  }

  /// Those of some objects, and of all that are linked to, which were not taken in.
  func unread(_ ids: [ObjectID]) -> [ObjectID] {
    state.withLock { state in
      let graph = state.graph
      let unknown = ids.filter { graph.number(of: $0) == nil }
      return (unknown + graph.nodes.filter { $0.kind == nil }.map(\.id))
        .filter { state.malformed[$0] == nil }
    }
  }

  /// The graph, and what is wrong with objects that could not be understood.
  func finish() -> (graph: ObjectGraph, malformed: [ObjectID: String]) {
    state.withLock { ($0.graph, $0.malformed) }
  }
}

/// The ids inside one object.
private struct ParsedLinks {
  let kind: ObjectKind
  private(set) var links: [(id: ObjectID, kind: ObjectKind, isDocument: Bool)] = []
  private(set) var isCanonical = true

  init(_ object: StoredObject, _ format: ObjectFormat) throws(ObjectCodingError) {
    kind = object.kind
    switch object.kind {
    case .blob: return
    case .tree:
      for entry in try Tree(decoding: object.bytes, format: format).entries
      where entry.mode != .submodule {
        let isDocument = entry.name.utf8.reversed().starts(with: ".json".utf8.reversed())
        links.append((entry.id, entry.isDirectory ? .tree : .blob, isDocument))
      }
    case .commit:
      // Commits of git's need not be UTF-8; what a journal or a branch of ours names is read whole.
      let commit = try CommitScan(object.bytes, format: format)
      links = [(commit.tree.objectID, .tree, false)]
      links += commit.parents.map { ($0.objectID, .commit, false) }
    case .tag: links = [try Self.target(of: object.bytes)]
    }
  }

  /// Reads the two first lines of an annotated tag: `object <id>`, `type <kind>`.
  private static func target(
    of tag: [UInt8]
  ) throws(ObjectCodingError) -> (id: ObjectID, kind: ObjectKind, isDocument: Bool) {
    let lines = tag.split(separator: 0x0a, maxSplits: 2)
    guard lines.count > 1, lines[0].starts(with: "object ".utf8),
      let id = ObjectID(hexDigits: lines[0].dropFirst(7)), lines[1].starts(with: "type ".utf8),
      let kind = ObjectKind(name: String(decoding: lines[1].dropFirst(5), as: UTF8.self))
    else { throw ObjectCodingError(.malformed, "it does not say what it is a tag of") }
    return (id, kind, false)
  }

  mutating func checkForm(of object: StoredObject) {
    guard object.kind == .blob else { return }
    isCanonical = (try? JSONDocument(parsing: object.bytes))?.isCanonical ?? false
  }
}
