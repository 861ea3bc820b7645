import EnvironmentAdapters
import FileStorage
import IntegrationModel
import LosslessJSON
public import RepositoryCore

/// Ending operations that did not end, without what they were to do.
extension PlanApplication {
  /// What canceling an operation came to.
  public struct Cancellation: Sendable {
    /// The revision, canceled.
    public let revision: Revision
    /// Whether the journal of the operation was gone, so that nobody knows what it wrote and nothing
    /// was undone.
    public let isJournalMissing: Bool
    /// What is left as it is, in words: what somebody changed since; without a journal, the flows
    /// that are off and were not before.
    public let left: [String]
  }

  /// Rolls the open operation of a target back.
  public func cancel(_ target: TargetName) throws -> Cancellation {
    let lock = try repository.lock(target)
    defer { lock.release() }
    let (revision, log) = try openOperation(target)
    let isWaiting = PullLog.isWaiting(log, revision)
    let left = try isWaiting ? [] : rollBack(log, revision)
    resolver.forget(target.environment)
    let ended = try end(revision, as: .canceled, target) { _, _ in }
    // The operation has ended; a journal that stays behind is removed by the next one.
    try? log?.end()
    return Cancellation(revision: ended, isJournalMissing: log == nil && !isWaiting, left: left)
  }

  /// Refuses to end the open operation of a target where nobody has said that its environment is meant.
  public func requireEndable(_ target: TargetName) throws {
    try requireEndable(OperationLog.header(of: target, in: repository), target)
  }

  /// - Parameter header: What its journal begins with, if there is one. An operation that was begun in
  ///   this repository may be ended in it; one that was copied with it belongs to another.
  func requireEndable(_ header: JSONValue?, _ target: TargetName) throws {
    if let place = header?["place"]?.text, repository.isAt(place) { return }
    try context.connect(target.environment).requireWritable()
  }

  private func rollBack(_ log: OperationLog?, _ revision: Revision) throws -> [String] {
    guard let log else { return try leftWithoutJournal(of: revision) }
    try requireEndable(log.header, revision.target)
    try removeLeftovers(of: revision)
    let header = try OperationHeader(json: log.header)
    if !Self.isBeingCanceled(log) { try log.append(["state": "canceling"]) }
    var rollback = Rollback(try executor(header, log, revision))
    do {
      return try rollback.run()
    } catch let error as EnvironmentError {
      throw LifecycleError(stopping: error, revision.target, mayGoOn: false)
    }
  }

  /// Where nothing can be undone, what cannot be looked at is no reason to let an operation stay open.
  private func leftWithoutJournal(of revision: Revision) throws -> [String] {
    let mayWrite = (try? requireEndable(nil, revision.target)) != nil
    if mayWrite { try? removeLeftovers(of: revision) }
    do {
      return try pausedFlows(since: revision)
    } catch let error {
      guard !context.isInterrupted() else { throw error }
      return ["the flows could not be looked at: \(error)"]
    }
  }

  /// The flows that are off now and were on before an operation, in words.
  private func pausedFlows(since revision: Revision) throws -> [String] {
    guard let before = revision.before else { return [] }
    let enabled = try repository.facts(of: before.facts).resources.filter { name, flow in
      name.kind == .flows && flow.environment["/disabled"] != .bool(true)
    }
    let paused = try paused(Set(enabled.values.map(\.id)), in: revision.target.environment)
    return enabled.sorted { $0.key < $1.key }.filter { paused.contains($0.value.id) }.map {
      "\($0.key) is off, and was on before \(revision.id)"
    }
  }

  /// Those of some flows that are there and off.
  private func paused(_ flows: Set<String>, in environment: String) throws -> Set<String> {
    let account = try resolver.capture(of: environment).account
    let keys = flows.map { ResourceKey(.flows, $0) }.filter { account.index.resources[$0] != nil }
    let found = try account.environment.adapter.read(keys, makeWorker: {}) { _, document in
      document.value["disabled"] == .bool(true) ? document.key.id : nil
    }
    return Set(found.compactMap { $0 })
  }
}
