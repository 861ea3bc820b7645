import EnvironmentAdapters
public import IntegrationModel
import LosslessJSON
public import RepositoryCore

/// Finds in an integration what tends to hurt later.
public struct LintOperation {
  /// Something found, with where it is.
  public struct Finding: Sendable {
    /// What kind of thing it is.
    public let code: ModelWarning.Code
    /// The resource.
    public let name: LogicalName
    /// The place in its document.
    public let pointer: String
    /// What it is, in a sentence.
    public let message: String
  }

  private let resolver: StateResolver

  /// Prepares to look.
  public init(_ resolver: StateResolver) {
    self.resolver = resolver
  }

  /// Looks at an integration as it is now.
  public func run(
    _ text: String
  ) throws -> (target: TargetName, findings: [Finding]) {
    let entry = try resolver.entry(text)
    let capture = try resolver.capture(of: entry.target.environment)
    let captured = try capture.capture(entry)
    let state = try IntegrationState(
      captured, label: entry.target.description, in: resolver.context.repository)
    let names = captured.facts.names
    func name(_ key: ResourceKey) -> LogicalName { names[key] ?? LogicalName(key.kind, key.id) }
    var findings = captured.warnings.map {
      Finding(code: $0.code, name: name($0.key), pointer: $0.pointer, message: $0.message)
    }
    findings += Self.duplicateNames(captured.facts)
    findings += Self.missingLinks(captured.facts)
    findings += UnusedLint(captured, capture).findings()
    let strangers = try StrangerIDs(to: entry.target.environment, in: resolver.context.repository)
    findings += Self.oddCredentials(captured.facts)
    for resource in state.names {
      guard let document = try state.document(resource) else { continue }
      let dangling = Set(captured.warnings.filter { name($0.key) == resource }.map(\.pointer))
      findings += TextLint(resource, capture.account.index, strangers).findings(in: document)
        .filter { !dangling.contains($0.pointer) }
      findings += Self.lackingConnection(resource, document)
      if resource.kind == .apis { findings += Self.unsupported(resource, document) }
    }
    findings += try lookups(captured, capture)
    findings.sort {
      ($0.name, $0.pointer, $0.code.rawValue) < ($1.name, $1.pointer, $1.code.rawValue)
    }
    return (entry.target, findings)
  }

  /// Credentials where the platform keeps none: they are masked here, and bare to everybody there.
  private static func oddCredentials(_ facts: IntegrationFacts) -> [Finding] {
    facts.resources.filter { !$0.key.kind.isBound }.flatMap { name, resource in
      resource.masked.filter { $0.hasPrefix("/settings/") || $0.contains("/headers/") }.map {
        Finding(
          code: .secretInOddPlace, name: name, pointer: $0,
          message: "the field seems to hold a credential; keep it in a connection")
      }
    }
  }

  /// Resources of one kind with one name: nothing tells them apart in another environment.
  private static func duplicateNames(_ facts: IntegrationFacts) -> [Finding] {
    let named = facts.resources.filter { !$0.key.kind.isBound && !$0.value.name.isEmpty }
    let groups = Dictionary(grouping: named) { Array("\($0.key.kind)/\($0.value.name)".utf8) }
    return groups.values.filter { $0.count > 1 }.flatMap { group in
      let names = group.map(\.key).sorted()
      return names.map { name in
        Finding(
          code: .duplicateName, name: name, pointer: "/name",
          message: "\(names.count) \(name.kind.rawValue) are named "
            + "'\(facts.resources[name]?.name ?? "")'; give each a name of its own")
      }
    }
  }

  /// Links to other integrations that the environment has nothing for: the document has nothing there.
  private static func missingLinks(_ facts: IntegrationFacts) -> [Finding] {
    facts.resources.flatMap { name, resource in
      resource.missing.map { place, target in
        Finding(
          code: .unresolvedExternal, name: name, pointer: place,
          message: "'\(target)' is not in this environment, so nothing is linked here")
      }
    }
  }

  /// The steps that run without a connection of their own.
  private static let selfContained: Set<String> = [
    "WebhookExport", "SimpleExport", "ToolImport", "AiAgentImport", "GuardrailImport",
  ]

  /// Steps whose adaptor needs a connection and that have none.
  private static func lackingConnection(
    _ name: LogicalName, _ document: JSONValue
  ) -> [Finding] {
    guard name.kind == .exports || name.kind == .imports,
      let adaptor = document["adaptorType"]?.text, !selfContained.contains(adaptor),
      document["_connectionId"] ?? .null == .null
    else { return [] }
    return [
      Finding(
        code: .missingConnection, name: name, pointer: "/_connectionId",
        message: "a step of type '\(adaptor)' needs a connection, and this one has none")
    ]
  }

