import EnvironmentAdapters
import IntegrationModel
import ObjectModel
import ParallelWork
import RepositoryCore

/// Reads integrations from an environment and puts them into neutral form.
public struct StateCapture: Sendable {
  /// What every operation needs.
  public let context: OperationContext
  /// The account as it was found.
  public let account: Account
  /// Its integrations by name.
  public let directory: IntegrationDirectory
  /// What no integration of the account consists of.
  let unused: UnusedResources.List
  /// What people declared of integrations.
  let relations: [DeclaredRelation]
  /// What is known from earlier commands, if the environment is one of the repository's.
  let cache: CacheKeeper?

  /// Prepares to capture integrations of an account.
  public init(_ account: Account, _ context: OperationContext) throws {
    try self.init(account, context, cache: nil)
  }

  init(_ account: Account, _ context: OperationContext, cache: CacheKeeper?) throws {
    self.account = account
    self.cache = cache
    self.context = context
    self.unused = UnusedResources.List(of: account.index, in: context.repository.format)
    relations = try context.repository.relations()
    directory = try IntegrationDirectory(account, in: context.repository)
  }

  /// Prepares to capture those integrations that a quick look found to consist of something else.
  ///
  /// Returns `nil` where it found none.
  init?(_ concerned: ConcernedIntegrations, of glance: AccountGlance) throws {
    guard let known = concerned.unused else { return nil }
    context = glance.context
    account = Account(
      concerned.index, of: glance.connected,
      seen: Dictionary(glance.edits.values.map { ($0.document.key, $0.document) }) { first, _ in
        first
      }
    )
    cache = CacheKeeper(glance.cache, of: glance.connected.name, context)
    unused = UnusedResources.List(known)
    relations = try context.repository.relations()
    directory = glance.directory
    glance.connected.adapter.recall(
      concerned.positions.map { ($0.key, glance.place(at: $0.value)) })
  }

  /// How many integrations may be in neutral form and not handed on yet.
  private static let windowCount = 16
  /// An integration of more resources is taken apart alone, by all cores together.
  private static let largeResourceCount = 512

  /// An integration as it was found, and what was made of it if it was read.
  enum Finding<Captured: Sendable>: Sendable {
    /// Nothing it consists of has changed since the state at its heads was recorded.
    case asRecorded(IntegrationDirectory.Entry, IntegrationClosure, RecordedState)
    case captured(Captured)
  }

  /// Captures integrations one after another, so that memory stays bounded; those that are known to
  /// be as recorded are not read.
  func capture(
    _ entries: [IntegrationDirectory.Entry], each: (Finding<CapturedState>) throws -> Void
  ) throws {
    try capture(entries, closures(of: entries), making: { $0 }, each: each)
  }

  /// Captures integrations, of which it is known what they consist of, and makes something of each on
  /// all cores.
  ///
  /// - Parameter make: What it does not take along is gone before the next integration is read.
  func capture<Made: Sendable>(
    _ entries: [IntegrationDirectory.Entry], _ closures: [IntegrationClosure],
    making make: @Sendable (CapturedState) throws -> Made, each: (Finding<Made>) throws -> Void
  ) throws {
    var done = 0
    for stretch in Self.stretches(of: closures) {
      try parallelStream(Array(stretch), window: Self.windowCount) { position in
        try context.checkInterrupt()
        return try find(entries[position], closures[position], making: make)
      } each: { finding in
        try context.checkInterrupt()
        try each(finding)
        context.progress("reading integrations", done, entries.count)
        done += 1
      }
    }
  }

  /// What integrations consist of, and beside it what none of them does.
  func closures(of entries: [IntegrationDirectory.Entry]) -> [IntegrationClosure] {
    let index = account.index
    var closures: [IntegrationClosure] = []
    _ = together {
      closures = parallelMap(entries, makeWorker: {}) { IntegrationClosure(of: $1.id, in: index) }
    } _: {
      unused.object
    }
    return closures
  }

  /// Parts integrations of many resources from runs of others, between which the cores are shared.
  private static func stretches(of closures: [IntegrationClosure]) -> [Range<Int>] {
    var stretches: [Range<Int>] = []
    var start = 0
    for (position, closure) in closures.enumerated()
    where closure.members.count + closure.bound.count > largeResourceCount {
      stretches += [start..<position, position..<position + 1]
      start = position + 1
    }
    return stretches + [start..<closures.count]
  }

  private func find<Made>(
    _ entry: IntegrationDirectory.Entry, _ closure: IntegrationClosure,
    making make: (CapturedState) throws -> Made
  ) throws -> Finding<Made> {
    if let state = try recordedState(of: entry, closure) {
      return .asRecorded(entry, closure, state)
    }
    return .captured(try make(try encode(try prepare(entry, closure))))
  }

  /// The recorded state that an integration is still in, if that is known without reading it.
  func unchanged(_ entry: IntegrationDirectory.Entry) throws -> RecordedState? {
    try recordedState(of: entry, IntegrationClosure(of: entry.id, in: account.index))
  }

  private func recordedState(
    of entry: IntegrationDirectory.Entry, _ closure: IntegrationClosure
  ) throws -> RecordedState? {
    guard let cache, entry.isRecorded else { return nil }
    let heads = try TargetHeads(of: entry.target, in: context.repository)
    let print = fingerprint(of: entry, closure)
    guard cache.isUnchanged(entry.target, facts: heads.facts, fingerprint: print) else {
      return nil
    }
    let state = heads.latest?.after ?? heads.latest?.before
    return state?.facts == heads.facts ? state : nil
  }

  /// See ``IntegrationFingerprint``.
  ///
  /// - Parameter recorded: Integrations that were recorded since this was made.
  func fingerprint(
    of entry: IntegrationDirectory.Entry, _ closure: IntegrationClosure,
    recorded: Set<String> = []
  ) -> [UInt8]? {
    IntegrationFingerprint.of(
      closure, name: entry.name, index: account.index, directory: directory,
      unused: unused.object.id,
      recorded: recorded)
  }

  /// Tells whether names outside an integration are still what they were taken for.
  func areSettled(_ externals: [ResourceKey: String]) throws -> Bool {
    try externals.allSatisfy { try externalName(of: $0.key) == $0.value }
  }

  /// Captures one integration of which it is known what it consists of.
  func capture(
    _ entry: IntegrationDirectory.Entry, _ closure: IntegrationClosure
  ) throws -> CapturedState {
    try encode(try prepare(entry, closure))
  }

  /// Captures one integration.
  func capture(_ entry: IntegrationDirectory.Entry) throws -> CapturedState {
    try encode(try prepare(entry, IntegrationClosure(of: entry.id, in: account.index)))
  }

  /// Captures one integration whose resources have names already: a clone that was just made.
  func capture(
    _ entry: IntegrationDirectory.Entry, knowing facts: IntegrationFacts
  ) throws -> CapturedState {
    let closure = IntegrationClosure(of: entry.id, in: account.index)
    return try encode(try prepare(entry, closure, prior: facts))
  }
}
