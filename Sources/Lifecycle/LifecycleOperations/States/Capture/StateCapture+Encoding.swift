import EnvironmentAdapters
import Hashing
import IntegrationModel
import LosslessJSON
import ObjectModel
import ParallelWork
import RepositoryCore

/// Documents, read and put into neutral form.
extension StateCapture {
  private struct Job: Sendable {
    let key: ResourceKey
    let name: LogicalName
  }

  /// Puts a named integration into neutral form.
  func encode(_ named: Named) throws -> CapturedState {
    let naming = named.naming
    var jobs = named.walk.map { Job(key: $0.key, name: $0.name) }
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
    let documents = JobsByDocument(jobs)
    let readings = try account.read(
      documents.keys, makeWorker: { NeutralEncoder(catalog: context.catalog, index: account.index) }
    ) { encoder, document -> Reading in
      Reading(of: document, for: documents.positions(document.key)) { position in
        let job = jobs[position]
        return encoder.encode(
          document.json, text: document.text, key: job.key, name: job.name, naming: naming)
      }
    }
    var resources: [NeutralResource?] = Array(repeating: nil, count: jobs.count)
    for (key, reading) in zip(documents.keys, readings) {
      guard reading.key == key, account.index.resources[key]?.version == reading.version else {
        throw changed(key)
      }
      let (first, others) = documents.positions(key)
      resources[first] = reading.first
      for (position, resource) in zip(others, reading.others) { resources[position] = resource }
    }
    return resources.compactMap { $0 }
  }

  /// The documents to read, each once, and the jobs that each is for: most are for one.
  private struct JobsByDocument: Sendable {
    private(set) var keys: [ResourceKey] = []
    private var first: [ResourceKey: Int] = [:]
    private var others: [ResourceKey: [Int]] = [:]

    init(_ jobs: [Job]) {
      keys.reserveCapacity(jobs.count)
      first.reserveCapacity(jobs.count)
      for (position, job) in jobs.enumerated() {
        if first[job.key] == nil {
          first[job.key] = position
          keys.append(job.key)
        } else {
          others[job.key, default: []].append(position)
        }
      }
    }

    /// The positions of the jobs that a document is for.
    func positions(_ key: ResourceKey) -> (first: Int, others: [Int]) {
      (first[key] ?? 0, others.isEmpty ? [] : others[key] ?? [])
    }
  }

  /// What was made of one document for each of its jobs.
  private struct Reading: Sendable {
    let key: ResourceKey
    let version: String
    let first: NeutralResource
    let others: [NeutralResource]

    init(
      of document: EnvironmentDocument, for positions: (first: Int, others: [Int]),
      _ make: (Int) -> NeutralResource
    ) {
      (key, version) = (document.key, document.version)
      first = make(positions.first)
      others = positions.others.map(make)
    }
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
}