  /// JSON settings and aliases are not available for APIs.
  private static func unsupported(_ name: LogicalName, _ document: JSONValue) -> [Finding] {
    var findings: [Finding] = []
    if document["settings"] != nil {
      findings.append(
        Finding(
          code: .settingsOnAPI, name: name, pointer: "/settings",
          message: "JSON settings are not available for APIs"))
    }
    if let aliases = document["aliases"]?.array, !aliases.isEmpty {
      findings.append(
        Finding(
          code: .aliasesOnAPI, name: name, pointer: "/aliases",
          message: "aliases are not available for APIs"))
    }
    return findings
  }

  /// Lookups that a document keeps in two places and that differ there: neither is rebuilt from the
  /// other, so both are kept, but a change may have been made in one place only.
  private func lookups(
    _ captured: CapturedState, _ capture: StateCapture
  ) throws -> [Finding] {
    var findings: [Finding] = []
    for (key, name) in captured.naming.names where key.kind == .imports {
      guard let document = try capture.account.environment.adapter.document(key)?.value,
        let top = document["lookups"]
      else { continue }
      for block: JSONString in ["http", "netsuite_da", "rdbms", "rest", "salesforce", "file"] {
        guard let inner = document[block]?["lookups"], inner != top else { continue }
        findings.append(
          Finding(
            code: .mirroredFieldsDiffer, name: name, pointer: "/\(block.text)/lookups",
            message: "'/lookups' and '/\(block.text)/lookups' differ; check which one is meant"))
      }
    }
    return findings
  }
}

/// Looks for ids and credentials inside texts, where nothing takes care of them.
struct TextLint {
  private let name: LogicalName
  private let index: AccountIndex
  private let strangers: StrangerIDs

  init(_ name: LogicalName, _ index: AccountIndex, _ strangers: StrangerIDs) {
    self.name = name
    self.index = index
    self.strangers = strangers
  }

  func findings(in document: JSONValue) -> [LintOperation.Finding] {
    var findings: [LintOperation.Finding] = []
    document.forEachString { text, path in
      judge(text.utf8, path.pointer.description, &findings)
    }
    return findings
  }

  private func judge(
    _ text: [UInt8], _ place: String, _ findings: inout [LintOperation.Finding]
  ) {
    for id in Self.ids(in: text) {
      let kinds = ResourceKind.allCases.filter { index.resources[ResourceKey($0, id)] != nil }
      let message: String
      if let kind = kinds.first {
        message =
          "the text names \(kind.singular) '\(id)' by its id, which means nothing in another "
          + "environment; use settings or an alias"
      } else if let kind = strangers.kind(of: id) {
        message =
          "the text names \(kind.singular) '\(id)' of another environment by its id, which means "
          + "nothing in this one"
      } else {
        continue
      }
      findings.append(
        LintOperation.Finding(code: .hardCodedID, name: name, pointer: place, message: message))
    }
    if Self.holdsCredential(text) || CredentialAssignment(in: text).isThere {
      findings.append(
        LintOperation.Finding(
          code: .secretInOddPlace, name: name, pointer: place,
          message: "the text seems to hold a credential; keep it in a connection"))
    }
  }

  /// The different ids of 24 hexadecimal digits in a text.
  static func ids(in text: [UInt8]) -> [String] {
    guard text.count >= 24 else { return [] }
    var ids: [String] = []
    var start = 0
    var position = 0
    while position <= text.count {
      if position < text.count, isHex(text[position]) {
        position += 1
        continue
      }
      if position - start == 24 {
        let id = String(decoding: text[start..<position], as: UTF8.self)
        if !ids.contains(id) { ids.append(id) }
      }
      position += 1
      start = position
    }
    return ids
  }

  /// Words after which credentials are written into texts.
  private static let markers: [[UInt8]] = [
    "Bearer ", "Basic ", "-----BEGIN ", "sk_live_", "AKIA", "xoxb-", "ghp_",
  ].map { Array($0.utf8) }

  private static func holdsCredential(_ text: [UInt8]) -> Bool {
    for marker in markers where text.count >= marker.count + 12 {
      for start in 0...(text.count - marker.count - 12)
      where text[start] == marker[0] && text[start..<start + marker.count].elementsEqual(marker) {
        let rest = text[(start + marker.count)...].prefix(12)
        if rest.allSatisfy(isTokenCharacter) { return true }
      }
    }
    return false
  }

  private static func isHex(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
  }

  private static func isTokenCharacter(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
      || "+/=._-".utf8.contains(byte)
  }
}
