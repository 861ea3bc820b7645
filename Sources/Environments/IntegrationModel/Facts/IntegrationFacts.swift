public import LosslessJSON

/// What an environment adds to an integration's content: the other half of its documents.
public struct IntegrationFacts: Sendable, Equatable {
  /// The id of the integration; `nil` for what stands alone.
  public var integrationID: String?
  /// The integration's name in this environment.
  public var name: String
  /// The facts of every resource of the content, and of everything bound.
  public var resources: [LogicalName: ResourceFacts]
  /// Names that resources had which are gone; they are never given to another.
  public var retired: Set<LogicalName>
  /// The ids that went with retired names: what comes back under its id has its name back.
  public var retiredIDs: [LogicalName: String]

  public init(
    integrationID: String?, name: String, resources: [LogicalName: ResourceFacts] = [:],
    retired: Set<LogicalName> = [], retiredIDs: [LogicalName: String] = [:]
  ) {
    self.integrationID = integrationID
    self.name = name
    self.resources = resources
    self.retired = retired
    self.retiredIDs = retiredIDs
  }

  /// The names by id.
  public var names: [ResourceKey: LogicalName] {
    var names: [ResourceKey: LogicalName] = [:]
    for (name, facts) in resources { names[ResourceKey(name.kind, facts.id)] = name }
    return names
  }

  /// The names that resources had which are gone, by id.
  public var formerNames: [ResourceKey: LogicalName] {
    var names: [ResourceKey: LogicalName] = [:]
    for (name, id) in retiredIDs.sorted(by: { $0.key < $1.key }) where retired.contains(name) {
      names[ResourceKey(name.kind, id)] = name
    }
    return names
  }

  /// Forgets a resource that was deleted; its name is kept for it and given to no other.
  public mutating func retire(_ name: LogicalName) {
    guard let facts = resources.removeValue(forKey: name), !name.kind.isBound else { return }
    retired.insert(name)
    retiredIDs[name] = facts.id
  }

  /// What each slot is bound to at each place.
  public var bindings: [SlotTable.Site: SlotBinding] {
    var bindings: [SlotTable.Site: SlotBinding] = [:]
    for (name, facts) in resources {
      for (pointer, binding) in facts.bindings {
        bindings[SlotTable.Site(name, pointer)] = binding
      }
    }
    return bindings
  }

  /// The groups of the integration.
  public var groups: GroupTable { resources[.integration]?.groups ?? GroupTable() }
}

/// What an environment adds to the content of one resource.
///
/// Places are JSON Pointers into the environment's document.
public struct ResourceFacts: Sendable, Equatable {
  /// The resource's id in this environment.
  public var id: String
  /// The resource's name for people, by which it is found again in another environment.
  public var name: String
  /// Fields of the environment, such as `/disabled` and `/schedule`.
  public var environment: [String: JSONValue]
  /// The containing integration's id as written in the document, if it says one.
  public var containerID: String?
  /// What the slots are bound to.
  public var bindings: [String: SlotBinding]
  /// The ids of what other integrations contain.
  public var externals: [String: String]
  /// The external names whose resources this environment does not have, by place: the document
  /// has nothing there, and the content still says what it means.
  public var missing: [String: String]
  /// Where credentials were masked.
  public var masked: [String]
  /// Where payloads were taken out.
  public var payloads: [String]
  /// The groups that the document defines.
  public var groups: GroupTable

  public init(id: String, name: String) {
    self.id = id
    self.name = name
    environment = [:]
    bindings = [:]
    externals = [:]
    missing = [:]
    masked = []
    payloads = []
    groups = GroupTable()
  }
}

/// What was seen of a resource and never counts as a difference: what the server keeps, and the
/// spelling of the document.
public struct ResourceObservation: Sendable, Equatable {
  /// Server-kept fields by place.
  public var server: [String: JSONValue] = [:]
  /// Where a copy of other content was left out.
  public var mirrored: [Mirrored] = []
  /// The written order of sets that were not sorted: position by position, the sorted index.
  public var orders: [String: [Int]] = [:]

  public init() {}

  /// A copy that is rebuilt from its original.
  public struct Mirrored: Sendable, Equatable {
    /// The place that was left out.
    public let copy: String
    /// The place that it is rebuilt from.
    public let original: String

    public init(copy: String, original: String) {
      self.copy = copy
      self.original = original
    }
  }
}

/// Something that a person should know of, found on the way; it stops nothing.
public struct ModelWarning: Sendable, Hashable {
  /// What the warning is about.
  public enum Code: String, Sendable, CaseIterable {
    case danglingReference = "dangling_reference"
    case mirroredFieldsDiffer = "mirrored_fields_differ"
    case hardCodedID = "hard_coded_id"
    case duplicateName = "duplicate_name"
    case secretInOddPlace = "secret_in_odd_place"
    case settingsOnAPI = "settings_on_api"
    case aliasesOnAPI = "aliases_on_api"
    case unresolvedExternal = "unresolved_external"
    case missingConnection = "missing_connection"
    case unusedResource = "unused_resource"
  }

  /// What it is about.
  public let code: Code
  /// The resource that it concerns.
  public let key: ResourceKey
  /// The place in its document, as a JSON Pointer.
  public let pointer: String
  /// The sentence, free of credentials.
  public let message: String

  public init(_ code: Code, _ key: ResourceKey, at pointer: String, _ message: String) {
    self.code = code
    self.key = key
    self.pointer = pointer
    self.message = message
  }
}
