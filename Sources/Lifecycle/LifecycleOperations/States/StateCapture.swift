import EnvironmentAdapters
import Hashing
import IntegrationModel
import LosslessJSON
import ObjectModel
import ObjectStore
import RepositoryCore

/// Reads integrations from an environment and puts them into neutral form.
public struct StateCapture: Sendable {
  /// What every operation needs.
  public let context: OperationContext
  /// The account as it was found.
  public let account: Account
  /// Its integrations by name.
  public let directory: IntegrationDirectory
  private let encoders: EncoderPool
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
    encoders = EncoderPool(catalog: context.catalog, index: account.index)
    unused = UnusedResources.List(of: account.index, in: context.repository.format)
    relations = try context.repository.relations()
    directory = try IntegrationDirectory(account, in: context.repository)
  }

  /// How many integrations may be in neutral form and not handed on yet.
  private static let windowCount = 8
  /// An integration of more resources is taken apart alone, by all cores together.
  private static let largeResourceCount = 512

  /// An integration as it was found.
  enum Finding {
    /// Nothing it consists of has changed since the state at its heads was recorded.
    case asRecorded(IntegrationDirectory.Entry, IntegrationClosure, RecordedState)
    case captured(CapturedState)
  }

  /// Captures integrations one after another, so that memory stays bounded; those that are known to
  /// be as recorded are not read.
  func capture(
    _ entries: [IntegrationDirectory.Entry], each: (Finding) throws -> Void
  ) throws {
    try capture(entries, closures(of: entries), preparing: { _ in }) { finding, _ in
      try each(finding)
    }
  }

  /// Captures integrations, of which it is known what they consist of, and makes something of each on
  /// all cores; `nil` of what is not read.
  func capture<Prepared: Sendable>(
    _ entries: [IntegrationDirectory.Entry], _ closures: [IntegrationClosure],
    preparing prepare: @Sendable (CapturedState) throws -> Prepared,
    each: (Finding, Prepared?) throws -> Void
  ) throws {
    var done = 0
    for stretch in Self.stretches(of: closures) {
      try parallelStream(Array(stretch), window: Self.windowCount) { position in
        try context.checkInterrupt()
        let finding = try find(entries[position], closures[position])
        guard case .captured(let captured) = finding else { return (finding, Prepared?.none) }
        return (finding, try prepare(captured))
      } each: { finding, prepared in
        try context.checkInterrupt()
        try each(finding, prepared)
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

  private func find(
    _ entry: IntegrationDirectory.Entry, _ closure: IntegrationClosure
  ) throws -> Finding {
    if let state = try recordedState(of: entry, closure) {
      return .asRecorded(entry, closure, state)
    }
    return .captured(try encode(try prepare(entry, closure)))
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

  // MARK: Names

  private struct Named: Sendable {
    let entry: IntegrationDirectory.Entry
    let closure: IntegrationClosure
    let naming: IntegrationNaming
    /// The facts of what is gone: the names, and the ids that went with them.
    let retired: IntegrationFacts
    /// External names that the environment cannot bind, by resource and place.
    let missing: [LogicalName: [String: String]]
    /// What was recorded, for resources that are as they were.
    let recorded: RecordedResources?
  }

  private func prepare(
    _ entry: IntegrationDirectory.Entry, _ closure: IntegrationClosure
  ) throws -> Named {
    let prior = try context.repository.recordedFacts(of: entry.target)
    let recorded = prior.flatMap { cache?.recorded(entry, closure, account.index, $0, context) }
    return try prepare(entry, closure, prior: prior, recorded)
  }

  /// - Parameter recorded: What was recorded with the prior facts, and with no others: what a plan
  ///   made of them calls things otherwise than the store does.
  private func prepare(
    _ entry: IntegrationDirectory.Entry, _ closure: IntegrationClosure, prior: IntegrationFacts?,
    _ recorded: RecordedResources? = nil
  ) throws -> Named {
    let groups = try groups(of: entry, prior: prior, recorded)
    let externals = try externals(of: closure)
    let naming = ResourceNaming(
      capture: self, target: entry.target, closure: closure, groups: groups, externals: externals)
    let names = try naming.names(prior: prior)
    let slots = SlotTable.assign(
      closure: closure, index: account.index, names: names, known: prior?.bindings ?? [:],
      knownSlots: prior?.names.filter { $0.key.kind.isBound } ?? [:])
    var retired = prior ?? IntegrationFacts(integrationID: nil, name: "")
    let present = Set(names.values)
    for name in retired.resources.keys where !present.contains(name) { retired.retire(name) }
    retired.retired.subtract(present)
    return Named(
      entry: entry, closure: closure,
      naming: IntegrationNaming(
        integrationID: entry.id, names: names, slots: slots, externals: externals, groups: groups),
      retired: retired,
      missing: prior?.resources.mapValues(\.missing).filter { !$0.value.isEmpty } ?? [:],
      recorded: recorded)
  }

  /// Names the groups that the integration's document defines.
  private func groups(
    of entry: IntegrationDirectory.Entry, prior: IntegrationFacts?, _ recorded: RecordedResources?
  ) throws -> GroupTable {
    guard let id = entry.id else { return GroupTable() }
    if let known = recorded?.groups(of: ResourceKey(.integrations, id), in: account.index) {
      return known
    }
    return try groups(of: id, prior: prior)
  }

  /// Names the groups that an integration's document defines, as it was when the account was looked
  /// at.
  func groups(of integrationID: String, prior: IntegrationFacts?) throws -> GroupTable {
    let key = ResourceKey(.integrations, integrationID)
    guard let version = account.index.resources[key]?.version else { return GroupTable() }
    let found = try account.environment.adapter.read([key], makeWorker: {}) { $1 }.first
    guard let document = found, document.version == version else { throw changed(key) }
    return GroupTable(naming: document.json.value, prior: prior?.groups ?? GroupTable())
  }

  private func changed(_ key: ResourceKey) -> LifecycleError {
    LifecycleError(
      .environment, "environment_changed",
      "'\(key)' of '\(account.environment.name)' was changed after it was looked at",
      hint: "try again when nobody is editing it")
  }

  /// Names what the closure refers to and other integrations contain.
  private func externals(of closure: IntegrationClosure) throws -> [ResourceKey: String] {
    var externals: [ResourceKey: String] = [:]
    for target in Set(closure.outside.map(\.target)) {
      externals[target] = try externalName(of: target)
    }
    return externals
  }

  private func externalName(of target: ResourceKey) throws -> String? {
    if target.kind == .integrations { return directory.name(of: target.id) }
    let container = account.index.container(of: target)
    guard let integration = directory.name(of: container) else { return nil }
    let name = TargetName(environment: account.environment.name, integration: integration)
    if let known = try context.repository.recordedFacts(of: name)?.names[target] {
      return "\(integration)/\(known)"
    }
    let closure = IntegrationClosure(of: container, in: account.index)
    let naming = ResourceNaming(
      capture: self, target: name, closure: closure, groups: GroupTable(), externals: [:])
    return try naming.names(prior: nil)[target].map { "\(integration)/\($0)" }
  }

  // MARK: Encoding

  private struct Job: Sendable {
    let key: ResourceKey
    let name: LogicalName
  }

  private func encode(_ named: Named) throws -> CapturedState {
    let naming = named.naming
    var jobs = naming.names.sorted { $0.value < $1.value }.map { Job(key: $0.key, name: $0.value) }
    jobs += naming.slots.all.map { Job(key: $0.key, name: $0.slot) }
    var resources =
      try named.recorded.map { try encode(jobs, naming, $0) } ?? encode(jobs, naming)
    for (position, job) in jobs.enumerated() {
      guard let missing = named.missing[job.name] else { continue }
      resources[position] = resources[position].keeping(missing: missing)
    }
    return CapturedState(
      entry: named.entry, closure: named.closure, naming: naming, resources: resources,
      retired: named.retired, payloads: PayloadForm(policy: context.configuration.payloads),
      unused: unused.object.object.bytes, in: account.index)
  }

  /// Puts resources into neutral form; those that were recorded so are not read.
  private func encode(
    _ jobs: [Job], _ naming: IntegrationNaming, _ recorded: RecordedResources
  ) throws -> [NeutralResource] {
    let index = account.index
    var resources = parallelMap(jobs, makeWorker: {}) { _, job in
      recorded.resource(job.key, job.name, naming, index)
    }
    let missing = resources.indices.filter { resources[$0] == nil }
    let read = try encode(missing.map { jobs[$0] }, naming)
    for (position, resource) in zip(missing, read) { resources[position] = resource }
    return resources.compactMap { $0 }
  }

  private func encode(_ jobs: [Job], _ naming: IntegrationNaming) throws -> [NeutralResource] {
    let (keys, positions) = Self.positions(of: jobs)
    let groups = try account.environment.adapter.read(
      keys, makeWorker: { encoders.lease() }
    ) { lease, document -> [(Int, NeutralResource, String)] in
      (positions[document.key] ?? []).map { position in
        let job = jobs[position]
        let resource = lease.encoder.encode(
          document.json, text: document.text, key: job.key, name: job.name, naming: naming)
        return (position, resource, document.version)
      }
    }
    var resources: [NeutralResource?] = Array(repeating: nil, count: jobs.count)
    for (position, resource, version) in groups.joined() {
      guard account.index.resources[jobs[position].key]?.version == version else {
        throw changed(jobs[position].key)
      }
      resources[position] = resource
    }
    return resources.compactMap { $0 }
  }

  /// The documents to read, each once, and the jobs that each is for.
  private static func positions(of jobs: [Job]) -> ([ResourceKey], [ResourceKey: [Int]]) {
    var keys: [ResourceKey] = []
    var positions: [ResourceKey: [Int]] = [:]
    positions.reserveCapacity(jobs.count)
    for (position, job) in jobs.enumerated() {
      if positions[job.key, default: []].isEmpty { keys.append(job.key) }
      positions[job.key, default: []].append(position)
    }
    return (keys, positions)
  }

  /// Fingerprints neutral content for ordering equal names; see ``TwinOrder``.
  func fingerprints(
    of keys: Set<ResourceKey>, naming: IntegrationNaming
  ) throws -> [ResourceKey: [UInt8]] {
    let (jobs, resources) = try neutral(keys, naming)
    var prints: [ResourceKey: [UInt8]] = [:]
    for (job, resource) in zip(jobs, resources) {
      prints[job.key] = HashAlgorithm.sha256.hash(resource.content + [0] + (resource.text ?? []))
    }
    return prints
  }

  private func neutral(
    _ keys: Set<ResourceKey>, _ naming: IntegrationNaming
  ) throws -> ([Job], [NeutralResource]) {
    let jobs = keys.sorted().map { key in
      Job(key: key, name: naming.names[key] ?? LogicalName(key.kind, ""))
    }
    return (jobs, try encode(jobs, naming))
  }

  /// The neutral documents of some resources, for recognising them.
  func documents(
    of keys: Set<ResourceKey>, naming: IntegrationNaming
  ) throws -> [LogicalName: JSONValue] {
    var documents: [LogicalName: JSONValue] = [:]
    for resource in try neutral(keys, naming).1 {
      documents[resource.name] = try resource.document()
    }
    return documents
  }
}

extension StateCapture {
  /// A resource as it is, credentials masked and every id left as it is written.
  func original(_ key: ResourceKey, _ name: LogicalName) throws -> Plan.Result? {
    guard account.index.resources[key] != nil else { return nil }
    let job = Job(key: key, name: name)
    guard let resource = try encode([job], IntegrationNaming(integrationID: nil)).first else {
      return nil
    }
    return try Plan.Result(resource)
  }

  /// What a document of a resource says, credentials masked and every id left as it is written.
  func neutral(_ document: JSONValue, _ name: LogicalName) throws -> Plan.Result {
    try Plan.Result(
      NeutralEncoder(catalog: context.catalog, index: account.index).encode(
        try JSONDocument(parsing: document.compactBytes()), text: nil,
        key: ResourceKey(name.kind, document["_id"]?.text ?? ""), name: name,
        naming: IntegrationNaming(integrationID: nil)))
  }

  /// The names that the resources of an integration have, or would get.
  func names(of entry: IntegrationDirectory.Entry) throws -> [ResourceKey: LogicalName] {
    let naming = ResourceNaming(
      capture: self, target: entry.target,
      closure: IntegrationClosure(of: entry.id, in: account.index), groups: GroupTable(),
      externals: [:])
    return try naming.names(prior: try context.repository.recordedFacts(of: entry.target))
  }

  /// The id of a resource of an integration by its name, or `nil` if there is none.
  func id(of name: LogicalName, in entry: IntegrationDirectory.Entry) throws -> String? {
    try names(of: entry).first { $0.value == name }?.key.id
  }
}
