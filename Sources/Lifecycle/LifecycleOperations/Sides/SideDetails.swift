import EnvironmentAdapters
import IntegrationModel
import LosslessJSON
import ObjectModel
import ParallelWork
import RepositoryCore

/// What a plan has to know of one side: of a recorded one, only what is asked for is decoded.
struct SideDetails {
  /// What the state is called.
  let label: String
  /// The integration that it is a state of; `nil` for a bundle.
  let target: TargetName?
  private let source: Source

  private enum Source {
    case whole(IntegrationState)
    case recorded(Recorded)
  }

  /// A recorded state and its two trees.
  private struct Recorded {
    let content: TreeID
    let tree: TreeID
    let facts: FactsDocument
    /// `nil` where nothing was observed.
    let observation: FactsDocument?
    let files: TreeFiles
    let load: DocumentLoader
  }

  /// Takes a state that is known whole.
  init(_ state: IntegrationState) {
    label = state.label
    target = state.target
    source = .whole(state)
  }

  /// Reads the facts of a side, on all cores, and decodes nothing of them.
  init(_ side: StateSide, facts tree: TreeID) throws {
    label = side.label
    target = side.target
    let objects = side.objects
    let files = TreeFiles(objects)
    let blobs = try [StateLayout.facts, StateLayout.observation].map {
      try files.blob(at: $0, of: tree)
    }
    let documents = try parallelMap(blobs, makeWorker: {}) { _, blob in
      try blob.map { try FactsDocument(parsing: try objects.blob($0)) }
    }
    guard let facts = documents[0] else {
      throw RepositoryError(.damaged, "what is recorded of '\(side.label)' holds no facts")
    }
    source = .recorded(
      Recorded(
        content: side.content, tree: tree, facts: facts, observation: documents[1],
        files: files, load: DocumentLoader(objects)))
  }

  /// The id of the integration; `nil` for what stands alone.
  var integrationID: String? {
    switch source {
    case .whole(let state): state.facts.integrationID
    case .recorded(let recorded): recorded.facts.integrationID
    }
  }

  /// The ids of everything that it has or is bound to.
  var ids: [LogicalName: String] {
    switch source {
    case .whole(let state): state.facts.resources.mapValues(\.id)
    case .recorded(let recorded): recorded.facts.ids
    }
  }

  /// The id that went with a name which nothing has any more.
  func retiredID(of name: LogicalName) -> String? {
    switch source {
    case .whole(let state): state.facts.retiredIDs[name]
    case .recorded(let recorded): recorded.facts.retiredID(of: name)
    }
  }

  /// What slots are bound to somewhere.
  var boundIDs: [LogicalName: String] {
    switch source {
    case .whole(let state):
      Dictionary(state.facts.bindings.values.map { ($0.slot, $0.id) }) { first, _ in first }
    case .recorded(let recorded): recorded.facts.boundIDs
    }
  }

  /// The facts of a resource, or `nil` if it has none.
  func facts(of name: LogicalName) throws -> ResourceFacts? {
    switch source {
    case .whole(let state): state.facts.resources[name]
    case .recorded(let recorded): try recorded.facts.facts(of: name)
    }
  }

  /// What was observed of a resource.
  func observation(of name: LogicalName) throws -> ResourceObservation {
    switch source {
    case .whole(let state): state.observation.resources[name] ?? ResourceObservation()
    case .recorded(let recorded):
      recorded.observation?.json(of: name).map { ResourceObservation(json: $0) }
        ?? ResourceObservation()
    }
  }

  /// The document of a connection or the like, credentials masked.
  func boundDocument(_ name: LogicalName) throws -> JSONValue? {
    switch source {
    case .whole(let state): try state.boundDocument(name)
    case .recorded(let recorded):
      try recorded.files.blob(at: StateLayout.boundPath(name), of: recorded.tree).map {
        try JSONValue(parsing: try recorded.load.objects.blob($0))
      }
    }
  }

  /// Everything of a resource that is needed to write it again.
  func result(_ name: LogicalName) throws -> Plan.Result? {
    switch source {
    case .whole(let state): try state.result(name)
    case .recorded(let recorded): try result(name, recorded)
    }
  }

  private func result(_ name: LogicalName, _ recorded: Recorded) throws -> Plan.Result? {
    guard let id = try recorded.files.document(name, of: recorded.content),
      let facts = try facts(of: name)
    else { return nil }
    let files = try recorded.files.files(in: StateLayout.payloadFolder(name), of: recorded.tree)
    var payloads: [String: JSONValue] = [:]
    for (path, blob) in files {
      guard let (_, pointer) = StateLayout.payload(at: path) else { continue }
      let value = try JSONValue(parsing: try recorded.load.objects.blob(blob))
      if !PayloadForm.isFingerprint(value) { payloads[pointer] = value }
    }
    return Plan.Result(
      content: try recorded.load(id), facts: facts, observation: try observation(of: name),
      payloads: payloads)
  }
}
