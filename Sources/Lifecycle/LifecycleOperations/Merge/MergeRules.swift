import IntegrationModel
import LosslessJSON
import StructuralDiff
import StructuralMerge

/// What merging an integration's documents follows: the catalog's arrays, and what must hold of a
/// whole integration afterwards.
enum MergeRules {
  static func of(_ catalog: FieldCatalog) -> TreeMergeRules<CatalogIdentity> {
    let kinds = KindKnowledge(catalog)
    return TreeMergeRules(
      identity: kinds.identity(named:), nameMember: JSONPointer(tokens: ["name"]),
      invariants: [
        ReferencesResolve(), LocalReferencesResolve.nextRouterID,
        LocalReferencesResolve.lookupName, ParallelLengthsAgree(identity: kinds.identity(named:)),
        KeysAreUnique(identity: kinds.identity(named:)),
        MirroredFieldsAgree(pairs: kinds.mirrors(named:in:)),
      ])
  }
}

/// What the catalog knows of each kind, made ready once.
final class KindKnowledge {
  private let catalog: FieldCatalog
  private var identities: [ResourceKind: CatalogIdentity] = [:]
  private var mirrors: [ResourceKind: MirrorFinder] = [:]

  init(_ catalog: FieldCatalog) {
    self.catalog = catalog
  }

  private func kind(of name: JSONString) -> ResourceKind {
    LogicalName(name.text)?.kind ?? .integrations
  }

  func identity(of kind: ResourceKind) -> CatalogIdentity {
    if let known = identities[kind] { return known }
    let identity = CatalogIdentity(kind: kind, catalog: catalog)
    identities[kind] = identity
    return identity
  }

  func identity(named name: JSONString) -> CatalogIdentity { identity(of: kind(of: name)) }

  func mirrors(named name: JSONString, in document: JSONValue) -> [(JSONPointer, JSONPointer)] {
    mirrors(of: kind(of: name)).pairs(in: document).map { ($0.copy, $0.original) }
  }

  private func mirrors(of kind: ResourceKind) -> MirrorFinder {
    if let known = mirrors[kind] { return known }
    let finder = MirrorFinder(kind: kind, catalog: catalog)
    mirrors[kind] = finder
    return finder
  }
}
