internal import IntegrationModel
internal import LosslessJSON
internal import StructuralDiff

/// What is learnt of the platform's documents while they are read; used by one thread at a time.
final class DocumentWorkbench {
  private let scanner = ResourceScanner(catalog: .platform)
  private let separator = SecretSeparator(catalog: .platform)
  private var identities: [ResourceKind: CatalogIdentity] = [:]

  /// Reads from a document what is kept of it in memory.
  func summary(of document: JSONDocument, key: ResourceKey, version: String) -> ResourceSummary {
    scanner.summary(of: document, key: key, containerID: nil, version: version)
  }

  /// Parts a document from its credentials.
  func separate(_ document: JSONValue, of kind: ResourceKind) -> SeparatedDocument {
    separator.separate(document, of: kind)
  }

  /// Returns how two documents of a kind differ.
  func changes(
    from old: JSONValue, to new: JSONValue, of kind: ResourceKind
  ) -> [Change] {
    let identity = identities[kind] ?? CatalogIdentity(kind: kind, catalog: .platform)
    identities[kind] = identity
    return ChangeList(from: old, to: new, identity: identity).changes
  }
}
