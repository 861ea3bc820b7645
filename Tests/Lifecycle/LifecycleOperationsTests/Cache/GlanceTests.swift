import EnvironmentAdapters
import FileStorage
import IntegrationModel
import LifecycleOperations
import LosslessJSON
import ObjectModel
import RefStore
import RepositoryCore
import TestKit
import Testing

/// A repository that keeps its cache and one whose cache is removed before every command look at
/// the same folder: what they say and record must be the same, whatever is done to the files.
@Suite struct GlanceTests {
  @Test(arguments: 1...6) func `a quick look finds what a survey finds`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let account = try FolderOfOrders(copies: 2)
    let (quick, slow) = (try account.world(0), try account.world(1))
    for world in [quick, slow] { _ = try account.snapshot(world) }
    for round in 1...12 {
      var done: [String] = []
      for _ in 0..<Int.random(in: 0...2, using: &random) { done.append(try account.edit(&random)) }
      let comment: Comment = "seed \(seed), round \(round): \(done)"
      for _ in 1...2 {
        try slow.files.removeCache()
        #expect(try account.status(quick) == account.status(slow), comment)
      }
      if Bool.random(using: &random) { continue }
      try slow.files.removeCache()
      #expect(try account.snapshot(quick) == account.snapshot(slow), comment)
    }
    #expect(try quick.trees() == slow.trees(), "seed \(seed)")
  }

  @Test(arguments: 1...6)
  func `environments are compared quickly as they are when everything is read`(
    seed: UInt64
  ) throws {
    var random = SeededRandom(seed: seed)
    let account = try FolderOfOrders(copies: 2)
    let (quick, slow) = (try account.world(0), try account.world(1))
    for world in [quick, slow] {
      for environment in ["prod", "dev"] { _ = try account.snapshot(world, environment) }
    }
    for round in 1...10 {
      var done: [String] = []
      for _ in 0..<Int.random(in: 0...2, using: &random) {
        let environment = Int.random(in: 0...3, using: &random) == 0 ? "dev" : "prod"
        done.append(try account.edit(&random, environment))
      }
      let comment: Comment = "seed \(seed), round \(round): \(done)"
      try slow.files.removeCache()
      #expect(try account.compare(quick) == account.compare(slow), comment)
      if Bool.random(using: &random) { continue }
      for environment in ["prod", "dev"] where Bool.random(using: &random) {
        for world in [quick, slow] { _ = try account.snapshot(world, environment) }
      }
    }
  }

  @Test func `what is recorded alike in two environments is compared without being read`() throws {
    let account = try FolderOfOrders(copies: 1)
    let world = try account.world(0)
    for environment in ["prod", "dev"] { _ = try account.snapshot(world, environment) }
    for environment in ["prod", "dev"] { _ = try account.status(world, environment) }
    let counting = FaultyFileSystem(world.files)
    #expect(
      try account.compare(world, through: counting).allSatisfy { $0.hasSuffix("id true none") })
    #expect(counting.readPaths.isEmpty)
    try account.set("e1", "/http/relativeURI", to: "/other")
    let rows = try account.compare(world, through: counting)
    #expect(counting.readPaths.count == 1, "\(counting.readPaths)")
    #expect(rows.contains { $0.hasSuffix("id false 1 modified") }, "\(rows)")
  }

  @Test func `an edit is recorded without reading the rest of the account`() throws {
    let account = try FolderOfOrders(copies: 1)
    let world = try account.world(0)
    _ = try account.snapshot(world)
    _ = try account.status(world)
    let counting = FaultyFileSystem(world.files)
    #expect(try account.status(world, through: counting).allSatisfy { $0.hasSuffix("same") })
    #expect(counting.readPaths.isEmpty)
    try account.set("e1", "/http/relativeURI", to: "/other")
    let report = try account.snapshot(world, through: counting)
    #expect(counting.readPaths.count == 1, "\(counting.readPaths)")
    #expect(report.contains { $0.hasPrefix("prod/orders r2") }, "\(report)")
  }

  @Test func `a new name is recorded without reading the rest of the account`() throws {
    let account = try FolderOfOrders(copies: 2)
    let (world, slow) = (try account.world(0), try account.world(1))
    for world in [world, slow] { _ = try account.snapshot(world) }
    _ = try account.status(world)
    try account.set("e1", "/name", to: "Another name")
    let counting = FaultyFileSystem(world.files)
    let report = try account.snapshot(world, through: counting)
    #expect(counting.readPaths.count == 1, "\(counting.readPaths)")
    try slow.files.removeCache()
    #expect(try report == account.snapshot(slow))
    #expect(try world.trees() == slow.trees())
  }
}

/// The file of edits beside a cache.
@Suite struct CachedEditTests {
  @Test func `a few edits are written beside the cache, which stays as it is`() throws {
    let account = try FolderOfOrders(copies: 1)
    let world = try account.world(0)
    _ = try account.snapshot(world)
    _ = try account.status(world)
    let before = try world.files.read(world.cachePath)
    for text in ["/one", "/two"] {
      try account.set("e1", "/http/relativeURI", to: text)
      _ = try account.snapshot(world)
      #expect(try world.files.read(world.cachePath) == before)
      #expect(try world.files.kind(of: world.editsPath) == .regular)
      let counting = FaultyFileSystem(world.files)
      #expect(try account.status(world, through: counting).allSatisfy { $0.hasSuffix("same") })
      #expect(counting.readPaths.isEmpty)
    }
  }

