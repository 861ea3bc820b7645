import EnvironmentAdapters
import FileStorage
import IntegrationModel
import LifecycleOperations
import LosslessJSON
import ObjectModel
import RepositoryCore
import TestKit
import Testing

/// The account of orders as a folder of files, in several copies that are edited alike.
///
/// A copy and the repository beside it have one clock, as files of one disk have.
final class FolderOfOrders {
  private let copies: [MemoryFileSystem]
  private var files: MemoryFileSystem { copies[0] }
  private var count = 100
  private let reach: Reach
  private var apis: [AccountAPI] = []
  /// What was removed, by path.
  private var removed: [String: JSONValue] = [:]

  /// How a repository gets at an account.
  enum Reach: CaseIterable {
    case files
    /// By an API that lists when each document was changed.
    case api
  }

  init(copies count: Int, _ reach: Reach = .files) throws {
    copies = (0..<count).map { _ in MemoryFileSystem() }
    self.reach = reach
    for files in copies { try fill(files) }
  }

  private func fill(_ files: MemoryFileSystem) throws {
    for environment in ["prod", "dev"] { try fill(files, "/\(environment)") }
  }

  private func fill(_ files: MemoryFileSystem, _ folder: String) throws {
    for folder in [folder] + ResourceKind.allCases.map({ "\(folder)/\($0.rawValue)" }) {
      try files.createDirectory(folder)
    }
    let account = try MemoryAccount(OrdersAccount.documents)
    for key in try account.environment.survey(makeWorker: {}, { $1.key }).summaries {
      let document = try #require(try account.environment.document(key)).value
      let path = "\(folder)/\(key.kind.rawValue)/\(key.id).json"
      try files.writeAtomically(path, document.prettyBytes())
    }
  }

  func world(_ copy: Int) throws -> TestWorld {
    let files = copies[copy]
    _ = try Repository.initialize(in: TestWorld.folder, format: .sha256, fileSystem: files)
    return try TestWorld([:], files: files)
  }

  /// Opens the folder as a new process does.
  private func open(_ world: TestWorld, _ gate: FaultyFileSystem?) throws -> StateResolver {
    var world = world
    for name in ["prod", "dev"] {
      if let gate {
        world.set(name, try folder(name, gate))
      } else {
        world.set(name, try folder(name, world.files))
      }
    }
    return try world.resolver()
  }

  private func folder(_ name: String, _ files: some FileSystem) throws -> any Environment {
    let folder = FolderEnvironment(
      path: "/\(name)", fileSystem: files, makeID: { "new" }, now: { "" })
    guard reach == .api else { return folder }
    let api = AccountAPI(folder, bin: RecycleBin(), tellsEditions: true)
    apis.append(api)
    return try api.environment()
  }

  /// How many requests of a sort there were, of all commands.
  func requests(_ sort: AccountAPI.Call.Sort) -> Int {
    apis.reduce(0) { $0 + $1.count(of: sort) }
  }

  /// What a comparison of the two environments says of each pair.
  func compare(_ world: TestWorld, through gate: FaultyFileSystem? = nil) throws -> [String] {
    try EnvironmentComparison("prod", "dev", resolver: try open(world, gate)).lines
  }

  /// The same of what is recorded of them; the world knows no way to reach either.
  func compareRecorded(_ world: TestWorld) throws -> [String] {
    try EnvironmentComparison("prod", "dev", resolver: world.resolver(recordedOnly: true)).lines
  }

  /// What status says of each integration.
  func status(
    _ world: TestWorld, _ environment: String = "prod", through gate: FaultyFileSystem? = nil
  ) throws -> [String] {
    let resolver = try open(world, gate)
    let entries = try resolver.directory(of: environment).entries
    return try StatusOperation(resolver.context).run(entries, of: environment, resolver).map {
      "\($0.entry.target) \($0.revision ?? "-") \($0.summary) \($0.applications) "
        + "\($0.counts) "
        + ($0.changed == false ? "same" : "content \($0.contentChanged) facts \($0.factsChanged)")
    }
  }

  /// Records integrations, and says what was recorded.
  func snapshot(
    _ world: TestWorld, _ environment: String = "prod", through gate: FaultyFileSystem? = nil,
    onlyIfChanged: Bool = true, leaving left: Set<String> = []
  ) throws -> [String] {
    let resolver = try open(world, gate)
    let options = SnapshotOperation.Options(onlyIfChanged: onlyIfChanged)
    let entries = try resolver.directory(of: environment).entries
    let report = try SnapshotOperation(resolver.context, options).run(
      entries.filter { !left.contains($0.target.integration) }, of: environment, resolver)
    return report.revisions.map {
      "\($0.target) \($0.id) \($0.changes) \($0.after?.content.hex ?? "-")"
    } + report.unchanged.map { "\($0) unchanged" }
  }

