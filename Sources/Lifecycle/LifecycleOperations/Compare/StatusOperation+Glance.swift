import EnvironmentAdapters
import IntegrationModel
import ParallelWork
import RepositoryCore

extension StatusOperation {
  /// Looks at integrations of one environment, reading as little as can be.
  public func run(
    _ entries: [IntegrationDirectory.Entry], of environment: String, _ resolver: StateResolver
  ) throws -> [TargetStatus] {
    if let glance = try resolver.glance(of: environment), let statuses = try run(entries, glance) {
      glance.saveIfTouched()
      return statuses
    }
    let capture = try resolver.capture(of: environment)
    // A look may have become out of date; what the survey found counts.
    let present = Dictionary(
      capture.directory.entries.map { ($0.target, $0) }
    ) { first, _ in first }
    return try run(entries.compactMap { present[$0.target] }, with: capture)
  }

  private func run(
    _ entries: [IntegrationDirectory.Entry], _ glance: AccountGlance
  ) throws -> [TargetStatus]? {
    guard let sightings = glance.sightings(of: entries, concerned: true) else { return nil }
    if glance.isUntouched {
      return sightings.map { TargetStatus(unchanged: $0) }.sorted {
        $0.entry.target < $1.entry.target
      }
    }
    let alike = sightings.filter { $0.closure == nil }
    let statuses = try parallelMap(alike, makeWorker: { glance.encoder() }) {
      encoder, sighting -> TargetStatus? in
      if sighting.edits.isEmpty { return TargetStatus(unchanged: sighting) }
      guard let edited = try EditedIntegration(sighting, of: glance, with: encoder) else {
        return nil
      }
      return TargetStatus(edited)
    }.compactMap { $0 }
    guard statuses.count == alike.count else { return nil }
    let concerned = try glance.capture(sightings.filter { $0.closure != nil }).map {
      try status($0, $0.account)
    }
    return (statuses + concerned).sorted { $0.entry.target < $1.entry.target }
  }
}

extension StatusOperation.TargetStatus {
  /// What was never recorded is new, all of it.
  fileprivate init(unchanged sighting: AccountGlance.Sighting) {
    let target = sighting.target
    let isNew = target.standing == nil
    let newCount = isNew ? target.counts.total : 0
    self.init(
      entry: sighting.entry, revision: target.standing?.revision, contentChanged: isNew,
      factsChanged: isNew, summary: Revision.Changes(added: newCount),
      applications: target.applications, counts: target.counts)
  }

  fileprivate init(_ edited: EditedIntegration) {
    self.init(
      entry: edited.entry, revision: edited.standing.revision,
      contentChanged: edited.before.content != edited.after.content,
      factsChanged: edited.factsChanged, summary: edited.changes,
      applications: edited.target.applications, counts: edited.target.counts)
  }
}
