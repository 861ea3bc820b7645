import EnvironmentAdapters
import FileStorage
import IntegrationModel
import ObjectModel
import ParallelWork
import RepositoryCore

extension SnapshotOperation {
  /// Records integrations of one environment, reading as little as can be.
  public func run(
    _ entries: [IntegrationDirectory.Entry], of environment: String, _ resolver: StateResolver
  ) throws -> Report {
    if let glance = try resolver.glance(of: environment),
      let sightings = glance.sightings(of: entries, concerned: true),
      let report = try run(sightings, glance)
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
    let wanted = sightings.filter { !options.onlyIfChanged || $0.isEdited }
    if options.onlyIfChanged {
      report.unchanged = sightings.filter { !$0.isEdited }.map(\.entry.target)
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
    guard let found = try look(at: wanted, glance) else { return nil }
    let written = try atOneTime().record(found.edited, found.concerned, glance, &report)
    glance.save(replacing: written)
    report.revisions.sort { $0.target < $1.target }
    report.unchanged.sort()
    return report
  }

  /// What became of integrations, or `nil` where something has to be read whole.
  private func look(
    at sightings: [AccountGlance.Sighting], _ glance: AccountGlance
  ) throws -> (edited: [EditedIntegration], concerned: [CapturedState])? {
    // What an integration consists of that is not recorded now would not be known later.
    let concerned = sightings.filter { $0.closure != nil }
    guard concerned.count == glance.concerned?.closures.count ?? 0,
      try concerned.allSatisfy({ sighting in
        try sighting.target.standing.map {
          try context.repository.isCurrent($0, sighting.entry.target)
        } ?? false
      })
    else { return nil }
    let alike = sightings.filter { $0.closure == nil }
    let edited = try parallelMap(alike, makeWorker: { glance.encoder() }) { encoder, sighting in
      try EditedIntegration(sighting, of: glance, with: encoder)
    }.compactMap { $0 }
    guard edited.count == alike.count else { return nil }
    return (edited, try glance.capture(concerned))
  }

  /// Whether an integration that was not edited is told of by its standing: a revision of its own
  /// also holds what is merely observed.
  private func mayPass(_ standing: CachedTarget.Standing) -> Bool {
    options.onlyIfChanged || standing.isExact
  }

  /// Records integrations and returns what is known of them then, by logical name.
  private func record(
    _ edited: [EditedIntegration], _ concerned: [CapturedState], _ glance: AccountGlance,
    _ report: inout Report
  ) throws -> [String: CachedTarget] {
    let recording = Recording(context.repository, by: context.identity())
    var written: [String: CachedTarget] = [:]
    do {
      for integration in edited {
        written[integration.target.integration] = try record(integration, recording, &report)
      }
      for captured in concerned {
        written[captured.entry.target.integration] = try record(
          captured, glance, recording, &report)
      }
      try context.checkInterrupt()
    } catch {
      recording.abandon()
      throw error
    }
    try recording.finish(message: "snapshot: \(options.description)")
    return written
  }

  private func record(
    _ integration: EditedIntegration, _ recording: Recording, _ report: inout Report
  ) throws -> CachedTarget {
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
      return integration.target(
        standing: integration.standing.with(
          outcome.state.facts == integration.state.facts ? .exact : .essential))
    }
    let revision = try add(
      target, outcome.state, outcome.changes, after: integration.prior, recording, &report)
    return integration.target(
      standing: CachedTarget.Standing(revision)?.with(fingerprint: integration.fingerprint))
  }

  /// Records an integration that consists of something else than before, or may do so.
  private func record(
    _ captured: CapturedState, _ glance: AccountGlance, _ recording: Recording,
    _ report: inout Report
  ) throws -> CachedTarget {
    let heads = try TargetHeads(of: captured.entry.target, in: context.repository)
    try heads.requireNothingApplied(captured.entry.target)
    let standing = try record(
      try HashedState(captured, in: context.repository.format), heads, recording,
      &report)
    return CachedTarget(
      captured.entry, captured.closure, in: captured.account,
      at: glance.concerned?.positions ?? [:], standing: standing, warnings: captured.warnings)
  }
}
