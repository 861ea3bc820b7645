import EnvironmentAdapters
import IntegrationModel
import LifecycleOperations
import LosslessJSON
import Synchronization
import TestKit
import Testing

/// How often an environment is reached, and for how long what was seen of it is held.
@Suite struct SightTests {
  /// An environment that notes for how long what was seen of it is held.
  private struct Held: EnvironmentWrapper {
    let inner: any Environment
    let number: Int
    let log: Log

    func letGo() { log.notes.withLock { _ = $0.held.remove(number) } }

    func survey<Worker, Summary: Sendable>(
      reusing cache: SurveyCache<Summary>?, makeWorker: @Sendable () -> Worker,
      _ summarise: @Sendable (Worker, EnvironmentDocument) -> Summary
    ) throws(EnvironmentError) -> EnvironmentSurvey<Summary> {
      log.notes.withLock { _ = $0.held.insert(number) }
      return try inner.survey(reusing: cache, makeWorker: makeWorker, summarise)
    }

    func create(
      _ kind: ResourceKind, _ document: JSONValue
    ) throws(EnvironmentError) -> EnvironmentDocument {
      noteWrite()
      return try inner.create(kind, document)
    }

    func restore(
      _ key: ResourceKey, _ document: JSONValue
    ) throws(EnvironmentError) -> EnvironmentDocument? {
      noteWrite()
      return try inner.restore(key, document)
    }

    func update(
      _ key: ResourceKey, to document: JSONValue, expecting version: String
    ) throws(EnvironmentError) -> EnvironmentDocument {
      noteWrite()
      return try inner.update(key, to: document, expecting: version)
    }

    func delete(_ key: ResourceKey, expecting version: String) throws(EnvironmentError) {
      noteWrite()
      try inner.delete(key, expecting: version)
    }

    /// What is written through ends its own sight.
    private func noteWrite() {
      letGo()
      log.notes.withLock { notes in
        notes.writeCount += 1
        if !notes.held.isEmpty { notes.heldWriteCount += 1 }
      }
    }
  }

  /// What all connections to an environment note.
  private final class Log: Sendable {
    struct Notes {
      var connectionCount = 0
      /// The connections that hold what they saw.
      var held: Set<Int> = []
      var writeCount = 0
      /// How many writes came while another connection held something.
      var heldWriteCount = 0
    }

    let notes = Mutex(Notes())

    func connect(_ name: String, to inner: any Environment) -> ConnectedEnvironment {
      let number = notes.withLock { notes in
        notes.connectionCount += 1
        return notes.connectionCount
      }
      return ConnectedEnvironment(
        name: name, adapter: Held(inner: inner, number: number, log: self))
    }
  }

  @Test func `an environment is reached once, and nothing is held while it is written`() throws {
    let account = try MemoryAccount(SmallAccount.documents)
    let world = try TestWorld(["prod": account.environment])
    try world.snapshot("prod/orders")
    try SmallAccount.edit(account)
    let (log, known) = (Log(), try world.context())
    let context = OperationContext(
      repository: known.repository, configuration: known.configuration, catalog: .platform,
      user: "Ada", connect: { name in log.connect(name, to: account.environment) },
      now: { world.clock.next() })
    let resolver = StateResolver(context)
    _ = try resolver.directory(of: "prod")
    let plan = try RevertPlanning(resolver).plan(
      try resolver.target("prod/orders"), to: try resolver.state("prod/orders@r1"))
    #expect(log.notes.withLock { $0.connectionCount } == 1)
    _ = try PlanApplication(resolver).apply(plan)
    #expect(log.notes.withLock { $0.writeCount } > 0)
    #expect(log.notes.withLock { $0.heldWriteCount } == 0)
    #expect(log.notes.withLock { $0.held.count } <= 1, "only the look after it")
  }
}
