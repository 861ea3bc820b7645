import ObjectModel
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
  ///
  /// - Throws: ``LifecycleError`` `bad_name` for what cannot be one, `tag_exists`.
  public func tag(_ revision: Revision, named name: String) throws {
    guard let commit = revision.commit else {
      throw LifecycleError(.usage, "bad_state", "'\(revision.id)' is not recorded yet")
    }
    guard !Self.isRevisionID(name) else {
      throw LifecycleError(
        .usage, "bad_name", "'\(name)' looks like the id of a revision",
        hint: "choose another name")
    }
    guard let ref = try? revision.target.tagRef(name), !name.contains(":") else {
      throw LifecycleError(
        .usage, "bad_name", "'\(name)' cannot be the name of a revision",
        hint: "use letters, digits, dots and hyphens, such as release-7")
    }
    if let known = try context.repository.refs.target(of: ref) {
      guard known != commit.objectID else { return }
      throw LifecycleError.refused(
        "tag_exists", "a revision of '\(revision.target)' is named '\(name)' already",
        hint: "choose another name, or take it away with 'ilm tag --delete "
          + "\(revision.target)@\(name)'")
    }
    var transaction = context.repository.refs.transaction()
    transaction.create(ref, at: commit.objectID)
    try context.repository.changeRefs([ref]) {
      try transaction.commit(by: context.identity(), message: "tag \(name)")
    }
  }

  /// Takes a name away; the revision stays.
  ///
  /// - Throws: ``LifecycleError`` `unknown_tag` where no revision of the target has the name.
  public func remove(_ name: String, of target: TargetName) throws {
    guard let ref = try? target.tagRef(name),
      let known = try context.repository.refs.target(of: ref)
    else {
      throw LifecycleError(
        .usage, "unknown_tag", "no revision of '\(target)' is named '\(name)'",
        hint: "'ilm tag' lists the names")
    }
    var transaction = context.repository.refs.transaction()
    transaction.delete(ref, expecting: .exactly(known))
    try context.repository.changeRefs([ref]) {
      try transaction.commit(by: context.identity(), message: "tag --delete \(name)")
    }
  }

  private static func isRevisionID(_ name: String) -> Bool {
    name.hasPrefix("r") && name.count > 1 && name.dropFirst().allSatisfy(\.isNumber)
  }
}
