import IntegrationModel
import ObjectModel
import RepositoryCore

/// One side of a merge: its documents by their ids; the rest is read when it is asked for.
final class MergeSide {
  /// What the state is called: `prod/orders`, `prod/orders@r3`, a file.
  let label: String
  /// The integration that it is a state of; `nil` for a bundle.
  let target: TargetName?
  /// The content tree.
  let content: TreeID
  /// Where the tree, and what is in it, is found.
  let objects: OverlaidObjects
  private let read: () throws -> IntegrationState
  private var known: IntegrationState?

  /// Takes a state that is known whole.
  init(_ state: IntegrationState) {
    label = state.label
    target = state.target
    content = state.content
    objects = state.objects
    read = { state }
  }

  /// Takes a recorded state without reading it.
  init(_ state: RecordedState, label: String, target: TargetName?, in repository: Repository) {
    self.label = label
    self.target = target
    content = state.content
    objects = OverlaidObjects(over: repository.objects)
    read = { try IntegrationState(state, label: label, target: target, in: repository) }
  }

  /// The whole state.
  func state() throws -> IntegrationState {
    if let known { return known }
    let state = try read()
    known = state
    return state
  }
}
