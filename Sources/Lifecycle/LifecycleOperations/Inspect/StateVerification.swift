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
  private let names = Mutex<[BlobID: Set<LogicalName>]>([:])
  private static let namesCountMax = 1024

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
    let files = try FileTree(commit.tree, from: repository.objects)
    let content = IntegrationState.resources(
      of: try FileTree(state.content, from: repository.objects))
    let bound = IntegrationState.bound(of: files)
    let known = try factsNames(in: files, of: state)
    for name in Set(content.keys).union(bound.keys).subtracting(known).sorted() {
      problems.append("'\(name)' has no facts")
    }
    for name in known.sorted() where content[name] == nil && bound[name] == nil {
      problems.append("there are facts of '\(name)', which is not in the content")
    }
    return problems
  }

  private func factsNames(
    in files: FileTree, of state: RecordedState
  ) throws -> Set<LogicalName> {
    let blob = files.blobs[StateLayout.facts]
    if let blob, let known = names.withLock({ $0[blob] }) { return known }
    let found = Set(try repository.facts(of: state.facts).resources.keys)
    if let blob {
      names.withLock { names in
        if names.count >= Self.namesCountMax { names = [:] }
        names[blob] = found
      }
    }
    return found
  }
}
