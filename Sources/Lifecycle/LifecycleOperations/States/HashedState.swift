import ByteCoding
import IntegrationModel
import ObjectModel
import RepositoryCore

/// The objects of a captured state with their ids: everything about recording it that needs no
/// repository, so that many are made at once.
struct HashedState: Sendable {
  let entry: IntegrationDirectory.Entry
  let closure: IntegrationClosure
  /// What other integrations' resources are called that this one names.
  let externals: [ResourceKey: String]
  let warnings: [ModelWarning]
  let content: HashedFiles
  let facts: HashedFiles
  /// The content of each resource.
  let resources: [LogicalName: IntegrationState.Resource]

  /// - Parameter unused: The list that all integrations of the account have, if its id is known.
  init(
    _ captured: CapturedState, in format: ObjectFormat, unused: IdentifiedObject? = nil
  ) throws {
    (entry, closure, warnings) = (captured.entry, captured.closure, captured.warnings)
    externals = captured.naming.externals
    content = try HashedFiles(captured.contentFiles, in: format)
    facts = try HashedFiles(
      captured.factsFiles, in: format, knowing: unused.map { [StateLayout.unused: $0] } ?? [:])
    resources = IntegrationState.resources(of: content.files)
  }
}

/// The blobs and trees of some files, with their ids.
struct HashedFiles: Sendable {
  /// Sorted by the bytes of their paths.
  let files: [FileTree.File]
  let tree: TreeID
  let objects: [IdentifiedObject]

  init(
    _ files: [String: [UInt8]], in format: ObjectFormat,
    knowing known: [String: IdentifiedObject] = [:]
  ) throws {
    let sorted = files.sorted(byBytesOf: { $0.key })
    var objects = sorted.map { path, bytes in
      known[path] ?? IdentifiedObject(StoredObject(kind: .blob, bytes: bytes), in: format)
    }
    self.files = zip(sorted, objects).map { FileTree.File($0.key, BlobID($1.id)) }
    let (top, trees) = try FileTree.trees(of: self.files, in: format)
    tree = top
    objects += trees
    self.objects = objects
  }
}
