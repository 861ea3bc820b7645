import IntegrationModel
import ObjectModel
public import RepositoryCore

/// One side of a merge or a comparison: a state of which no more is read than is asked for.
public final class StateSide {
  /// What the state is called: `prod/orders`, `prod/orders@r3`, a file.
  public let label: String
  /// The integration that it is a state of; `nil` for a bundle.
  public let target: TargetName?
  /// The content tree.
  let content: TreeID
  /// Where the tree, and what is in it, is found.
  let objects: OverlaidObjects
  private let facts: Facts
  private let read: () throws -> IntegrationState
  private var known: IntegrationState?
  private var knownDetails: SideDetails?

  /// Where the facts are.
  private enum Facts {
    /// In a commit, in a tree.
    case commit(CommitID)
    case tree(TreeID)
    /// Known with the state; the files they would be recorded in, if it was read.
    case whole(files: [String: [UInt8]]?)
  }

  /// Takes a state that is known whole.
  init(_ state: IntegrationState, _ captured: CapturedState? = nil) {
    label = state.label
    target = state.target
    content = state.content
    objects = state.objects
    facts = .whole(files: captured?.factsFiles)
    read = { state }
  }

  /// Takes a recorded state without reading it.
  init(_ state: RecordedState, label: String, target: TargetName?, in repository: Repository) {
    self.label = label
    self.target = target
    content = state.content
    objects = OverlaidObjects(over: repository.objects)
    facts = .commit(state.facts)
    read = { try IntegrationState(state, label: label, target: target, in: repository) }
  }

  /// Takes what an integration has become of which documents were edited.
  init(_ edited: EditedIntegration, label: String, in repository: Repository) {
    self.label = label
    target = edited.entry.target
    content = edited.after.content
    objects = OverlaidObjects(identified: edited.objects, over: repository.objects)
    facts = .tree(edited.after.facts)
    read = { try IntegrationState(edited, label: label, in: repository) }
  }

  /// The trees of the state, unless it is known whole.
  func trees() throws -> StateTrees? {
    try factsTree().map { StateTrees(content: content, facts: $0, objects: objects) }
  }

  /// The whole state.
  func state() throws -> IntegrationState {
    if let known { return known }
    let state = try read()
    known = state
    return state
  }

  /// What a plan has to know of it.
  func details() throws -> SideDetails {
    if let knownDetails { return knownDetails }
    let details =
      if let tree = try factsTree() {
        try SideDetails(self, facts: tree)
      } else {
        SideDetails(try state())
      }
    knownDetails = details
    return details
  }

  /// The id of the facts that count as a change; see ``SignificantFacts``.
  func significantFacts() throws -> TreeID {
    if let tree = try factsTree() {
      return try SignificantFacts.id(of: tree, objects, objects.format)
    }
    guard case .whole(let files?) = facts else { throw LifecycleError.interrupted }
    return try SignificantFacts.id(of: files, objects.format)
  }

  private func factsTree() throws -> TreeID? {
    switch facts {
    case .commit(let commit): try objects.commitScan(commit).tree
    case .tree(let tree): tree
    case .whole: nil
    }
  }
}