  @Test func `many edits are taken into the cache`() throws {
    let account = try FolderOfOrders(copies: 1)
    let world = try account.world(0)
    try account.addFlows(260)
    _ = try account.snapshot(world)
    try account.editFlows(0..<60)
    _ = try account.snapshot(world)
    #expect(try world.files.kind(of: world.editsPath) == .regular)
    try account.editFlows(40..<260)
    _ = try account.snapshot(world)
    #expect(try world.files.kind(of: world.editsPath) == nil)
    let counting = FaultyFileSystem(world.files)
    let status = try account.status(world, through: counting)
    #expect(counting.readPaths.count == 0)
    try world.files.removeCache()
    #expect(try status == account.status(world))
  }

  @Test func `damaged edits, and those of another cache, are passed over`() throws {
    var random = SeededRandom(seed: 15)
    let account = try FolderOfOrders(copies: 2)
    let (quick, slow) = (try account.world(0), try account.world(1))
    for world in [quick, slow] { _ = try account.snapshot(world) }
    _ = try account.status(quick)
    let old = try quick.files.read(quick.cachePath)
    for round in 1...16 {
      _ = try account.edit(&random)
      for world in [quick, slow] { _ = try account.snapshot(world) }
      quick.files.damage(quick.editsPath) { bytes in
        guard let place = bytes.indices.randomElement(using: &random) else { return }
        if round % 3 == 0 { bytes.removeLast(bytes.count - place) } else { bytes[place] ^= 0x10 }
      }
      if round % 5 == 0 { quick.files.damage(quick.cachePath) { $0 = old } }
      _ = try account.edit(&random)
      try slow.files.removeCache()
      #expect(try account.status(quick) == account.status(slow), "seed 15, round \(round)")
    }
  }
}

extension TestWorld {
  fileprivate var cachePath: String { "\(TestWorld.folder)/.ilm/ilm/cache/prod" }
  fileprivate var editsPath: String { cachePath + ".edits" }
}

/// The account of orders as a folder of files, in several copies that are edited alike.
///
/// A copy and the repository beside it have one clock, as files of one disk have.
private final class FolderOfOrders {
  private let copies: [MemoryFileSystem]
  private var files: MemoryFileSystem { copies[0] }
  private var count = 100

  init(copies count: Int) throws {
    copies = (0..<count).map { _ in MemoryFileSystem() }
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
        world.set(name, folder(name, gate))
      } else {
        world.set(name, folder(name, world.files))
      }
    }
    return try world.resolver()
  }

  private func folder(_ name: String, _ files: some FileSystem) -> any Environment {
    FolderEnvironment(path: "/\(name)", fileSystem: files, makeID: { "new" }, now: { "" })
  }

  /// What a comparison of the two environments says of each pair.
  func compare(_ world: TestWorld, through gate: FaultyFileSystem? = nil) throws -> [String] {
    try EnvironmentComparison("prod", "dev", resolver: try open(world, gate)).rows.map { row in
      let changes = row.summary.isEmpty ? "none" : "\(row.summary.modified) modified"
      return "\(row.left?.description ?? "-") \(row.right?.description ?? "-") "
        + "+\(row.summary.added) -\(row.summary.deleted) "
        + "\(row.matchedBy?.rawValue ?? "-") \(row.isIdentical) \(changes)"
    }
  }

  /// What status says of each integration.
  func status(
    _ world: TestWorld, _ environment: String = "prod", through gate: FaultyFileSystem? = nil
  ) throws -> [String] {
    let resolver = try open(world, gate)
    let entries = try resolver.directory(of: environment).entries
    return try StatusOperation(resolver.context).run(entries, of: environment, resolver).map {
      "\($0.entry.target) \($0.revision ?? "-") \($0.summary) \($0.applications) "
        + "\($0.counts.sorted { $0.key.rawValue < $1.key.rawValue }) "
        + ($0.changed == false ? "same" : "content \($0.contentChanged) facts \($0.factsChanged)")
    }
  }

  /// Records what has changed, and says what was recorded.
  func snapshot(
    _ world: TestWorld, _ environment: String = "prod", through gate: FaultyFileSystem? = nil
  ) throws -> [String] {
    let resolver = try open(world, gate)
    let options = SnapshotOperation.Options(onlyIfChanged: true)
    let report = try SnapshotOperation(resolver.context, options).run(
      try resolver.directory(of: environment).entries, of: environment, resolver)
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
    let id = key(short).id
    let path = try #require(paths("prod").first { $0.hasSuffix("/\(id).json") })
    try change(path) { $0.place(.string(JSONString(text)), at: pointer) }
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
    let ids = paths.map {
      JSONValue.string(JSONString(String($0.split(separator: "/").last?.dropLast(5) ?? "")))
    }
    let id = ids.randomElement(using: &random) ?? .null
    switch Int.random(in: 0...12, using: &random) {
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
    case 11:
      guard !path.contains("/integrations/") else { return "nothing" }
      for files in copies { try files.removeFile(path) }
    default:
      let new = "/\(environment)/scripts/n\(count).json"
      try write(new, ["_id": text, "name": text, "content": text])
    }
    return path
  }
}

extension MemoryFileSystem {
  fileprivate func removeCache() throws {
    for path in paths where path.contains("/ilm/cache/") { try removeFile(path) }
  }
}

extension TestWorld {
  /// The recorded trees: contents, and facts without what is merely observed.
  fileprivate func trees() throws -> [String] {
    let repository = try context().repository
    return try repository.refs.refs().flatMap { ref -> [String] in
      guard ref.name.text.hasPrefix("refs/heads/") || ref.name.text.hasPrefix("refs/facts/") else {
        return []
      }
      let tree = try repository.objects.commit(CommitID(ref.target)).tree
      return try repository.objects.tree(tree).entries.map { "\(ref.name) \($0.name) \($0.id)" }
    }
  }
}
