import EnvironmentAdapters
import FileStorage
import IntegrationModel
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import TestKit

/// Two accounts in which random things happen.
struct UndoStory {
  let world: TestWorld
  private let environments: [String: any Environment]
  private var random: SeededRandom
  private var clones: [TargetName] = []
  private var count = 0

  /// The kinds of accounts that a story is played in.
  enum Place: String, CaseIterable, Sendable { case memory, folder }

  init(in place: Place, seed: UInt64) throws {
    random = SeededRandom(seed: seed)
    let documents = ["prod": OrdersAccount.documents, "dev": PullWorld.sandbox]
    var environments: [String: any Environment] = [:]
    for (name, texts) in documents {
      let account = try MemoryAccount(texts, prefix: name == "prod" ? "7a" : "7d")
      environments[name] =
        place == .memory ? account.environment : try Self.folder(name, account.documents())
    }
    self.environments = environments
    world = try TestWorld(environments)
    for name in environments.keys.sorted() { _ = try world.snapshotAll(name) }
  }

  static func folder(_ name: String, _ documents: Documents) throws -> any Environment {
    let files = MemoryFileSystem()
    for (key, value) in documents {
      try files.createDirectories("/\(name)/\(key.kind.rawValue)")
      try files.writeAtomically("/\(name)/\(key.kind.rawValue)/\(key.id).json", value.prettyBytes())
    }
    let ids = IDSource(prefix: name == "prod" ? "7b" : "7e")
    return FolderEnvironment(
      path: "/\(name)", fileSystem: files, makeID: { ids.next() },
      now: { "2027-01-15T08:00:00.000Z" })
  }

  // MARK: What there is

  func documents() throws -> [String: JSONValue] {
    var all: [String: JSONValue] = [:]
    for (name, environment) in environments {
      for (key, value) in try environment.documents() { all["\(name) \(key)"] = value }
    }
    return all
  }

  /// References that lead nowhere, and steps that lack a connection.
  func gaps() throws -> [String] {
    let resolver = try world.resolver()
    var gaps: [String] = []
    for name in environments.keys.sorted() {
      for entry in try resolver.capture(of: name).directory.entries {
        gaps += try LintOperation(resolver).run(entry.target.description).findings.filter {
          [.danglingReference, .missingConnection].contains($0.code)
        }.map { "\(entry.target) \($0.name) \($0.message)" }
      }
    }
    return gaps
  }

  // MARK: What happens

  /// Takes back the last operation on a target.
  func undo(_ target: TargetName) throws {
    let resolver = try world.resolver()
    _ = try PlanApplication(resolver).apply(try UndoPlanning(resolver).plan(target).plan)
  }

  /// Does something that can be undone.
  ///
  /// - Returns: what it was, and the integrations of which it can be undone.
  mutating func operate() throws -> (name: String, targets: [TargetName]) {
    switch Int.random(in: 0..<8, using: &random) {
    case 0: return try clone()
    case 1, 2: return try clones.isEmpty ? clone() : pull()
    case 3, 4: return try move()
    case 5: return try rename()
    default: return try revert()
    }
  }

  /// Remembers what is there for good.
  mutating func keep(_ targets: [TargetName]) {
    for target in targets where target.environment == "dev" && !clones.contains(target) {
      clones.append(target)
    }
  }

  private mutating func clone() throws -> (String, [TargetName]) {
    count += 1
    var bindings = BindingRequests()
    if Bool.random(using: &random) { bindings.pairs.append(("netsuite", id("c1"))) }
    let plan = try world.clonePlan(
      "prod/orders", to: "dev", name: "Trial \(count)", CopyPlanning.Options(bindings: bindings))
    _ = try PlanApplication(try world.resolver()).apply(plan)
    return ("clone", [plan.target])
  }

  private mutating func pull() throws -> (String, [TargetName]) {
    let clone = clones[Int.random(in: clones.indices, using: &random)]
    let isBack = Int.random(in: 0..<3, using: &random) == 0
    var request = PullRequest(
      current: isBack ? "prod/orders" : clone.description,
      remote: isBack ? clone.description : "prod/orders")
    request.makesPlaceholders = true
    request.allowsShared = true
    let operation = PullOperation(try world.resolver())
    let prepared = try operation.prepare(
      request, try ResolutionRequests("all=remote"), recordsRemote: true)
    _ = try operation.apply(prepared)
    return ("pull \(request.current)", [isBack ? target("prod/orders") : clone])
  }

