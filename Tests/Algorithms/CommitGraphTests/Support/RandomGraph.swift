import CommitGraph
import ObjectModel
import TestKit

/// Histories as families of branches make them, and some that nobody would make.
enum RandomGraph {
  static func make(_ random: inout SeededRandom) -> TextGraph {
    var graph = TextGraph("")
    let isWild = Int.random(in: 0..<4, using: &random) == 0
    let count = Int.random(in: 2...(isWild ? 14 : 26), using: &random)
    var heads: [String] = []
    let branchMax = Int.random(in: 1...5, using: &random)
    for number in 0..<count {
      let node =
        heads.isEmpty
        ? CommitNode(parents: []) : node(&graph, &heads, isWild, branchMax, &random)
      let name = "c\(number)"
      graph.add(name, named(node, number))
      if heads.isEmpty { heads.append(name) } else { heads[0] = name }
      heads.shuffle(using: &random)
    }
    return graph
  }

  /// Makes the next commit of the first branch.
  private static func node(
    _ graph: inout TextGraph, _ heads: inout [String], _ isWild: Bool, _ branchMax: Int,
    _ random: inout SeededRandom
  ) -> CommitNode {
    func any() -> String { graph.names[Int.random(in: 0..<graph.names.count, using: &random)] }
    let shape = Int.random(in: 0..<16, using: &random)
    if shape == 0 { return CommitNode(parents: []) }
    if shape < 4, heads.count < branchMax { heads.insert(any(), at: 0) }
    let head = heads[0]
    let line = firstParents(of: head, graph)
    let other = isWild ? any() : heads[heads.count - 1]
    switch shape {
    case 4...6 where other != head:
      return CommitNode(parents: [head, other].map(graph.id))
    case 7...9:
      let target = isWild ? any() : line[Int.random(in: 0..<line.count, using: &random)]
      return CommitNode(parents: [graph.id(head)], revertsTo: graph.id(target))
    case 10...12 where other != head:
      let names = ["x", "y", "z"].filter { _ in Bool.random(using: &random) }
      let incomplete = names.filter { _ in Int.random(in: 0..<4, using: &random) == 0 }
      return CommitNode(
        parents: [graph.id(head)],
        taken: Taken(
          source: graph.id(other), record: graph.id(other), names: Set(names),
          incomplete: Set(incomplete)))
    default:
      return CommitNode(parents: [graph.id(head)])
    }
  }

  /// Gives what was taken a record of its own.
  private static func named(_ node: CommitNode, _ number: Int) -> CommitNode {
    var node = node
    node.taken = node.taken.map {
      Taken(
        source: $0.source, record: TextGraph.id(1 << 60 + UInt64(number)), names: $0.names,
        incomplete: $0.incomplete)
    }
    return node
  }

  private static func firstParents(of name: String, _ graph: TextGraph) -> [String] {
    var line = [name]
    while let last = line.last, let parent = graph.nodes[last]?.parents.first {
      line.append(graph.name(parent))
    }
    return line
  }
}
