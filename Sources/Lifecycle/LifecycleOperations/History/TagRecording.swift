public import ObjectModel
import RefStore
public import RepositoryCore

/// Names revisions.
public struct TagRecording {
  private let context: OperationContext

  /// Prepares to name revisions.
  public init(_ context: OperationContext) {
    self.context = context
  }

  /// Gives a revision a name that no other revision of its target has.
  public func tag(_ revision: Revision, _ commit: CommitID, _ name: String) throws {
    let ref = try revision.target.tagRef(name)
    if let known = try context.repository.refs.target(of: ref) {
      guard known != commit.objectID else { return }
      throw LifecycleError.refused(
        "tag_exists", "a revision of '\(revision.target)' is named '\(name)' already",
        hint: "choose another name")
    }
    var transaction = context.repository.refs.transaction()
    transaction.create(ref, at: commit.objectID)
    try context.repository.changeRefs([ref]) {
      try transaction.commit(by: context.identity(), message: "tag \(name)")
    }
  }
}
