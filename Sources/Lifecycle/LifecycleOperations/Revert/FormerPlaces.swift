import EnvironmentAdapters
import IntegrationModel
import LosslessJSON
import ObjectModel
import RepositoryCore

/// Finds out where resources were at a time, from what was recorded of the other integrations.
final class FormerPlaces {
  private let capture: StateCapture
  private let target: TargetName?
  private let revision: Revision
  private let wantsBefore: Bool
  private let counterparts: Counterparts
  private var records: [TargetName: FormerPlace.Record?] = [:]
  private var laterRecords: [TargetName: FormerPlace.Record?] = [:]
  private var left: FormerPlace.Record??

  /// Prepares to look into what was recorded last before a revision.
  ///
  /// - Parameter wantsBefore: Whether the state before that revision is meant: what moves is
  ///   recorded in both integrations, so that it was still in the other one then.
  init(
    _ capture: StateCapture, except target: TargetName?, at revision: Revision, wantsBefore: Bool
  ) {
    self.capture = capture
    self.target = target
    self.revision = revision
    self.wantsBefore = wantsBefore
    counterparts = Counterparts(capture)
  }

  /// The integration that had a resource then, if it is still there and was another one.
  ///
  /// - Parameter isMeant: Which integrations are looked at.
  func place(
    of key: ResourceKey, where isMeant: (TargetName) -> Bool = { _ in true }
  ) throws -> FormerPlace? {
    let entries = capture.directory.entries.filter {
      $0.isRecorded && $0.target != target && isMeant($0.target)
    }
    let places = try entries.compactMap { try place(of: key, $0, record(of: $0.target, $0.id)) }
    if let place = places.first(where: { $0.record.part != nil }) { return place }
    if let last = places.first { return try wasMade(key) ? nil : last }
    for entry in entries {
      if let place = try place(of: key, entry, laterRecord(of: entry.target, entry.id)) {
        return place
      }
    }
    return nil
  }

  private func place(
    of key: ResourceKey, _ entry: IntegrationDirectory.Entry, _ record: FormerPlace.Record?
  ) -> FormerPlace? {
    guard let record, let name = record.names[key] else { return nil }
    return FormerPlace(entry: entry, name: name, record: record)
  }

  /// The integration that had a resource then and is not there any more.
  func goneOwner(of key: ResourceKey) throws -> TargetName? {
    let wasMade = try wasMade(key)
    return try capture.directory.gone.first {
      guard $0 != target else { return false }
      if let record = try record(of: $0, nil), record.names[key] != nil {
        return record.part != nil || !wasMade
      }
      return try laterRecord(of: $0, nil)?.names[key] != nil
    }
  }

  /// Whether the operation made a resource that it did not take from another integration: records of
  /// others that have it are older than that it went.
  private func wasMade(_ key: ResourceKey) throws -> Bool {
    try wantsBefore && after()?.names[key] != nil && counterparts.makesTheRest(revision)
  }

  /// The state that the revision left, if it ended well.
  func after() throws -> FormerPlace.Record? {
    if let known = left { return known }
    let record = try revision.after.map { try read($0, of: revision.target, nil) }
    left = .some(record)
    return record
  }

  private func record(of target: TargetName, _ id: String?) throws -> FormerPlace.Record? {
    if let known = records[target] { return known }
    let record = try recorded(of: target).map { try read($0.state, of: target, id, $0.part) }
    records[target] = .some(record)
    return record
  }

  private func read(
    _ recorded: RecordedState, of target: TargetName, _ id: String?, _ part: String? = nil
  ) throws -> FormerPlace.Record {
    let context = capture.context
    let state = try IntegrationState(recorded, label: "", target: target, in: context.repository)
    let groups = try id.map { try capture.groups(of: $0, prior: state.facts) } ?? GroupTable()
    return FormerPlace.Record(
      part: part, state: state, groups: groups,
      names: state.facts.names.filter { state.resources[$0.value] != nil },
      composer: DocumentComposer(of: state.facts, context.catalog))
  }

  /// What was recorded of an integration, and its part in the operation if that is the state before.
  private func recorded(of target: TargetName) throws -> (part: String?, state: RecordedState)? {
    if let other = try counterparts.counterpart(of: revision, in: target) {
      return wantsBefore ? other.before.map { (other.id, $0) } : other.after.map { (nil, $0) }
    }
    let time = revision.finishedAt ?? revision.createdAt
    // What was deleted had nothing any more.
    guard let then = try counterparts.revisions(of: target).first(where: { $0.createdAt <= time }),
      then.operation != .delete
    else { return nil }
    return then.after.map { (nil, $0) }
  }

  /// What was recorded next of an integration, unless the state before an operation is wanted.
  ///
  /// What it has then it may have had at the time already, since not everything is recorded at once;
  /// in any case nobody made it in the integration that is reverted.
  private func laterRecord(of target: TargetName, _ id: String?) throws -> FormerPlace.Record? {
    guard !wantsBefore else { return nil }
    if let known = laterRecords[target] { return known }
    let time =
      try counterparts.counterpart(of: revision, in: target)?.createdAt
      ?? revision.finishedAt ?? revision.createdAt
    let next = try counterparts.revisions(of: target).last { $0.createdAt > time }
    let record =
      next?.operation == .delete
      ? nil : try next?.after.map { try read($0, of: target, id) }
    laterRecords[target] = .some(record)
    return record
  }
}

/// Where a resource was.
struct FormerPlace {
  /// The integration.
  let entry: IntegrationDirectory.Entry
  /// What it was called there.
  let name: LogicalName
  let record: Record

  /// What was recorded of an integration.
  struct Record {
    /// The revision that records the integration's part in the operation that is taken back, where
    /// this is the state right before it; else it may have changed in between.
    let part: String?
    let state: IntegrationState
    /// What groups were called there, of those that there are.
    let groups: GroupTable
    /// The names of its resources.
    let names: [ResourceKey: LogicalName]
    fileprivate let composer: DocumentComposer

    /// A resource's document as it was, without credentials and what the server keeps.
    func document(_ key: ResourceKey) throws -> JSONValue? {
      guard let name = names[key], let result = try state.result(name) else { return nil }
      let composed = composer.compose(result, kind: key.kind, current: nil)
      return composer.catalog.given(composed.document, key.kind)
    }
  }

  /// The resource as it is now, in the integration and in the group that it was in there.
  func taking(_ now: Plan.Result) throws -> Plan.Result {
    var result = now
    result.move(to: entry.id)
    let document = try record.state.document(name)
    for (member, kind) in Self.memberships {
      // Names of groups belong to an integration, so the id is written.
      guard let name = document?[JSONString(member)]?["$group"]?.text,
        let id = record.groups.id(of: name, in: kind)
      else { continue }
      result.content.place(.string(JSONString(id)), at: "/\(member)")
    }
    return result
  }

  private static let memberships: [(member: String, kind: GroupKind)] = [
    ("_flowGroupingId", .flowGroupings), ("_apiGroupingId", .apiGroupings),
  ]
}
