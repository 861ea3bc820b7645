import EnvironmentAdapters
import FileStorage
import IntegrationModel
import ObjectModel
import RepositoryCore

extension SnapshotOperation {
  /// Records integrations of one environment, reading as little as can be.
  public func run(
    _ entries: [IntegrationDirectory.Entry], of environment: String, _ resolver: StateResolver
  ) throws -> Report {
    if let glance = try resolver.glance(of: environment),
      let sightings = glance.sightings(of: entries), let report = try run(sightings, glance)
    {
      return report
    }
    let capture = try resolver.capture(of: environment)
    let present = Dictionary(
      capture.directory.entries.map { ($0.target, $0) }
    ) { first, _ in first }
    return try run(entries.compactMap { present[$0.target] }, with: capture)
  }

  /// Records what was edited, and what was not if that is wanted, too; `nil` where something has to
  /// be read whole.
  private func run(
    _ sightings: [AccountGlance.Sighting], _ glance: AccountGlance
  ) throws -> Report? {
    var report = Report()
    guard sightings.allSatisfy({ $0.target.standing.map(mayPass) ?? false }) else { return nil }
    let wanted = sightings.filter { !options.onlyIfChanged || !$0.edits.isEmpty }
    if options.onlyIfChanged {
      report.unchanged = sightings.filter(\.edits.isEmpty).map(\.entry.target)
    }
    if wanted.isEmpty {
      glance.saveIfTouched()
      report.unchanged.sort()
      return report
    }
    var locks: [any FileLock] = []
    defer { locks.forEach { $0.release() } }
    for sighting in wanted {
      // Whoever holds a lock is named by the way that looks at everything.
      guard let lock = try? context.repository.lock(sighting.entry.target) else { return nil }
      locks.append(lock)
    }
    let integrations = try parallelMap(wanted, makeWorker: { glance.encoder() }) {
      encoder, sighting in
      try EditedIntegration(sighting, of: glance, with: encoder)
    }.compactMap { $0 }
    guard integrations.count == wanted.count else { return nil }
    let written = try record(integrations, &report)
    glance.save(replacing: written)
    report.revisions.sort { $0.target < $1.target }
    report.unchanged.sort()
    return report
  }

  /// Whether an integration that was not edited is told of by its standing: a revision of its own
  /// also holds what is merely observed.
  private func mayPass(_ standing: CachedTarget.Standing) -> Bool {
    options.onlyIfChanged || standing.isExact
  }

  /// Records the integrations and returns what is known of them then, by logical name.
  private func record(
    _ integrations: [EditedIntegration], _ report: inout Report
  ) throws -> [String: CachedTarget] {
    let recording = Recording(context.repository, by: context.identity())
    var written: [String: CachedTarget] = [:]
    do {
      for integration in integrations {
        let target = integration.entry.target
        let outcome = try StateRecorder(recording: recording, target: target).record(
          integration, subject: options.description)
        if integration.isEdited {
          report.warnings += (integration.target.danglings + integration.warnings).map {
            (target, $0)
          }
        }
        guard outcome.changed || !options.onlyIfChanged else {
          report.unchanged.append(target)
          written[target.integration] = integration.target(
            standing: integration.standing.with(
              outcome.state.facts == integration.state.facts ? .exact : .essential))
          continue
        }
        let revision = try add(
          target, outcome.state, outcome.changes, after: integration.prior, recording, &report)
        written[target.integration] = integration.target(
          standing: CachedTarget.Standing(revision)?.with(fingerprint: integration.fingerprint))
      }
      try context.checkInterrupt()
    } catch {
      recording.abandon()
      throw error
    }
    try recording.finish(message: "snapshot: \(options.description)")
    return written
  }
}
