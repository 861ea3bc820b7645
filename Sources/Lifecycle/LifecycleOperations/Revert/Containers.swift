import IntegrationModel
import ObjectModel
import RepositoryCore

/// Finds out where flows, APIs and tools were at a time, from what was recorded of the others.
struct Containers {
  private let capture: StateCapture
  private let target: TargetName?

  init(_ capture: StateCapture, except target: TargetName?) {
    self.capture = capture
    self.target = target
  }

  /// The integration that contained a resource when last recorded before a revision, if it is still
  /// there and was another one.
  ///
  /// - Parameter wantsBefore: Whether the state before that revision is meant: a move is recorded in
  ///   both integrations, so that what it moved was still in the other one then.
  func container(
    of key: ResourceKey, at revision: Revision, wantsBefore: Bool
  ) throws -> IntegrationDirectory.Entry? {
    guard key.kind.isContained else { return nil }
    let repository = capture.context.repository
    for entry in capture.directory.entries where entry.isRecorded && entry.target != target {
      let revisions = try RevisionJournal(entry.target, in: repository).revisions()
      let then = revisions.first { other in
        let isSameMove =
          wantsBefore && other.operation == .move && other.description == revision.description
        return !isSameMove && other.createdAt <= revision.createdAt && other.after != nil
      }
      if let state = then?.after, try repository.facts(of: state.facts).names[key] != nil {
        return entry
      }
    }
    return nil
  }
}
