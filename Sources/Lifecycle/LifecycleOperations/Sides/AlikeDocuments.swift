import IntegrationModel
import LosslessJSON
import ObjectModel
import RepositoryCore
import StructuralMerge

/// The documents that all sides of a merge have alike, and which its trees therefore leave out.
struct AlikeDocuments {
  typealias Source = DocumentTree<DocumentID>.Source

  private let files: TreeFiles
  /// A tree that has them; `nil` where the trees of the merge leave nothing out.
  private let content: TreeID?
  private let differing: Set<LogicalName>

  /// Takes the documents of a tree but for those that differ.
  init(_ content: TreeID?, _ files: TreeFiles, except differing: Set<LogicalName>) {
    self.content = content
    self.files = files
    self.differing = differing
  }

  /// The document of a name, or `nil` if it is not among them.
  func source(_ key: JSONString) throws -> Source? {
    guard let content, let name = LogicalName(key.text), !differing.contains(name) else {
      return nil
    }
    return try files.document(name, of: content).map { .stored($0) }
  }

  /// All of them, in the order of the tree.
  func all() throws -> [JSONString: Source] {
    guard let content else { return [:] }
    let all = try files.files(of: content)
    let resources = IntegrationState.resources(of: all).filter { !differing.contains($0.key) }
    return DocumentTree(resources).sources
  }
}

extension TreeFiles {
  /// The document of a resource in a content tree, or `nil` if it has none.
  func document(_ name: LogicalName, of content: TreeID) throws -> DocumentID? {
    guard let blob = try blob(at: StateLayout.contentPath(name), of: content) else { return nil }
    let text = try StateLayout.textPath(name).flatMap { try self.blob(at: $0, of: content) }
    return DocumentID(
      kind: name.kind, resource: IntegrationState.Resource(blob: blob, text: text))
  }

  /// The documents of some resources, or of all for `nil`.
  func documents(
    of names: Set<LogicalName>?, in content: TreeID
  ) throws -> DocumentTree<DocumentID> {
    guard let names else {
      return DocumentTree(IntegrationState.resources(of: try files(of: content)))
    }
    var tree = DocumentTree<DocumentID>()
    for name in names {
      guard let document = try document(name, of: content) else { continue }
      tree.sources[JSONString(name.description)] = .stored(document)
    }
    return tree
  }
}
