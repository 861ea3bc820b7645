import FileStorage
import RepositoryCore
import TestKit
import Testing

@testable import LifecycleOperations

/// What is made of a cache while refs move, and when it is there for others.
@Suite struct CacheDraftTests {
  private func file(_ draft: CacheDraft) throws -> [UInt8] {
    let files = MemoryFileSystem()
    let lists = CachedLists(
      isShared: false, folders: [], warnings: ["one"], targets: [], gone: ["two"])
    let file = try files.createFile("/cache", permissions: 0o600)
    try CacheWriter.write(
      draft, lists, digest: [UInt8](repeating: 7, count: 32), to: file)
    return try files.read("/cache")
  }

  @Test(arguments: [0, 1, 511, 512, 513, 2000])
  func `what is made in advance is what is made while it is written`(count: Int) throws {
    var random = SeededRandom(seed: UInt64(count))
    let numbers = (0..<count).map { _ in Int.random(in: 0..<9000, using: &random) }
    let entries = try numbers.map { try CacheDraft.Entry.sample($0) }
    let whole = try file(CacheDraft(entries))
    #expect(whole.count > 100 * count)
    for partCount in 0...5 {
      #expect(
        try file(CacheDraft(preparing: entries, partCountMax: partCount)) == whole,
        "\(partCount) parts, seed \(count)")
    }
  }

  @Test func `a cache is written after the refs that it tells of have moved`() throws {
    let account = try FolderOfOrders(copies: 1)
    var world = try account.world(0)
    let gate = FaultyFileSystem(world.files)
    world.gate = gate
    _ = try account.snapshot(world)
    let move = try #require(
      gate.calls.firstIndex { $0.hasSuffix("/packed-refs.lock") && $0.hasPrefix("rename") })
    let cache = gate.calls.indices.filter { gate.calls[$0].contains("/ilm/cache/") }
    #expect(try cache.count > 3 && #require(cache.min()) > move)
    #expect(try world.files.kind(of: world.cachePath) == .regular)
  }

  @Test func `where refs do not move nothing of a cache is left`() throws {
    let account = try FolderOfOrders(copies: 1)
    let world = try account.world(0)
    let lock = TestWorld.folder + "/.ilm/packed-refs.lock"
    try world.files.writeAtomically(lock, [])
    #expect(throws: (any Error).self) { try account.snapshot(world) }
    #expect(world.files.paths.filter { $0.contains("/ilm/cache/") } == [])
    try world.files.removeFile(lock)
    _ = try account.snapshot(world)
    let before = try world.files.read(world.cachePath)
    try account.set("e1", "/http/relativeURI", to: "/one")
    try world.files.writeAtomically(lock, [])
    #expect(throws: (any Error).self) { try account.snapshot(world) }
    #expect(world.files.paths.filter { $0.contains("/ilm/cache/") } == [world.cachePath])
    #expect(try world.files.read(world.cachePath) == before)
    try world.files.removeFile(lock)
  }
}
