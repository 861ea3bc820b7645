import IntegrationModel
import ObjectModel
import RepositoryCore

/// The objects of a captured state with their ids: everything about recording it that needs no
/// repository, so that many are made at once.
struct HashedState: Sendable {
  let content: HashedFiles
  let facts: HashedFiles
  /// The content of each resource.
  let resources: [LogicalName: IntegrationState.Resource]

  init(_ captured: CapturedState, in format: ObjectFormat) throws {
    content = try HashedFiles(captured.contentFiles, in: format)
    facts = try HashedFiles(captured.factsFiles, in: format)
    resources = IntegrationState.resources(of: content.files)
  }
}

/// The blobs and trees of some files, with their ids.
struct HashedFiles: Sendable {
  let files: FileTree
  let tree: TreeID
  let objects: [IdentifiedObject]

  init(_ files: [String: [UInt8]], in format: ObjectFormat) throws {
    let sorted = files.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    let blobs = sorted.map {
      IdentifiedObject(StoredObject(kind: .blob, bytes: $0.value), in: format)
    }
    self.files = FileTree(
      Dictionary(uniqueKeysWithValues: zip(sorted.map(\.key), blobs.map { BlobID($0.id) })))
    let (top, trees) = try self.files.trees(in: format)
    tree = top
    objects = blobs + trees
  }
}
