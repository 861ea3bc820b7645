import IntegrationModel
import LosslessJSON
import ObjectModel
import ObjectStore
import RepositoryCore
import StructuralMerge

/// What a document's content is known by: equal ids, equal documents.
struct DocumentID: Hashable, Sendable {
  let kind: ResourceKind
  let resource: IntegrationState.Resource
}

/// Loads documents that are recorded, or that a state holds in memory.
struct DocumentLoader {
  private let repository: Repository
  private let memory: [[BlobID: [UInt8]]]

  init(_ repository: Repository, with states: [IntegrationState] = []) {
    self.repository = repository
    memory = states.map(\.memory).filter { !$0.isEmpty }
  }

  /// The neutral document, with its text in the member where the platform has it.
  func callAsFunction(_ id: DocumentID) throws -> JSONValue {
    var value = try JSONValue(parsing: try bytes(id.resource.blob))
    if let text = id.resource.text, let (member, _) = id.kind.textMember,
      let string = JSONString(bytes: try bytes(text))
    {
      value.place(.string(string), at: "/\(member)")
    }
    return value
  }

  private func bytes(_ id: BlobID) throws -> [UInt8] {
    for blobs in memory {
      if let bytes = blobs[id] { return bytes }
    }
    return try repository.objects.blob(id)
  }
}

extension DocumentTree<DocumentID> {
  /// The documents of a state.
  init(_ resources: [LogicalName: IntegrationState.Resource]) {
    var ids: [JSONString: DocumentID] = [:]
    ids.reserveCapacity(resources.count)
    for (name, resource) in resources {
      ids[JSONString(name.description)] = DocumentID(kind: name.kind, resource: resource)
    }
    self.init(stored: ids)
  }

  /// The documents of a recorded tree.
  init(_ content: TreeID, in repository: Repository) throws {
    self.init(IntegrationState.resources(of: try FileTree(content, from: repository.objects)))
  }
}
