public import IntegrationModel
public import LosslessJSON
public import ObjectModel
import ObjectStore
public import RepositoryCore

/// An integration at one moment: content by logical name, and the facts of its environment.
///
/// Content is known by its ids; the bytes are in the repository or, for a state that is not
/// recorded, in memory.
public struct IntegrationState: Sendable {
  /// What the state is called: `prod/orders`, `prod/orders@r3`, a file.
  public let label: String
  /// The target that it is a state of; `nil` for a bundle.
  public var target: TargetName?
  /// The content tree.
  public let content: TreeID
  /// The content of each resource.
  public let resources: [LogicalName: Resource]
  /// What the environment adds.
  public let facts: IntegrationFacts
  /// What was observed and is no difference.
  public let observation: IntegrationObservation
  /// Sample and mock data by resource and place.
  public let payloads: [LogicalName: [String: BlobID]]
  /// What the account held besides and no integration used.
  let unused: Set<ResourceKey>
  /// Everything that the account holds; `nil` for what was not read from its environment just now.
  let account: AccountIndex?
  /// The documents of connections and the like, credentials masked.
  let bound: [LogicalName: BlobID]
  /// What the state of a bundle can tell; `nil` for a state that tells everything.
  public let scope: BundleScope?
  /// The content commit it was recorded with, if it was.
  public var commit: CommitID?
  /// What a person should know of; empty for a recorded state.
  public let warnings: [ModelWarning]

  let repository: Repository
  /// Those of the repository, and what is only in memory.
  let objects: OverlaidObjects

  /// The content of one resource.
  public struct Resource: Sendable, Hashable {
    /// Its canonical JSON.
    public let blob: BlobID
    /// What is kept as a file of its own: a script's body, the integration's readme.
    public let text: BlobID?
  }

  /// The bytes of a blob of this state.
  func bytes(_ id: BlobID) throws -> [UInt8] {
    try objects.blob(id)
  }

  /// The neutral document of a resource, with its text in the member where the platform has it.
  public func document(_ name: LogicalName) throws -> JSONValue? {
    try resources[name]?.document(of: name) { try bytes($0) }
  }

  /// The payloads of a resource, by place.
  func payloads(of name: LogicalName) throws -> [String: JSONValue] {
    try (payloads[name] ?? [:]).mapValues { try JSONValue(parsing: try bytes($0)) }
  }

  /// Whether the account is known to hold a document that the integration does not use.
  func isUnused(_ key: ResourceKey) -> Bool {
    facts.names[key] == nil && (unused.contains(key) || account?.resources[key] != nil)
  }

  /// The names of the resources, sorted.
  public var names: [LogicalName] { resources.keys.sorted() }
}

extension IntegrationState.Resource {
  /// The neutral document, with its text in the member where the platform has it.
  func document(
    of name: LogicalName, _ bytes: (BlobID) throws -> [UInt8]
  ) throws -> JSONValue {
    let value = try JSONValue(parsing: try bytes(blob))
    guard let text, let (member, _) = name.kind.textMember,
      let string = JSONString(bytes: try bytes(text)), case .object(var object) = value
    else { return value }
    object[member] = .string(string)
    return .object(object)
  }
}

/// Where the parts of a state lie in its two trees; see Docs/formats/repository-layout.md.
enum StateLayout {
  static let facts = "facts.json"
  static let observation = "observed.json"
  static let unused = "unused.json"
  static let integration = "integration.json"
  static let readme = "README.md"

  static func contentPath(_ name: LogicalName) -> String {
    name == .integration ? integration : "\(name.kind.rawValue)/\(name.slug).json"
  }

  static func textPath(_ name: LogicalName) -> String? {
    guard let (_, ending) = name.kind.textMember else { return nil }
    return name == .integration ? readme : "\(name)\(ending)"
  }

  /// A document as files of a content tree.
  static func files(_ name: LogicalName, _ document: JSONValue) -> [(String, [UInt8])] {
    var document = document
    var files: [(String, [UInt8])] = []
    if let (member, _) = name.kind.textMember, let text = document[member]?.string,
      let path = textPath(name)
    {
      document.removeValue(at: "/\(member)")
      files.append((path, text.utf8))
    }
    return files + [(contentPath(name), document.canonicalBytes())]
  }

  static let boundFolder = "bound"

  static func boundPath(_ name: LogicalName) -> String { "\(boundFolder)/\(name).json" }

  /// The bound resource that a path of the facts tree stands for.
  static func bound(at path: String) -> LogicalName? {
    guard path.hasPrefix("bound/"), path.hasSuffix(".json") else { return nil }
    return LogicalName(String(path.dropFirst(6).dropLast(5)))
  }

  static func payloadFolder(_ name: LogicalName) -> String { "payloads/\(name)" }

  /// A payload's path: its place with `.` for `/`, other dots and percent signs escaped.
  static func payloadPath(_ name: LogicalName, _ pointer: String) -> String {
    var place: [UInt8] = []
    for byte in pointer.utf8.dropFirst() {
      switch byte {
      case UInt8(ascii: "%"): place += "%25".utf8
      case UInt8(ascii: "."): place += "%2E".utf8
      case UInt8(ascii: "/"): place.append(UInt8(ascii: "."))
      default: place.append(byte)
      }
    }
    return "\(payloadFolder(name))/\(String(decoding: place, as: UTF8.self)).json"
  }

  /// The name and place that a path of the facts tree stands for.
  static func payload(at path: String) -> (LogicalName, pointer: String)? {
    let parts = path.utf8.split(separator: UInt8(ascii: "/"), maxSplits: 3).map { Substring($0) }
    guard parts.count == 4, parts[0] == "payloads",
      parts[3].utf8.suffix(ending.count).elementsEqual(ending),
      let kind = ResourceKind(rawValue: String(parts[1]))
    else { return nil }
    return (LogicalName(kind, String(parts[2])), pointer(of: parts[3].utf8.dropLast(ending.count)))
  }

  private static let ending = ".json".utf8

  private static func pointer(of place: Substring.UTF8View) -> String {
    var pointer = [UInt8(ascii: "/")]
    var rest = place
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "."): pointer.append(UInt8(ascii: "/"))
      case UInt8(ascii: "%") where rest.starts(with: "2E".utf8):
        pointer.append(UInt8(ascii: "."))
        rest.removeFirst(2)
      case UInt8(ascii: "%") where rest.starts(with: "25".utf8):
        pointer.append(byte)
        rest.removeFirst(2)
      default: pointer.append(byte)
      }
    }
    return String(decoding: pointer, as: UTF8.self)
  }

  /// The resource that a path of the content tree belongs to, and whether it is its text.
  static func resource(at path: String) -> (name: LogicalName, isText: Bool)? {
    if path == integration { return (.integration, false) }
    if path == readme { return (.integration, true) }
    guard let dot = path.utf8.lastIndex(of: UInt8(ascii: ".")),
      let name = LogicalName(String(path[..<dot]))
    else { return nil }
    return (name, path[dot...] != ".json")
  }
}
