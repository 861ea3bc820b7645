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
  let objects: OverlaidObjects

  init(_ objects: OverlaidObjects) {
    self.objects = objects
  }

  /// The neutral document, with its text in the member where the platform has it.
  func callAsFunction(_ id: DocumentID) throws -> JSONValue {
    var value = try JSONValue(parsing: try objects.blob(id.resource.blob))
    if let text = id.resource.text, let (member, _) = id.kind.textMember,
      let string = JSONString(bytes: try objects.blob(text))
    {
      value.place(.string(string), at: "/\(member)")
    }
    return value
  }

  /// A document of a merge, or none.
  func callAsFunction(_ source: DocumentTree<DocumentID>.Source?) throws -> JSONValue? {
    switch source {
    case .stored(let id): try self(id)
    case .made(let base): base.value
    case nil: nil
    }
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
}
