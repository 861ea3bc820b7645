import HostedAccounts
import IntegrationModel
import LosslessJSON
import TestKit
import Testing

/// What lookup caches hold.
@Suite struct CacheTests {
  private let test: TestAccount
  private let owner: AccountSession
  private let cache: ResourceKey

  init() throws {
    test = try TestAccount()
    owner = try test.owner
    cache = try test.make(.lookupcaches, ["name": "Codes"])
  }

  @Test func `entries are those of a dictionary, whatever happens to them`() throws {
    let seed: UInt64 = 5
    print("entries from seed \(seed)")
    var random = SeededRandom(seed: seed)
    var model: [String: JSONValue] = [:]
    let names = (0..<40).map { "k\($0 % 4)-é\($0)" }
    for number in 0..<60 {
      switch Int.random(in: 0..<10, using: &random) {
      case 0:
        try owner.purgeCache(cache.id)
        model = [:]
      case 1...3:
        let gone = (0..<5).map { _ in names.randomElement(using: &random) ?? "" }
        try owner.deleteCacheEntries(gone, of: cache.id)
        for key in gone { model[key] = nil }
      default:
        let entries = (0..<7).map { place in
          CacheEntry(
            key: names.randomElement(using: &random) ?? "",
            value: ["number": .number(JSONNumber(number * 10 + place))])
        }
        try owner.putCacheEntries(entries, in: cache.id)
        for entry in entries { model[entry.key] = entry.value }
      }
      let expected = model.map { CacheEntry(key: $0.key, value: $0.value) }
        .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      #expect(try all(CacheQuery(limit: 6)) == expected)
      #expect(
        try all(CacheQuery(prefix: "k2-é", limit: 3))
          == expected.filter { $0.key.hasPrefix("k2-é") })
      #expect(
        try all(CacheQuery(keys: ["k1-é5", "nothing"])) == expected.filter { $0.key == "k1-é5" })
    }
  }

  private func all(_ query: CacheQuery) throws -> [CacheEntry] {
    var (query, entries) = (query, [CacheEntry]())
    repeat {
      let page = try owner.cacheEntries(of: cache.id, query)
      #expect(page.entries.count <= query.limit)
      entries += page.entries
      query.after = page.next
    } while query.after != nil
    return entries
  }

  @Test func `what is too much or has no key is refused, and all with it`() throws {
    let many = (0...CacheQuery.countMax).map { CacheEntry(key: "\($0)", value: 1) }
    let long = JSONValue.string(JSONString(String(repeating: "x", count: 5 << 20)))
    for entries in [
      many, [CacheEntry(key: "", value: 1)], [CacheEntry(key: "a", value: long)],
      [
        CacheEntry(key: "ok", value: 1),
        CacheEntry(key: String(repeating: "k", count: 1025), value: 1),
      ],
    ] {
      expectRefusal(.invalid) { try owner.putCacheEntries(entries, in: cache.id) }
    }
    #expect(try owner.cacheEntries(of: cache.id).entries.isEmpty)
    let large = JSONValue.string(JSONString(String(repeating: "x", count: (5 << 20) - 100)))
    for number in 0..<10 {
      try owner.putCacheEntries([CacheEntry(key: "\(number)", value: large)], in: cache.id)
    }
    expectRefusal(.invalid, "too_large") {
      try owner.putCacheEntries([CacheEntry(key: "more", value: large)], in: cache.id)
    }
    #expect(try owner.cacheEntries(of: cache.id, CacheQuery(keys: ["more"])).entries.isEmpty)
  }

  @Test func `the log tells how many, and the cache's document stays as it is`() throws {
    let version = try owner.document(cache).version
    try owner.putCacheEntries([CacheEntry(key: "a", value: "canary-value")], in: cache.id)
    try owner.purgeCache(cache.id)
    #expect(try owner.document(cache).version == version)
    let entries = try owner.audit(AuditQuery()).entries.filter { $0.resourceID == cache.id }
    #expect(entries.count == 3)
    #expect(!entries.contains { "\($0.json)".contains("canary") })
  }

  @Test func `whoever may not change a cache changes nothing in it`() throws {
    let monitor = try test.member(AccessGrants(account: .monitor))
    expectRefusal(.forbidden) { try monitor.purgeCache(cache.id) }
    expectRefusal(.forbidden) {
      try monitor.putCacheEntries([CacheEntry(key: "a", value: 1)], in: cache.id)
    }
    #expect(try monitor.cacheEntries(of: cache.id).entries.isEmpty)
    expectRefusal(.notFound) { try owner.cacheEntries(of: test.accountID) }
    try owner.delete(cache)
    expectRefusal(.notFound) { try owner.purgeCache(cache.id) }
  }
}
