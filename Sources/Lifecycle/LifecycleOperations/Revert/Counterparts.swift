import IntegrationModel
import RepositoryCore

/// Finds the revisions that record one operation in several integrations.
///
/// What an operation takes from other integrations or gives them is recorded there once it has
/// ended, in its words. Others may have the same words; no two operations that have part in one
/// integration overlap, so that such a record belongs to the last one that had ended by then.
final class Counterparts {
  private let capture: StateCapture
  private var journals: [TargetName: [Revision]] = [:]

  /// Prepares to look into the journals of an account.
  init(_ capture: StateCapture) { self.capture = capture }

  /// The revisions of an integration that left a state, newest first.
  func revisions(of target: TargetName) throws -> [Revision] {
    if let known = journals[target] { return known }
    let revisions = try RevisionJournal(target, in: capture.context.repository).revisions()
      .filter { $0.after != nil }
    journals[target] = revisions
    return revisions
  }

  /// The revision of another integration that records the other side of what a revision records.
  func counterpart(of revision: Revision, in target: TargetName) throws -> Revision? {
    if revision.isOtherSide {
      return try operation(recordedIn: revision).flatMap { $0.target == target ? $0 : nil }
    }
    return try otherSides(after: revision, in: target).first { try isSide($0, of: revision) }
  }

  /// Whether what a revision has and no counterpart had can only have been made by it: neither is it
  /// the other side of an operation, which makes nothing there, nor was anything recorded elsewhere,
  /// before the integration's next revision, that may be its other side and seems to be another's.
  func makesTheRest(_ revision: Revision) throws -> Bool {
    guard revision.isOperation, !revision.isOtherSide else { return false }
    let next = try revisions(of: revision.target).last { $0.number > revision.number }?.createdAt
    return try targets(besides: revision.target).allSatisfy { target in
      try otherSides(after: revision, in: target).allSatisfy { other in
        try next.map { other.createdAt >= $0 } ?? false || isSide(other, of: revision)
      }
    }
  }

  /// What may be the other side of an operation.
  private func otherSides(after revision: Revision, in target: TargetName) throws -> [Revision] {
    try revisions(of: target).filter { other in
      other.isOtherSide && other.description == revision.description
        && other.createdAt >= revision.end
    }
  }

  private func isSide(_ other: Revision, of revision: Revision) throws -> Bool {
    let operation = try operation(recordedIn: other)
    return operation?.target == revision.target && operation?.id == revision.id
  }

  /// The operation of another integration whose other side a revision records.
  private func operation(recordedIn other: Revision) throws -> Revision? {
    let candidates = try targets(besides: other.target).compactMap { target in
      try revisions(of: target).first { revision in
        revision.isOperation && !revision.isOtherSide
          && revision.description == other.description && revision.end <= other.createdAt
      }
    }
    return candidates.max { $0.end < $1.end }
  }

  private func targets(besides target: TargetName) -> Set<TargetName> {
    let present = capture.directory.entries.filter(\.isRecorded).map(\.target)
    return Set(present + capture.directory.gone).subtracting([target])
  }
}

extension Revision {
  /// Whether it records what an operation of another integration did here: that takes no time.
  fileprivate var isOtherSide: Bool { operation == .move && finishedAt == createdAt }

  fileprivate var end: String { finishedAt ?? createdAt }
}
