import Bundles
import EnvironmentAdapters
import FileStorage
import IntegrationModel
import LosslessJSON
import RepositoryCore

/// Writes integrations as bundles in the platform's own layout.
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

  /// Writes the bundle of a state to a file.
  public func run(_ text: String, to path: String) throws -> Report {
    let (report, bytes) = try bundle(of: text)
    try OutputFile.write(
      bytes, to: path, option: "-o FILE.zip", resolver.context.repository.fileSystem)
    return report
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
      entries += Self.files(restored.document, name, id: result.facts.id)
    }
    for (name, facts) in state.facts.resources.sorted(by: { $0.key < $1.key })
    where name.kind == .connections {
      guard let document = try state.boundDocument(name) else { continue }
      let restored = decoder.document(
        content: document, text: nil, kind: name.kind, facts: facts,
        observation: ResourceObservation())
      entries += Self.files(restored.document.connectionForBundle, name, id: facts.id)
    }
    return entries
  }

  /// The files of one document, without what the platform leaves out of bundles.
  private static func files(
    _ document: JSONValue, _ name: LogicalName, id: String
  ) -> [BundleEntry] {
    var document = document.withoutMasks
    for key in BundleScope.droppedMembers { document.removeValue(at: "/\(key)") }
    if name == .integration {
      return [BundleEntry(path: "integration.json", bytes: document.ordered.prettyBytes())]
    }
    let file = "\(name.kind.rawValue)/" + bundleFileName(name: document["name"]?.text ?? "", id: id)
    var entries: [BundleEntry] = []
    if name.kind == .scripts, let text = document["content"]?.string {
      document.removeValue(at: "/content")
      entries.append(BundleEntry(path: file + ".js", bytes: text.utf8))
    }
    entries.append(BundleEntry(path: file + ".json", bytes: document.ordered.prettyBytes()))
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

extension JSONValue {
  /// What a bundle tells of a connection: what it is, and nothing of where it leads or who uses it.
  fileprivate var connectionForBundle: JSONValue {
    var kept = JSONObject()
    for key: JSONString in ["_id", "name", "type", "assistant"] {
      if let value = self[key] { kept[key] = value }
    }
    guard let type = self["type"]?.string, let block = self[type]?.object else {
      return .object(kept)
    }
    var inner = JSONObject()
    for key: JSONString in [
      "baseURI", "mediaType", "ping", "concurrencyLevel", "formType", "authType", "type",
      "_httpConnectorId", "_httpConnectorApiId", "_httpConnectorVersionId",
    ] {
      if let value = block[key] { inner[key] = value }
    }
    if let auth = block["auth"]?["type"] { inner["auth"] = ["type": auth] }
    kept[type] = .object(inner)
    return .object(kept)
  }

  /// The document without the members that hold masks.
  var withoutMasks: JSONValue {
    var document = self
    for place in maskedPlaces().reversed() { document.removeValue(at: place) }
    return document
  }

  /// Members sorted, with what people look for first in front.
  fileprivate var ordered: JSONValue {
    guard case .object(let object) = self else { return self }
    let first: [JSONString] = ["_id", "name"]
    let leading = first.compactMap { key in
      object[key].map { JSONObject.Member(key: key, value: $0) }
    }
    return .object(JSONObject(leading + object.sortedMembers.filter { !first.contains($0.key) }))
  }
}
