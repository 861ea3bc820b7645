import IntegrationModel
import LosslessJSON
import ObjectModel
import ObjectStore
public import RepositoryCore
import Synchronization

/// Checks that the facts of recorded states belong to their content.
public final class StateVerification: Sendable {
  private let repository: Repository
  /// The names in facts that were read: one state after another has the same.
  private let facts = RecentNames<BlobID>()
  /// The names in folders that were read.
  private let folders = RecentNames<Folder>()

  private struct Folder: Hashable, Sendable {
    let tree: TreeID
    let path: String
  }

  /// Prepares to check states of a repository.
  public init(_ repository: Repository) {
    self.repository = repository
  }

  /// Returns what is wrong with a state, in sentences.
  ///
  /// - Throws: what reading it throws.
  public func problems(of state: RecordedState) throws -> [String] {
    let commit = try repository.objects.commit(state.facts)
    var problems: [String] = []
    let named = CommitTrailers(commit.message)[CommitTrailers.content]
    if named != state.commit.hex {
      let text = named.map { "name the content '\($0)'" } ?? "name no content"
      problems.append("the facts '\(state.facts)' \(text) and not '\(state.commit)'")
    }
    let files = try repository.objects.tree(commit.tree)
    let present = try names(in: state.content, at: "") { path in
      StateLayout.resource(at: path).flatMap { $0.isText ? nil : $0.name }
    }.union(boundNames(in: files))
    let known = try factsNames(in: files, of: state)
    for name in present.subtracting(known).sorted() { problems.append("'\(name)' has no facts") }
    for name in known.subtracting(present).sorted() {
      problems.append("there are facts of '\(name)', which is not in the content")
    }
    return problems
  }

  private func factsNames(in files: Tree, of state: RecordedState) throws -> Set<LogicalName> {
    let read = { Set(try self.repository.facts(of: state.facts).resources.keys) }
    guard let blob = files[StateLayout.facts]?.blobID else { return try read() }
    return try facts.names(of: blob, read)
  }

  private func boundNames(in files: Tree) throws -> Set<LogicalName> {
    guard let folder = files[StateLayout.boundFolder]?.treeID else { return [] }
    return try names(in: folder, at: "\(StateLayout.boundFolder)/", StateLayout.bound)
  }

  /// The names of the files in a folder and below; folders that were read are not read again.
  private func names(
    in tree: TreeID, at path: String, depth: Int = 0, _ name: (String) -> LogicalName?
  ) throws -> Set<LogicalName> {
    try folders.names(of: Folder(tree: tree, path: path)) {
      try FileTree.checkDepth(depth, of: tree)
      var names: Set<LogicalName> = []
      for entry in try repository.objects.tree(tree).entries {
        let place = path + entry.name
        guard let folder = entry.treeID else {
          if let name = name(place) { names.insert(name) }
          continue
        }
        names.formUnion(try self.names(in: folder, at: "\(place)/", depth: depth + 1, name))
      }
      return names
    }
  }
}

/// Names that were read, by what they were read from, until there are too many.
private final class RecentNames<Key: Hashable & Sendable>: Sendable {
  private let known = Mutex<[Key: Set<LogicalName>]>([:])
  private let countMax = 1024

  /// Returns what is known of a key, or reads it.
  func names(
    of key: Key, _ read: () throws -> Set<LogicalName>
  ) throws -> Set<LogicalName> {
    if let names = known.withLock({ $0[key] }) { return names }
    let names = try read()
    known.withLock { known in
      if known.count >= countMax { known = [:] }
      known[key] = names
    }
    return names
  }
}