  private mutating func move() throws -> (String, [TargetName]) {
    let sides = [target("prod/orders"), target("prod/invoices")]
    let resolver = try world.resolver()
    let from = sides[Int.random(in: 0..<2, using: &random)]
    let to = sides[from == sides[0] ? 1 : 0]
    let contents = try world.state(from.description).names.filter(\.kind.isContained)
    guard let name = contents.randomElement(using: &random) else { return try rename() }
    let move = MoveOperation(resolver)
    _ = try move.run(try move.plan("\(from)/\(name)", to: to.description))
    return ("move \(name) \(from) \(to)", sides)
  }

  private mutating func rename() throws -> (String, [TargetName]) {
    count += 1
    let resolver = try world.resolver()
    let (_, plan) = try IntegrationManagement(resolver).planRenaming(
      "prod/invoices", to: "Invoices \(count)")
    _ = try PlanApplication(resolver).apply(plan)
    return ("rename", [plan.target])
  }

  private mutating func revert() throws -> (String, [TargetName]) {
    let side = target(Int.random(in: 0..<3, using: &random) == 0 ? "prod/invoices" : "prod/orders")
    let points = try world.revisions(side).filter { $0.after != nil }.map(\.id)
    guard let point = points.randomElement(using: &random) else { return try rename() }
    try world.revert(side.description, to: point)
    return ("revert \(side) to \(point)", [side])
  }

  // MARK: What people do meanwhile

  /// Edits an account, as somebody does in it.
  mutating func edit() throws -> String {
    count += 1
    switch Int.random(in: 0..<7, using: &random) {
    case 0:
      let uri = JSONValue.string(JSONString("/orders?page=\(count)"))
      try change("prod", key("e1")) { $0.place(uri, at: "/http/relativeURI") }
      return "an address"
    case 1:
      try change("prod", key("f1")) { $0.place([], at: "/_runNextFlowIds") }
      try delete("prod", key("f2"))
      try delete("prod", key("e2"))
      return "a listener goes"
    case 2: return try enterTokens()
    case 3: return try addStep()
    case 4: return try describe()
    case 5:
      let type = JSONValue.string(JSONString("record\(count)"))
      try change("prod", key("i1")) { $0.place(type, at: "/netsuite_da/recordType") }
      return "an import"
    default:
      let body = JSONValue.string(JSONString("function postMap() { return \(count) }\n"))
      try change("prod", key("s2")) { $0.place(body, at: "/content") }
      return "a script"
    }
  }

  private func enterTokens() throws -> String {
    for (key, value) in try environments["dev"]?.documents() ?? [:]
    where value["webhook"] != nil && value["webhook"]?["token"] == nil {
      try change("dev", key) { $0.place("entered-by-hand", at: "/webhook/token") }
    }
    return "credentials"
  }

  private mutating func describe() throws -> String {
    let text = JSONValue.string(JSONString("in the words of \(count)"))
    let short = ["f1", "f3", "f8", "t1"].randomElement(using: &random) ?? "f1"
    try change("prod", key(short)) { $0.place(text, at: "/description") }
    return "the description of \(short)"
  }

  private func addStep() throws -> String {
    let prod = environments["prod"]
    let connection = try prod?.create(
      .connections, ["name": .string(JSONString("Files \(count)")), "type": "ftp"])
    let export = try prod?.create(
      .exports,
      [
        "name": .string(JSONString("Read \(count)")), "adaptorType": "FTPExport",
        "_connectionId": .string(JSONString(connection?.key.id ?? "")),
      ])
    let step: JSONValue = ["_exportId": .string(JSONString(export?.key.id ?? ""))]
    try change("prod", key("f3")) { flow in
      flow.place(.array((flow["pageGenerators"]?.array ?? []) + [step]), at: "/pageGenerators")
    }
    return "a step"
  }

  private func change(
    _ name: String, _ key: ResourceKey, _ change: (inout JSONValue) -> Void
  ) throws {
    guard let found = try environments[name]?.document(key) else { return }
    var value = found.value
    change(&value)
    _ = try environments[name]?.update(key, to: value, expecting: found.version)
  }

  private func delete(_ name: String, _ key: ResourceKey) throws {
    guard let found = try environments[name]?.document(key) else { return }
    try environments[name]?.delete(key, expecting: found.version)
  }

  mutating func coin() -> Bool { Bool.random(using: &random) }
  mutating func choice(_ targets: [TargetName]) -> TargetName {
    targets[Int.random(in: targets.indices, using: &random)]
  }
}
