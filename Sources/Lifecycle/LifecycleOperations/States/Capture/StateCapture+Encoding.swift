import EnvironmentAdapters
import Hashing
import IntegrationModel
import LosslessJSON
import ObjectModel
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
    let groups = try account.read(
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
