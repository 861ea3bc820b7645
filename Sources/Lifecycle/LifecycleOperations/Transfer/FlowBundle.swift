import Bundles
public import IntegrationModel
public import LosslessJSON

/// The bundle of one flow: what it reaches, in an integration of its name that is made up for it, as
/// the platform does.
public struct FlowBundle {
  private let documents: [(key: ResourceKey, document: JSONValue)]
  private let flow: ResourceKey
  private let integrationID: String

  /// Takes what the bundle holds.
  ///
  /// - Parameters:
  ///   - documents: The flow and all it reaches, with their ids and as they may be shown.
  ///   - integrationID: An id that nothing has.
  public init(
    _ documents: [(key: ResourceKey, document: JSONValue)], of flow: ResourceKey,
    integrationID: String
  ) {
    self.documents = documents
    self.flow = flow
    self.integrationID = integrationID
  }

  /// Writes the archive.
  public func archive() throws -> [UInt8] {
    let name = documents.first { $0.key == flow }?.document["name"]
    let integration: JSONValue = ["_id": .text(integrationID), "name": name ?? ""]
    var entries = BundleFiles.entries(integration, of: .integrations, id: integrationID)
    for (key, document) in documents {
      entries += BundleFiles.entries(
        key == flow ? Self.alone(document) : document, of: key.kind, id: key.id)
    }
    return try BundleArchive.write(entries: entries)
  }

  /// The flow without its group and without the flows that run after it: they are not in the bundle.
  private static func alone(_ flow: JSONValue) -> JSONValue {
    var flow = flow
    for key in ["_flowGroupingId", "_runNextFlowIds"] { flow.removeValue(at: "/\(key)") }
    return flow
  }
}