  // MARK: Edits

  private func paths(_ environment: String) -> [String] {
    files.paths.filter { $0.hasPrefix("/\(environment)/") && $0.hasSuffix(".json") }
  }

  private func change(_ path: String, _ change: (inout JSONValue) -> Void) throws {
    var value = try JSONValue(parsing: try files.read(path, byteCountMax: .max))
    change(&value)
    try write(path, value)
  }

  private func write(_ path: String, _ value: JSONValue) throws {
    for files in copies { try files.writeAtomically(path, value.prettyBytes()) }
  }

  /// Changes a text of a document by the beginning of its name in ``OrdersAccount``.
  func set(_ short: String, _ pointer: String, to text: String) throws {
    try set(short, pointer, to: .string(JSONString(text)))
  }

  private func set(_ short: String, _ pointer: String, to value: JSONValue) throws {
    let id = key(short).id
    let path = try #require(paths("prod").first { $0.hasSuffix("\(id).json") })
    try change(path) { $0.place(value, at: pointer) }
  }

  /// Lets documents of each integration, and one that both share, name something of the other.
  func nameEachOther() throws {
    func id(_ short: String) -> JSONValue { .string(JSONString(key(short).id)) }
    try set("f8", "/_runNextFlowIds", to: .array([id("f1"), id("f8")]))
    try set("f2", "/_runNextFlowIds", to: .array([id("f8")]))
    try set("i3", "/tool/_toolId", to: id("t1"))
    try set("e8", "/settings/shop", to: id("n1"))
  }

  /// Adds flows to the integration of orders.
  func addFlows(_ count: Int) throws {
    let integration = JSONValue.string(JSONString(key("n1").id))
    for number in 0..<count {
      let name = JSONValue.string(JSONString("flow \(number)"))
      try write(
        flow(number),
        [
          "_id": .string(JSONString("x\(number)")), "name": name,
          "_integrationId": integration,
        ])
    }
  }

  func removeFlows(_ numbers: Range<Int>) throws {
    for number in numbers {
      for files in copies { try files.removeFile(flow(number)) }
    }
  }

  func editFlows(_ numbers: Range<Int>) throws {
    for number in numbers { try change(flow(number)) { $0.place("edited", at: "/description") } }
  }

  private func flow(_ number: Int) -> String { "/prod/flows/x\(number).json" }

  /// Does something to the files and says what.
  func edit(_ random: inout SeededRandom, _ environment: String = "prod") throws -> String {
    let paths = paths(environment)
    let path = try #require(paths.randomElement(using: &random))
    count += 1
    let text = JSONValue.string(JSONString("v\(count)"))
    let ids = paths.map(self.id)
    let id = ids.randomElement(using: &random) ?? .null
    func anyID(of kind: String) -> JSONValue {
      zip(paths, ids).filter { $0.0.contains("/\(kind)/") }.map(\.1).randomElement(using: &random)
        ?? .null
    }
    switch Int.random(in: 0...17, using: &random) {
    case 0, 1: try change(path) { $0.place(text, at: "/description") }
    case 2: try change(path) { $0.place(.bool(.random(using: &random)), at: "/disabled") }
    case 3: try change(path) { $0.place(text, at: "/name") }
    case 4: try change(path) { $0.place(text, at: "/lastModified") }
    case 5: try change(path) { $0.place(["k": text], at: "/mockOutput") }
    case 6: try change(path) { $0.place(text, at: "/http/relativeURI") }
    case 7: try change(path) { $0.place(id, at: "/hooks/preSavePage/_scriptId") }
    case 8: try change(path) { $0.place(["password": text], at: "/http/auth/basic") }
    case 9: try change(path) { _ in }
    case 10: try change(path) { $0.place(text, at: "/content") }
    case 11 where path.contains("/imports/") || path.contains("/exports/"):
      let connection = anyID(of: "connections")
      try change(path) { $0.place(connection, at: "/_connectionId") }
    case 12 where path.contains("/flows/"):
      let integration = anyID(of: "integrations")
      try change(path) { $0.place(integration, at: "/_integrationId") }
    case 14, 15: return try relink(&random, environment)
    case 16: try change(path) { $0.place(id, at: "/settings/any") }
    case 11, 12, 13:
      guard !path.contains("/integrations/") else { return "nothing" }
      try remove(path)
    default:
      let new = "/\(environment)/scripts/n\(count).json"
      try write(new, ["_id": text, "name": text, "content": text])
    }
    return path
  }

  /// The id of the document of a file.
  private func id(_ path: String) -> JSONValue {
    let name = path.split(separator: "/").last?.dropLast(5).split(separator: "-").last
    return .string(JSONString(String(name ?? "")))
  }

