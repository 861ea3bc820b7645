import HostedAccounts
import IntegrationModel
import LosslessJSON
import TestKit
import Testing

/// Random changes to an account and to a naive one: both are the same after each.
@Suite struct ModelTests {
  @Test(arguments: 1...6)
  func `an account is what the simplest one would be`(seed: UInt64) throws {
    print("account from seed \(seed)")
    var run = try ModelRun(seed: seed)
    for _ in 0..<(80 * TestRounds.factor) { try run.step() }
    try run.compareAll()
    #expect(run.counts.count >= 6, "\(run.counts)")
    #expect(try run.test.store.integrityProblems() == [])
  }
}

private struct ModelRun {
  let test: TestAccount
  private let owner: AccountSession
  private var random: SeededRandom
  private var model = NaiveAccount()
  private(set) var counts: [String: Int] = [:]

  init(seed: UInt64) throws {
    test = try TestAccount(seed: seed)
    owner = try test.owner
    random = SeededRandom(seed: seed)
  }

  mutating func step() throws {
    switch Int.random(in: 0..<20, using: &random) {
    case 0...5: try create()
    case 6...10: try replace()
    case 11...12: try patch()
    case 13...15: try delete()
    case 16...18: try restore()
    default: try purge()
    }
    if Int.random(in: 0..<8, using: &random) == 0 { try compareAll() }
  }

  // MARK: Steps

  private mutating func create() throws {
    let kind = [ResourceKind.integrations, .flows, .flows, .exports].randomElement(using: &random)
    let (document, isWhole) = content(of: kind ?? .flows)
    try expect(isWhole, "create") { run in
      let made = try run.owner.create(kind ?? .flows, document)
      run.model[made.key] = NaiveAccount.Entry(document: document, version: made.version)
    }
  }

  private mutating func replace() throws {
    guard let key = model.live.randomElement(using: &random), let entry = model[key] else { return }
    let (document, isWhole) = content(of: key.kind)
    let isStale = Int.random(in: 0..<4, using: &random) == 0
    try expect(isWhole && !isStale, "replace") { run in
      let changed = try run.owner.replace(
        key, with: document, expecting: isStale ? "0" : entry.version)
      run.model[key] = NaiveAccount.Entry(document: document, version: changed.version)
    }
  }

  private mutating func patch() throws {
    guard let key = model.live.randomElement(using: &random), var entry = model[key] else { return }
    let name = JSONValue.string(JSONString("patched \(Int.random(in: 0..<9, using: &random))"))
    try expect(true, "patch") { run in
      let patch = JSONPatch([.replace(name, .root.appending(key: "name"))])
      entry.version = try run.owner.patch(key, patch).version
      entry.document.place(name, at: "/name")
      run.model[key] = entry
    }
  }

  private mutating func delete() throws {
    guard let key = (model.live + model.deleted).randomElement(using: &random) else { return }
    try expect(model[key]?.deletion == nil, "delete") { run in
      try run.owner.delete(key)
      run.model.delete(key)
    }
  }

  private mutating func restore() throws {
    guard let key = (model.deleted + model.live.prefix(1)).randomElement(using: &random)
    else { return }
    let isCascade = Bool.random(using: &random)
    var after = model
    let expected = after.restore(key, isCascade: isCascade)
    try expect(expected != nil, "restore") { run in
      let restored = try run.owner.restore(key, isCascade: isCascade)
      #expect(Set(restored.map(\.key)) == expected)
      for document in restored { after[document.key]?.version = document.version }
      run.model = after
    }
  }

  private mutating func purge() throws {
    guard let key = model.deleted.randomElement(using: &random) else { return }
    try expect(true, "purge") { run in
      try run.owner.purge(key)
      run.model[key] = nil
    }
  }

  /// Does something that has to work or to be refused.
  private mutating func expect(
    _ works: Bool, _ what: String, _ body: (inout ModelRun) throws -> Void
  ) throws {
    counts[what + (works ? "" : " refused"), default: 0] += 1
    do {
      try body(&self)
      #expect(works, "\(what) should have been refused")
    } catch let error as AccountError {
      #expect(!works, "\(what): \(error)")
    }
  }

  // MARK: Content

  /// A random document, and whether everything that it names is there.
  private mutating func content(of kind: ResourceKind) -> (JSONValue, isWhole: Bool) {
    var object: JSONObject = [
      "name": .string(JSONString("N\(Int.random(in: 0..<50, using: &random))")),
      "n": .number(JSONNumber(Int.random(in: -5..<5, using: &random))),
    ]
    var isWhole = true
    func name(_ key: ResourceKey) -> JSONValue {
      if model[key]?.deletion != nil || model[key] == nil { isWhole = false }
      return .id(key)
    }
    if kind == .flows {
      let integrations = model.live(.integrations)
      if let key = integrations.randomElement(using: &random), Bool.random(using: &random) {
        object["_integrationId"] = name(key)
      }
      let pool =
        model.live(.exports) + (Int.random(in: 0..<6, using: &random) == 0 ? [Self.nobody] : [])
      let steps = (0..<Int.random(in: 0...3, using: &random)).compactMap { _ in
        pool.randomElement(using: &random)
      }
      object["pageGenerators"] = .array(steps.map { ["_exportId": name($0)] })
    }
    return (.object(object), isWhole)
  }

  private static let nobody = ResourceKey(.exports, "0123456789abcdef01234567")

  // MARK: Comparison

  func compareAll() throws {
    for kind in [ResourceKind.integrations, .flows, .exports] {
      let page = try owner.list(kind)
      #expect(page.documents.map(\.key) == model.live(kind))
      for document in page.documents {
        var value = try document.value()
        for key in ["/_id", "/createdAt", "/lastModified", "/apiIdentifier"] {
          value.removeValue(at: key)
        }
        #expect(value == model[document.key]?.document, "\(document.key)")
        #expect(document.version == model[document.key]?.version)
      }
    }
    let bin = try owner.recycleBin()
    #expect(Set(bin.map(\.document.key)) == Set(model.deleted))
  }
}
