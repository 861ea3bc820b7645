import StructuralDiff

/// What the catalog says of the values at the paths that a pattern describes.
enum FieldMeaning: Sendable {
  /// Kept by the server; never a change. See ``ServerField``.
  case server(ServerField)
  /// Names another resource by its id.
  case reference([ResourceKind])
  /// Names a group that the containing integration defines.
  case group(GroupKind)
  /// An id that means the same in every account, or history: a plain value here.
  case plainID
  /// Free content whose ids are not references.
  case opaque
  /// A credential.
  case secret
  /// A credential in every text below, at any depth.
  case secretSubtree
  /// Not a credential although its name looks like one.
  case notSecret
  /// Sample or mock data, kept apart from behaviour.
  case payload
  /// Belongs to the environment and not to the content.
  case environment
  /// Says which integration contains the resource.
  case containment
  /// An array, and how its elements are told apart.
  case array(ArrayStrategy)
  /// An object that holds the same content twice.
  case mirror(Mirror)
}

/// Why the server keeps a field.
enum ServerField: String, Sendable {
  /// Made by the server to identify something.
  case identity
  /// Changes by itself.
  case volatile
  /// Says where a resource came from.
  case provenance
  /// Follows from other fields.
  case derived
}

/// The two lists of groups of an integration.
public enum GroupKind: String, Sendable, CaseIterable {
  case flowGroupings, apiGroupings
}

/// One row of the catalog: the kinds and paths it speaks of, and what it says.
struct FieldRule: Sendable {
  /// Empty means every kind.
  let kinds: Set<ResourceKind>
  let pattern: PathPattern
  let meaning: FieldMeaning

  func speaks(of kind: ResourceKind) -> Bool { kinds.isEmpty || kinds.contains(kind) }
}
