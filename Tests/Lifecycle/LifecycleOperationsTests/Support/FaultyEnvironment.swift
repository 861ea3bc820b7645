import EnvironmentAdapters
import IntegrationModel
import LosslessJSON
import Synchronization

/// An environment whose n-th writing call fails, so that a test can fail every step in turn.
final class FaultyEnvironment: Environment {
  /// What happens at the chosen call.
  enum Fault: CaseIterable, Sendable {
    /// Nothing is done.
    case failure
    /// It is done, and the answer is lost.
    case lostAnswer
    /// Nothing is done, and every later call fails too, as if the process had died.
    case death
    /// It is done, and every later call fails.
    case deathAfterwards
  }

  private struct State {
    var callCount = 0
    var isDead = false
  }

  private let inner: any Environment
  private let fault: Fault
  private let failingCall: Int
  private let canRestore: Bool
  private let isProcessDead: @Sendable () -> Bool
  private let observe: @Sendable (Int, _ isDone: Bool) -> Void
  private let state = Mutex(State())

  /// Wraps an environment.
  ///
  /// - Parameters:
  ///   - failingCall: The number of the call that fails, counted from 1; 0 for none.
  ///   - canRestore: Whether deleted documents come back under their ids.
  ///   - isProcessDead: Whether something else has "killed" the process.
  ///   - observe: Told of every writing call before and after it.
  init(
    _ inner: any Environment, fault: Fault = .failure, failingCall: Int = 0,
    canRestore: Bool = true, isProcessDead: @escaping @Sendable () -> Bool = { false },
    observe: @escaping @Sendable (Int, _ isDone: Bool) -> Void = { _, _ in }
  ) {
    self.inner = inner
    self.fault = fault
    self.failingCall = failingCall
    self.canRestore = canRestore
    self.isProcessDead = isProcessDead
    self.observe = observe
  }

  /// How many writing calls there were.
  var callCount: Int { state.withLock { $0.callCount } }

  /// Whether the chosen call was reached.
  var hasFailed: Bool { failingCall > 0 && callCount >= failingCall }

  var location: String { inner.location }

  func survey<Worker, Summary: Sendable>(
    reusing known: SurveyCache<Summary>?, makeWorker: @Sendable () -> Worker,
    _ summarise: @Sendable (Worker, EnvironmentDocument) -> Summary
  ) throws(EnvironmentError) -> EnvironmentSurvey<Summary> {
    try demandLife()
    return try inner.survey(reusing: known, makeWorker: makeWorker, summarise)
  }

  func read<Worker, Result: Sendable>(
    _ keys: [ResourceKey], makeWorker: @Sendable () -> Worker,
    _ transform: @Sendable (Worker, EnvironmentDocument) -> Result
  ) throws(EnvironmentError) -> [Result] {
    try demandLife()
    return try inner.read(keys, makeWorker: makeWorker, transform)
  }

  func document(_ key: ResourceKey) throws(EnvironmentError) -> EnvironmentDocument? {
    try demandLife()
    return try inner.document(key)
  }

  func create(
    _ kind: ResourceKind, _ document: JSONValue
  ) throws(EnvironmentError) -> EnvironmentDocument {
    try write { () throws(EnvironmentError) in try inner.create(kind, document) }
  }

  func restore(
    _ key: ResourceKey, _ document: JSONValue
  ) throws(EnvironmentError) -> EnvironmentDocument? {
    guard canRestore else { return nil }
    return try write { () throws(EnvironmentError) in try inner.restore(key, document) }
  }

  func keep(_ document: EnvironmentDocument) throws(EnvironmentError) {
    try demandLife()
    try inner.keep(document)
  }

  func remains(of key: ResourceKey) throws(EnvironmentError) -> JSONValue? {
    try demandLife()
    return canRestore ? try inner.remains(of: key) : nil
  }

  var keepsFormerCredentials: Bool { inner.keepsFormerCredentials }

  func keepFormer(_ document: EnvironmentDocument) throws(EnvironmentError) {
    try demandLife()
    try inner.keepFormer(document)
  }

  func former(of key: ResourceKey) throws(EnvironmentError) -> [JSONValue] {
    try demandLife()
    return try inner.former(of: key)
  }

  func update(
    _ key: ResourceKey, to document: JSONValue, expecting version: String
  ) throws(EnvironmentError) -> EnvironmentDocument {
    try write { () throws(EnvironmentError) in
      try inner.update(key, to: document, expecting: version)
    }
  }

  func delete(_ key: ResourceKey, expecting version: String) throws(EnvironmentError) {
    try write { () throws(EnvironmentError) in try inner.delete(key, expecting: version) }
  }

  private func write<Result>(
    _ body: () throws(EnvironmentError) -> Result
  ) throws(EnvironmentError) -> Result {
    try demandLife()
    let call = state.withLock { state in
      state.callCount += 1
      return state.callCount
    }
    guard call == failingCall else {
      observe(call, false)
      let result = try body()
      observe(call, true)
      return result
    }
    if fault == .lostAnswer || fault == .deathAfterwards { _ = try body() }
    if fault == .death || fault == .deathAfterwards { state.withLock { $0.isDead = true } }
    throw EnvironmentError(.writeFailed, "planned failure")
  }

  private func demandLife() throws(EnvironmentError) {
    guard !state.withLock({ $0.isDead }), !isProcessDead() else {
      throw EnvironmentError(.unreachable, "planned death before this call")
    }
  }
}
