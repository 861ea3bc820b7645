import Bundles
import EnvironmentAdapters
import FileStorage
import IntegrationModel
import LosslessJSON
import RepositoryCore

/// Makes bundles of integrations, in the platform's own layout.
public struct DownloadOperation {
  private let resolver: StateResolver

  /// Prepares to download.
  public init(_ resolver: StateResolver) {
    self.resolver = resolver
  }

  /// What a bundle holds.
  public struct Report: Sendable {
    /// The state that was written.
    public let label: String
    /// How many files and folders the bundle holds.
    public let entryCount: Int
    /// The size of the bundle in bytes.
    public let byteCount: Int
  }

  /// Makes the bundle of a state; the same state gives the same bytes.
  public func bundle(of text: String) throws -> (report: Report, bytes: [UInt8]) {
    let resolved = try resolver.state(text)
    let state = resolved.state
    try refuse(state)
    let entries = try entries(state)
    let bytes = try BundleArchive.write(entries: entries)
    return (
      Report(label: state.label, entryCount: entries.count, byteCount: bytes.count), bytes
    )
  }

  private func refuse(_ state: IntegrationState) throws {
    guard let target = state.target, state.facts.integrationID != nil else {
      throw LifecycleError.refused(
        "standalone_protected", "'\(state.label)' cannot be downloaded as an integration",
        hint: "download an integration, as it is now or as a revision recorded it")
    }
    try Managed.refuse(state, target.description)
    let environment = ConnectedEnvironment(
      name: target.environment, adapter: MemoryEnvironment { "" },
      support: LifecycleSupport(
        clonesAPIs: resolver.context.configuration.environment(target.environment)?.supportsAPIs
          ?? false))
    try APIRefusal.check(state, .download, environment, what: "'\(state.label)'")
  }

  // MARK: Entries

  private func entries(_ state: IntegrationState) throws -> [BundleEntry] {
    var ids: [LogicalName: String] = [:]
    for (name, facts) in state.facts.resources { ids[name] = facts.id }
    let decoder = NeutralDecoder(ids: ids, groups: state.facts.groups, slots: ids)
    var entries: [BundleEntry] = []
    for name in state.names {
      guard let result = try state.result(name) else { continue }
      let restored = decoder.document(
        content: result.content, text: nil, kind: name.kind, facts: result.facts,
        observation: result.observation, payloads: result.payloads)
      entries += BundleFiles.entries(restored.document, of: name.kind, id: result.facts.id)
    }
    for (name, facts) in state.facts.resources.sorted(by: { $0.key < $1.key })
    where name.kind == .connections {
      guard let document = try state.boundDocument(name) else { continue }
      let restored = decoder.document(
        content: document, text: nil, kind: name.kind, facts: facts,
        observation: ResourceObservation())
      entries += BundleFiles.entries(restored.document, of: name.kind, id: facts.id)
    }
    return entries
  }
}

extension IntegrationState {
  /// The recorded document of a connection or the like, credentials masked.
  func boundDocument(_ name: LogicalName) throws -> JSONValue? {
    guard let id = bound[name] else { return nil }
    return try JSONValue(parsing: try bytes(id))
  }
}
