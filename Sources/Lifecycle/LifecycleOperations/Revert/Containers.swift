import EnvironmentAdapters
import IntegrationModel
import LosslessJSON
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

  /// Where something was.
  struct Place {
    /// The integration.
    let entry: IntegrationDirectory.Entry
    /// What it was there.
    let document: JSONValue
    /// What groups were called there, of those that there are.
    let groups: GroupTable
  }

  /// The integration that contained a resource when last recorded before a revision, if it is still
  /// there and was another one.
  ///
  /// - Parameter wantsBefore: Whether the state before that revision is meant: a move is recorded in
  ///   both integrations, so that what it moved was still in the other one then.
  func place(
    of key: ResourceKey, at revision: Revision, wantsBefore: Bool
  ) throws -> Place? {
    guard key.kind.isContained else { return nil }
    let repository = capture.context.repository
    let time = revision.finishedAt ?? revision.createdAt
    for entry in capture.directory.entries where entry.isRecorded && entry.target != target {
      let revisions = try RevisionJournal(entry.target, in: repository).revisions()
      let then = revisions.first { other in
        guard other.after != nil else { return false }
        return other.isSameMove(as: revision) ? !wantsBefore : other.createdAt <= time
      }
      guard let recorded = then?.after else { continue }
      let state = try IntegrationState(
        recorded, label: "", target: entry.target, in: repository)
      if let name = state.facts.names[key], let document = try state.document(name) {
        return Place(
          entry: entry, document: document,
          groups: GroupTable(naming: try present(entry) ?? .null, prior: state.facts.groups))
      }
    }
    return nil
  }

  private func present(_ entry: IntegrationDirectory.Entry) throws -> JSONValue? {
    guard let id = entry.id else { return nil }
    return try capture.account.environment.adapter.document(ResourceKey(.integrations, id))?.value
  }
}

extension Containers.Place {
  /// Puts a resource into the integration, and into the group that it was in there.
  func take(_ result: inout Plan.Result) {
    result.facts.containerID = entry.id
    for (member, kind) in Self.memberships {
      result.content.removeValue(at: "/\(member)")
      // Names of groups belong to an integration, so the id is written.
      guard let name = document[JSONString(member)]?["$group"]?.text,
        let id = groups.id(of: name, in: kind)
      else { continue }
      result.content.place(.string(JSONString(id)), at: "/\(member)")
    }
  }

  private static let memberships: [(member: String, kind: GroupKind)] = [
    ("_flowGroupingId", .flowGroupings), ("_apiGroupingId", .apiGroupings),
  ]
}

extension Revision {
  /// Whether two revisions record the two sides of one move.
  fileprivate func isSameMove(as other: Revision) -> Bool {
    description == other.description && (operation == .move || other.operation == .move)
  }
}
