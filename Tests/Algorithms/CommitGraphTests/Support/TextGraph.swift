import CommitGraph
import ObjectModel

/// A history written as text, a commit a line, older ones first.
///
///     a            without a parent
///     m: a b       a merge, or with one parent an edit
///     r: m -> a    a revert of m to a
///     p: a < b x y- a pull into a that took only x, and a part of y, from b
struct TextGraph {
  private(set) var names: [String] = []
  private(set) var nodes: [String: CommitNode] = [:]
  private var ids: [String: CommitID] = [:]
  private var namesByID: [CommitID: String] = [:]

  init(_ text: String) {
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      guard var name = words.first else { continue }
      if name.hasSuffix(":") { name.removeLast() }
      add(name, node(name, words.dropFirst()))
    }
  }

  mutating func add(_ name: String, _ node: CommitNode) {
    precondition(nodes[name] == nil, "'\(name)' is there twice")
    let id = Self.id(UInt64(names.count) << 32)
    names.append(name)
    nodes[name] = node
    ids[name] = id
    namesByID[id] = name
  }

  private func node(_ name: String, _ words: ArraySlice<String>) -> CommitNode {
    let mark = words.firstIndex { ["->", "<"].contains($0) } ?? words.endIndex
    var node = CommitNode(parents: words[..<mark].map(id))
    guard mark < words.endIndex else { return node }
    let source = id(words[mark + 1])
    if words[mark] == "->" {
      node.revertsTo = source
    } else {
      let resources = words[(mark + 2)...]
      node.taken = Taken(
        source: source, record: Self.record(of: name),
        names: Set(resources.map { $0.hasSuffix("-") ? String($0.dropLast()) : $0 }),
        incomplete: Set(resources.filter { $0.hasSuffix("-") }.map { String($0.dropLast()) }))
    }
    return node
  }

  /// The id of a commit, in the order of the lines.
  func id(_ name: String) -> CommitID {
    guard let id = ids[name] else { preconditionFailure("no '\(name)'") }
    return id
  }

  static func id(_ number: UInt64) -> CommitID {
    let bytes = (0..<20).map { $0 < 8 ? UInt8(truncatingIfNeeded: number >> (8 * (7 - $0))) : 7 }
    guard let id = ObjectID(.sha1, bytes: bytes) else { preconditionFailure("20 bytes") }
    return CommitID(id)
  }

  private static func record(of name: String) -> CommitID {
    id(name.utf8.reduce(1 << 60) { $0 &* 31 &+ UInt64($1) })
  }

  func name(_ id: CommitID) -> String { namesByID[id] ?? id.hex }

  var ancestry: CommitAncestry {
    let byID = Dictionary(uniqueKeysWithValues: nodes.map { (id($0), $1) })
    return CommitAncestry { id in
      guard let node = byID[id] else { throw Missing(id: id) }
      return node
    }
  }

  struct Missing: Error { let id: CommitID }

  /// The bases as text: the commits, then each resource with its bases; `p'` is what p took.
  func bases(_ a: String, _ b: String) throws -> String {
    describe(try ancestry.mergeBases(of: id(a), and: id(b)))
  }

  func describe(_ bases: MergeBases) -> String {
    let takers = Dictionary(
      nodes.compactMap { name, node in node.taken.map { ($0, name) } },
      uniquingKeysWith: min)
    var words = bases.commits.map(name)
    for (resource, bases) in bases.taken.sorted(by: { $0.key < $1.key }) {
      words.append(
        "\(resource)="
          + bases.map { base in
            switch base {
            case .commit(let id): name(id)
            case .taken(let taken): "\(takers[taken] ?? "?")'"
            }
          }.joined(separator: "+"))
    }
    return words.joined(separator: " ")
  }

  func ancestors(_ name: String) throws -> String {
    let found = try ancestry.ancestors(of: id(name))
    return names.filter { found.contains(id($0)) }.joined(separator: " ")
  }
}

extension TextGraph {
  /// The history as it is written.
  var text: String {
    names.map { name in
      guard let node = nodes[name] else { return name }
      var words = ["\(name):"] + node.parents.map(self.name)
      if let target = node.revertsTo { words += ["->", self.name(target)] }
      if let taken = node.taken {
        words += ["<", self.name(taken.source)]
        words += taken.names.sorted().map { taken.incomplete.contains($0) ? "\($0)-" : $0 }
      }
      return words.joined(separator: " ")
    }.joined(separator: "\n")
  }
}
