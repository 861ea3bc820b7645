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
    if seed.isMultiple(of: 2) { try account.nameEachOther() }
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

  @Test(arguments: FolderOfOrders.Reach.allCases, 1...(6 * UInt64(TestRounds.factor)))
  func `whatever is recorded is what a snapshot without a cache records`(
    reach: FolderOfOrders.Reach, seed: UInt64
  ) throws {
    var random = SeededRandom(seed: seed + 100)
    let account = try FolderOfOrders(copies: 2, reach)
    if seed.isMultiple(of: 2) { try account.nameEachOther() }
    let (quick, slow) = (try account.world(0), try account.world(1))
    for world in [quick, slow] { _ = try account.snapshot(world) }
    for round in 1...12 {
      var done: [String] = []
      for _ in 0..<Int.random(in: 0...2, using: &random) { done.append(try account.edit(&random)) }
      let onlyIfChanged = Bool.random(using: &random)
      let left: Set<String> = Int.random(in: 0...2, using: &random) == 0 ? ["orders"] : []
      let comment: Comment = """
        seed \(seed), round \(round): \(done), only if changed: \(onlyIfChanged), left: \(left)
        """
      try slow.files.removeCache()
      let reports = try [quick, slow].map {
        try account.snapshot($0, onlyIfChanged: onlyIfChanged, leaving: left)
      }
      #expect(reports[0] == reports[1], comment)
      // What an account changes by itself is as it was when the document was read.
      let passed: Set<String> = reach == .api ? ["observed.json"] : []
      #expect(try quick.trees(without: passed) == slow.trees(without: passed), comment)
    }
  }

  @Test(
    arguments: FolderOfOrders.Reach.allCases, 1...(8 * UInt64(TestRounds.factor)))
  func `what hangs together otherwise is recorded as a snapshot without a cache does`(
    reach: FolderOfOrders.Reach, seed: UInt64
  ) throws {
    var random = SeededRandom(seed: seed + 500)
    let account = try FolderOfOrders(copies: 2, reach)
    if seed.isMultiple(of: 2) { try account.nameEachOther() }
    let (quick, slow) = (try account.world(0), try account.world(1))
    for world in [quick, slow] { _ = try account.snapshot(world) }
    for round in 1...12 {
      var done: [String] = []
      for _ in 1...Int.random(in: 1...2, using: &random) {
        let isMove = seed % 3 != 0 && Bool.random(using: &random)
        done.append(try isMove ? account.move(&random) : account.relink(&random))
      }
      let onlyIfChanged = Bool.random(using: &random)
      let left: Set<String> = Int.random(in: 0...4, using: &random) == 0 ? ["orders"] : []
      let comment: Comment = """
        seed \(seed), round \(round): \(done), only if changed: \(onlyIfChanged), left: \(left)
        """
      try slow.files.removeCache()
      #expect(try account.status(quick) == account.status(slow), comment)
      try slow.files.removeCache()
      let reports = try [quick, slow].map {
        try account.snapshot($0, onlyIfChanged: onlyIfChanged, leaving: left)
      }
      #expect(reports[0] == reports[1], comment)
      let passed: Set<String> = reach == .api ? ["observed.json"] : []
      #expect(try quick.trees(without: passed) == slow.trees(without: passed), comment)
    }
  }

  @Test(arguments: [
    ("e1", "/_connectionId", "c1"), ("i3", "/tool/_toolId", "t1"), ("f8", "/settings/any", "f1"),
  ])
  func `an edit of a reference reads no other document`(
    short: String, place: String, other: String
  ) throws {
    let account = try FolderOfOrders(copies: 2)
    let (quick, slow) = (try account.world(0), try account.world(1))
    for world in [quick, slow] { _ = try account.snapshot(world) }
    _ = try account.status(quick)
    try account.set(short, place, to: key(other).id)
    let counting = FaultyFileSystem(quick.files)
    let status = try account.status(quick, through: counting)
    #expect(counting.readPaths.count == 1, "\(counting.readPaths)")
    try slow.files.removeCache()
    #expect(try status == account.status(slow))
    let report = try account.snapshot(quick, through: counting)
    #expect(counting.readPaths.count == 2, "\(counting.readPaths)")
    try slow.files.removeCache()
    #expect(try report == account.snapshot(slow))
    #expect(try quick.trees() == slow.trees())
    let known = FaultyFileSystem(quick.files)
    #expect(try account.status(quick, through: known).allSatisfy { $0.hasSuffix("same") })
    #expect(known.readPaths.isEmpty)
  }

  @Test func `what comes and goes reads no other document`() throws {
    let account = try FolderOfOrders(copies: 2)
    let (quick, slow) = (try account.world(0), try account.world(1))
    for world in [quick, slow] { _ = try account.snapshot(world) }
    _ = try account.status(quick)
    let steps: [(count: Int, step: () throws -> Void)] = [
      (2, { try account.addFlows(2) }), (1, { try account.editFlows(1..<2) }),
      (0, { try account.removeFlows(0..<1) }), (1, { try account.addFlows(1) }),
      (0, { try account.removeFlows(0..<2) }),
    ]
    for (number, (count, step)) in steps.enumerated() {
      try step()
      let counting = FaultyFileSystem(quick.files)
      let report = try account.snapshot(quick, through: counting)
      #expect(counting.readPaths.count == count, "step \(number): \(counting.readPaths)")
      try slow.files.removeCache()
      #expect(try report == account.snapshot(slow), "step \(number)")
      #expect(try quick.trees() == slow.trees(), "step \(number)")
      let known = FaultyFileSystem(quick.files)
      #expect(try account.status(quick, through: known).allSatisfy { $0.hasSuffix("same") })
      #expect(known.readPaths.isEmpty, "step \(number)")
    }
  }

  @Test func `what an edit changes is known after only another integration was recorded`() throws {
    let account = try FolderOfOrders(copies: 1)
    let world = try account.world(0)
    _ = try account.snapshot(world)
    _ = try account.status(world)
    try account.set("e1", "/http/relativeURI", to: "/other")
    try account.set("i2", "/description", to: "other, too")
    _ = try account.snapshot(world, leaving: ["orders"])
    #expect(
      try account.status(world).contains {
        $0.hasPrefix("prod/orders r1") && !$0.hasSuffix("same")
      })
    #expect(try account.snapshot(world).contains { $0.hasPrefix("prod/orders r2") })
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

  @Test(arguments: ["f8", "f2", "i3", "e8"])
  func `an edit of what names another integration reads nothing else`(short: String) throws {
    let account = try FolderOfOrders(copies: 2)
    try account.nameEachOther()
    let (quick, slow) = (try account.world(0), try account.world(1))
    for world in [quick, slow] { _ = try account.snapshot(world) }
    _ = try account.status(quick)
    try account.set(short, "/description", to: "edited")
    let counting = FaultyFileSystem(quick.files)
    let status = try account.status(quick, through: counting)
    #expect(counting.readPaths.count == 1, "\(counting.readPaths)")
    try slow.files.removeCache()
    #expect(try status == account.status(slow))
    let report = try account.snapshot(quick, through: counting)
    #expect(counting.readPaths.count == 2, "\(counting.readPaths)")
    try slow.files.removeCache()
    #expect(try report == account.snapshot(slow))
    #expect(try quick.trees() == slow.trees())
  }

  @Test func `everything is recorded again without reading what is as it was`() throws {
    let account = try FolderOfOrders(copies: 1)
    let world = try account.world(0)
    _ = try account.snapshot(world)
    _ = try account.status(world)
    let counting = FaultyFileSystem(world.files)
    let again = try account.snapshot(world, through: counting, onlyIfChanged: false)
    #expect(counting.readPaths.isEmpty)
    #expect(again.allSatisfy { $0.contains(" r2 ") }, "\(again)")
    try account.set("e1", "/http/relativeURI", to: "/other")
    let edited = try account.snapshot(world, through: counting, onlyIfChanged: false)
    #expect(counting.readPaths.count == 1, "\(counting.readPaths)")
    #expect(edited.count == again.count && edited.allSatisfy { $0.contains(" r3 ") }, "\(edited)")
    #expect(RepositoryVerification.run(try world.context().repository).isSound)
  }

  @Test(arguments: [false, true])
  func `an account costs the lists and a read of each edited document`(
    onlyIfChanged: Bool
  ) throws {
    let account = try FolderOfOrders(copies: 1, .api)
    let world = try account.world(0)
    try account.addFlows(40)
    _ = try account.snapshot(world)
    let first = account.requests(.list)
    try account.editFlows(5..<25)
    let reads = account.requests(.read)
    let report = try account.snapshot(world, onlyIfChanged: onlyIfChanged)
    #expect(account.requests(.list) == 2 * first)
    #expect(account.requests(.read) == reads + 20)
    #expect(account.requests(.write) == 0)
    #expect(report.contains { $0.hasPrefix("prod/orders r2") }, "\(report)")
  }

  @Test func `an account costs the lists and a read of each document that came or changed`() throws
  {
    let account = try FolderOfOrders(copies: 1, .api)
    let world = try account.world(0)
    try account.addFlows(40)
    _ = try account.snapshot(world)
    try account.addFlows(42)
    try account.set("e1", "/hooks/preSavePage/_scriptId", to: "nothing")
    try account.editFlows(5..<9)
    let reads = account.requests(.read)
    let report = try account.snapshot(world, onlyIfChanged: false)
    #expect(account.requests(.read) == reads + 7)
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
  var cachePath: String { "\(TestWorld.folder)/.ilm/ilm/cache/prod" }
  fileprivate var editsPath: String { cachePath + ".edits" }
}

extension MemoryFileSystem {
  func removeCache() throws {
    for path in paths where path.contains("/ilm/cache/") { try removeFile(path) }
  }
}

extension TestWorld {
  /// The recorded trees: contents and facts.
  fileprivate func trees(without passed: Set<String> = []) throws -> [String] {
    let repository = try context().repository
    return try repository.refs.refs().flatMap { ref -> [String] in
      guard ref.name.text.hasPrefix("refs/heads/") || ref.name.text.hasPrefix("refs/facts/") else {
        return []
      }
      let tree = try repository.objects.commit(CommitID(ref.target)).tree
      return try repository.objects.tree(tree).entries.filter { !passed.contains($0.name) }.map {
        "\(ref.name) \($0.name) \($0.id)"
      }
    }
  }
}