  private func anyPath(
    _ kind: String, _ random: inout SeededRandom, _ environment: String
  ) -> String? {
    paths(environment).filter { $0.contains("/\(kind)/") }.randomElement(using: &random)
  }

  private func anyID(
    _ kind: String, _ random: inout SeededRandom, _ environment: String
  ) -> JSONValue {
    anyPath(kind, &random, environment).map(id) ?? "nothing"
  }

  /// Lets a document refer to something else that is there, or to nothing, and says which.
  func relink(_ random: inout SeededRandom, _ environment: String = "prod") throws -> String {
    func any(_ kind: String) -> JSONValue { anyID(kind, &random, environment) }
    let kinds = ["flows", "exports", "imports", "integrations", "connections"]
    let kind = kinds.randomElement(using: &random) ?? ""
    guard let path = anyPath(kind, &random, environment) else { return "nothing" }
    let (place, value): (String, JSONValue) =
      switch (kind, Int.random(in: 0...3, using: &random)) {
      case ("flows", 0): ("/_runNextFlowIds", .array([any("flows"), any("flows")]))
      case ("flows", 1): ("/pageGenerators", [["_exportId": any("exports")]])
      case ("flows", 2): ("/pageProcessors", [["type": "import", "_importId": any("imports")]])
      case ("integrations", 0): ("/aliases", [["alias": "main", "_flowId": any("flows")]])
      case ("integrations", 1): ("/_registeredConnectionIds", [any("connections")])
      // A connection's form has a script, which is used while the connection is.
      case ("connections", _): ("/settingsForm/init/_scriptId", any("scripts"))
      case ("imports", 0): ("/tool/_toolId", any("tools"))
      case ("imports", 1), ("exports", 0): ("/hooks/preSavePage/_scriptId", any("scripts"))
      case ("flows", _): ("/settings/any", any(kinds.randomElement(using: &random) ?? ""))
      case ("integrations", _): ("/settings/any", any("scripts"))
      default: ("/_connectionId", any("connections"))
      }
    try change(path) { $0.place(value, at: place) }
    return "\(path) \(place)"
  }

  /// Lets a document come or go, and says which.
  func move(_ random: inout SeededRandom, _ environment: String = "prod") throws -> String {
    func any(_ kind: String) -> JSONValue { anyID(kind, &random, environment) }
    count += 1
    let text = JSONValue.string(JSONString("v\(count)"))
    switch Int.random(in: 0...6, using: &random) {
    case 0, 1:
      let flow = "/\(environment)/flows/v\(count).json"
      try write(
        flow,
        [
          "_id": text, "name": text, "_integrationId": any("integrations"),
          "pageGenerators": [["_exportId": any("exports")]],
          "pageProcessors": [["type": "import", "_importId": any("imports")]],
        ])
      return flow
    case 2:
      let script = "/\(environment)/scripts/v\(count).json"
      try write(script, ["_id": text, "name": text, "content": text])
      guard let user = anyPath("exports", &random, environment) else { return script }
      try change(user) { $0.place(text, at: "/hooks/preSavePage/_scriptId") }
      return "\(script) in \(user)"
    case 3:
      guard let path = anyPath("flows", &random, environment) else { return "nothing" }
      try remove(path)
      return "no \(path)"
    case 4:
      let kinds = ["exports", "imports", "scripts", "tools", "connections"]
      guard let path = anyPath(kinds.randomElement(using: &random) ?? "", &random, environment)
      else { return "nothing" }
      try remove(path)
      return "no \(path)"
    case 5:
      guard let (path, value) = removed.randomElement(using: &random) else { return "nothing" }
      removed[path] = nil
      try write(path, value)
      return "again \(path)"
    default:
      guard let path = anyPath("flows", &random, environment) else { return "nothing" }
      var value = try JSONValue(parsing: try files.read(path, byteCountMax: .max))
      for files in copies { try files.removeFile(path) }
      // Sometimes into another integration at once, as a folder that is written anew may have it.
      if Bool.random(using: &random) { value.place(any("integrations"), at: "/_integrationId") }
      let new = "/\(environment)/flows/n\(count)-\(value["_id"]?.text ?? "").json"
      try write(new, value)
      return "\(path) is \(new)"
    }
  }

  private func remove(_ path: String) throws {
    removed[path] = try JSONValue(parsing: try files.read(path, byteCountMax: .max))
    for files in copies { try files.removeFile(path) }
  }
}

extension EnvironmentComparison {
  /// What it says of each pair, but for the revisions.
  var lines: [String] {
    rows.map { row in
      let changes = row.summary.isEmpty ? "none" : "\(row.summary.modified) modified"
      return "\(row.left?.description ?? "-") \(row.right?.description ?? "-") "
        + "+\(row.summary.added) -\(row.summary.deleted) "
        + "\(row.matchedBy?.rawValue ?? "-") \(row.isIdentical) \(changes)"
    }
  }
}
