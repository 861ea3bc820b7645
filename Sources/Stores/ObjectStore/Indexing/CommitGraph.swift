import ByteCoding
import FileStorage
public import ObjectModel
import PackFormat

/// Git's file of all commits, from which git follows histories without reading a commit.
///
/// It names trees and parents for ever, so it never becomes wrong; but git calls it damaged once a
/// commit in it is gone. Hence it is written anew before commits are removed. See ``CommitGraphFile`` for how it is read.
public enum CommitGraph {
  /// What the file tells of a commit.
  public struct Node: Sendable {
    let id: ObjectID
    let tree: ObjectID
    let parents: [ObjectID]
    let seconds: Int64

    /// Takes what matters out of a commit.
    public init(_ id: ObjectID, _ commit: CommitScan) {
      self.id = id
      tree = commit.tree.objectID
      parents = commit.parents.map(\.objectID)
      seconds = commit.seconds
    }
  }

  private static let noParent: UInt32 = 0x7000_0000
  private static let flag: UInt32 = 0x8000_0000
  private static let levelMax = 0x3fff_ffff

  /// Returns the file for some commits; those with a parent that is not among them are left out.
  public static func encode(_ nodes: [Node], format: ObjectFormat) -> [UInt8] {
    let levels = levels(of: nodes)
    let sorted = nodes.filter { levels[$0.id] != nil }.sorted { $0.id < $1.id }
    var positions: [ObjectID: UInt32] = [:]
    for (place, node) in sorted.enumerated() { positions[node.id] = UInt32(place) }
    var commits: [UInt8] = []
    var edges: [UInt8] = []
    for node in sorted {
      append(node.tree, to: &commits)
      append(node.parents.compactMap { positions[$0] }, to: &commits, &edges)
      let time = UInt64(min(max(node.seconds, 0), 0x3_ffff_ffff))
      commits.append(bigEndian: UInt64(levels[node.id] ?? 0) << 34 | time)
    }
    var chunks = IDTable.chunks(sorted.map(\.id)) + [("CDAT", commits)]
    if !edges.isEmpty { chunks.append(("EDGE", edges)) }
    return ChunkedFile.encode(
      signature: CommitGraphFile.signature, extra: [], chunks, format: format)
  }

  /// Two numbers for the parents; of more than two, the second and all others are in a list of their
  /// own.
  private static func append(
    _ parents: [UInt32], to commits: inout [UInt8], _ edges: inout [UInt8]
  ) {
    commits.append(bigEndian: parents.first ?? noParent)
    guard parents.count > 2 else {
      commits.append(bigEndian: parents.count == 2 ? parents[1] : noParent)
      return
    }
    commits.append(bigEndian: flag | UInt32(edges.count / 4))
    for parent in parents.dropFirst().dropLast() { edges.append(bigEndian: parent) }
    edges.append(bigEndian: flag | parents[parents.count - 1])
  }

  /// One more than the highest level of the parents; none for a commit whose history is not whole.
  private static func levels(of nodes: [Node]) -> [ObjectID: Int] {
    var known: [ObjectID: Node] = [:]
    for node in nodes { known[node.id] = node }
    var levels: [ObjectID: Int?] = [:]
    for node in nodes {
      var stack = [node]
      while let next = stack.last {
        let missing = next.parents.filter { levels[$0] == nil }.compactMap { known[$0] }
        guard levels[next.id] == nil, !missing.isEmpty else {
          stack.removeLast()
          if levels[next.id] == nil { levels[next.id] = .some(level(next, levels)) }
          continue
        }
        stack += missing
      }
    }
    return levels.compactMapValues { $0 }
  }

  private static func level(_ node: Node, _ levels: [ObjectID: Int?]) -> Int? {
    var level = 0
    for parent in node.parents {
      guard case .some(.some(let above)) = levels[parent] else { return nil }
      level = max(level, above)
    }
    return min(level + 1, levelMax)
  }

  private static func append(_ id: ObjectID, to bytes: inout [UInt8]) {
    id.withUnsafeBytes { bytes.append(contentsOf: $0) }
  }
}

extension ObjectDatabase {
  /// Replaces what git knows of the history by these commits.
  public func writeCommitGraph(_ nodes: [CommitGraph.Node]) throws(ObjectWriteError) {
    try ObjectWriteError.wrapping { () throws(FileSystemError) in
      let folder = directory + "/info"
      try fileSystem.createDirectories(folder, durable: true)
      try fileSystem.writeAtomically(
        commitGraph.path, CommitGraph.encode(nodes, format: format), permissions: 0o444)
      // Git may have written the history in several files: they would go on to be read.
      if try fileSystem.kind(of: folder + "/commit-graphs") == .directory {
        try fileSystem.removeTree(folder + "/commit-graphs")
      }
    }
    commitGraph.forget()
  }
}
