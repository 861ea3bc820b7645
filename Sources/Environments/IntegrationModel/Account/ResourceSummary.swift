/// A place in a document that holds the id of another resource.
public struct ReferenceSite: Sendable, Hashable {
  /// The place, as a JSON Pointer; an element of a set is `-`, because sets have no order.
  public let pointer: String
  /// The id as written.
  public let id: String
  /// The kinds that the catalog allows there, first match first; empty where no row names the
  /// place, so that any kind will do if exactly one knows the id.
  public let kinds: [ResourceKind]
  /// Whether the place is a field of the environment, such as the list of registered connections.
  public let isEnvironment: Bool

  /// Makes a site.
  public init(pointer: String, id: String, kinds: [ResourceKind], isEnvironment: Bool) {
    self.pointer = pointer
    self.id = id
    self.kinds = kinds
    self.isEnvironment = isEnvironment
  }
}

/// What has to be known of a resource to find out how an account hangs together.
///
/// Small on purpose: an account's summaries are all held at once, its documents are not. Shared and
/// never copied, because many parts of the program pass them on.
public final class ResourceSummary: Sendable {
  /// What the resource is called.
  public let key: ResourceKey
  /// Its name for people; empty where it has none.
  public let name: String
  /// The id of the containing integration as written, or `nil` for what stands alone.
  public let containerID: String?
  /// The id of the resource that this one was cloned from.
  public let sourceID: String?
  /// The application or type that names a slot: `shopify`, `netsuite`.
  public let application: String
  /// Whether a vendor manages the resource (`_connectorId`).
  public let isManaged: Bool
  /// An API's `type`: `builder` or `script`.
  public let mode: String?
  /// When it was created, as the platform writes times; empty if that is unknown.
  public let createdAt: String
  /// When it was last changed, as the platform writes times.
  public let lastModified: String?
  /// The ids in the document, in the order of the neutral form.
  public let references: [ReferenceSite]
  /// What the environment calls this state of the document.
  public let version: String

  public init(
    key: ResourceKey, name: String, containerID: String?, sourceID: String?, application: String,
    isManaged: Bool, mode: String?, createdAt: String, lastModified: String?,
    references: [ReferenceSite], version: String
  ) {
    self.key = key
    self.name = name
    self.containerID = containerID
    self.sourceID = sourceID
    self.application = application
    self.isManaged = isManaged
    self.mode = mode
    self.createdAt = createdAt
    self.lastModified = lastModified
    self.references = references
    self.version = version
  }
}
