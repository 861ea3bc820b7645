/// The kinds of resources that an environment holds, named as the platform's REST collections.
public enum ResourceKind: String, CaseIterable, Hashable, Sendable, Comparable {
  case integrations, flows, exports, imports, connections, scripts, apis, tools, lookupcaches
  case filedefinitions, asynchelpers, ediprofiles, iclients, stacks, agents, mcpservers

  /// Finds a kind by its name; names are read by the thousand.
  public init?(rawValue name: String) {
    guard let kind = Self.byName[name] else { return nil }
    self = kind
  }

  private static let byName = Dictionary(
    uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })

  /// Tells whether resources of this kind belong to one environment and are never promoted.
  ///
  /// A reference to a bound kind is a slot in the content; the document itself is among the facts.
  public var isBound: Bool {
    switch self {
    case .connections, .iclients, .stacks, .agents: true
    default: false
    }
  }

  /// Whether a resource of this kind is there for itself, used by others or not: integrations, and
  /// what they contain.
  public var isRoot: Bool { self == .integrations || isContained }

  /// Tells whether an integration contains resources of this kind by itself.
  ///
  /// These are the roots of its closure beside its own document.
  public var isContained: Bool {
    switch self {
    case .flows, .apis, .tools: true
    default: false
    }
  }

  /// The place of the kind in the order of creation: what is referred to comes first.
  public var creationTier: Int {
    switch self {
    case .iclients: 1
    case .stacks: 4
    case .agents: 5
    case .scripts: 6
    case .connections: 7
    case .filedefinitions: 8
    case .ediprofiles: 9
    case .lookupcaches: 10
    case .exports: 11
    case .imports: 12
    case .asynchelpers: 13
    case .integrations: 14
    case .flows: 15
    case .tools: 17
    case .apis: 18
    case .mcpservers: 19
    }
  }

  /// The name of one resource of this kind, for people.
  public var singular: String {
    switch self {
    case .integrations: "integration"
    case .flows: "flow"
    case .exports: "export"
    case .imports: "import"
    case .connections: "connection"
    case .scripts: "script"
    case .apis: "API"
    case .tools: "tool"
    case .lookupcaches: "lookup cache"
    case .filedefinitions: "file definition"
    case .asynchelpers: "async helper"
    case .ediprofiles: "EDI profile"
    case .iclients: "iClient"
    case .stacks: "stack"
    case .agents: "agent"
    case .mcpservers: "MCP server"
    }
  }

  public static func < (one: ResourceKind, other: ResourceKind) -> Bool {
    one.alphabeticalRank < other.alphabeticalRank
  }

  // By number: an enum of texts would hash and compare its texts, and kinds are part of every key.
  public static func == (one: ResourceKind, other: ResourceKind) -> Bool {
    one.alphabeticalRank == other.alphabeticalRank
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(alphabeticalRank) }

  /// The place of the kind's name among all names.
  public var alphabeticalRank: UInt8 {
    switch self {
    case .agents: 0
    case .apis: 1
    case .asynchelpers: 2
    case .connections: 3
    case .ediprofiles: 4
    case .exports: 5
    case .filedefinitions: 6
    case .flows: 7
    case .iclients: 8
    case .imports: 9
    case .integrations: 10
    case .lookupcaches: 11
    case .mcpservers: 12
    case .scripts: 13
    case .stacks: 14
    case .tools: 15
    }
  }
}
