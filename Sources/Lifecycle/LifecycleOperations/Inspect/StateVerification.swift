import IntegrationModel
import LosslessJSON
import ObjectModel
import ObjectStore
public import RepositoryCore

/// Checks that the facts of a recorded state belong to its content.
public struct StateVerification: Sendable {
  private let repository: Repository

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
    let facts = try repository.facts(of: state.facts)
    let content = IntegrationState.resources(
      of: try FileTree(state.content, from: repository.objects))
    let bound = IntegrationState.bound(of: files)
    let known = Set(facts.resources.keys)
    for name in Set(content.keys).union(bound.keys).subtracting(known).sorted() {
      problems.append("'\(name)' has no facts")
    }
    for name in known.sorted() where content[name] == nil && bound[name] == nil {
      problems.append("there are facts of '\(name)', which is not in the content")
    }
    return problems
  }
}
