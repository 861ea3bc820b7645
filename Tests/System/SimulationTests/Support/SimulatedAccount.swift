import EnvironmentAdapters
import FileStorage
import HostedAccounts
import IntegrationModel
import LosslessJSON
import Synchronization
import TestKit

/// An account whose ids begin with a number of its own.
final class SimulatedAccount {
  let environment: any Environment
  /// Where a hosted account is, for as long as it is needed.
  private let folder: TemporaryFolder?

  /// Makes an empty account that is hosted by the service's library, or in memory.
  init(number: Int, isHosted: Bool) throws {
    let folder = isHosted ? TemporaryFolder() : nil
    self.folder = folder
    environment = try folder.map { try Self.hosted(number, in: $0.path) } ?? Self.inMemory(number)
  }

  private static func hosted(_ number: Int, in path: String) throws -> any Environment {
    let seed = Mutex(SeededRandom(seed: UInt64(number)))
    let time = Atomic<Int64>(1_800_000_000_000)
    let store = try AccountStore(
      folder: path, fileSystem: LocalFileSystem(),
      surroundings: AccountSurroundings(
        now: { time.add(1000, ordering: .relaxed).newValue },
        randomBytes: { count in seed.withLock { $0.bytes(count: count) } }))
    let owner = Person(email: "owner@example.com", name: "Owner")
    let account = try store.createAccount(name: "\(number)", owner: owner).account
    return HostedEnvironment(try store.ownerSession(accountID: account.id))
  }

  private static func inMemory(_ number: Int) -> any Environment {
    let next = Mutex(0)
    return MemoryEnvironment(location: "memory:\(number)") {
      let count = next.withLock { count in
        count += 1
        return count
      }
      let digits = String(count, radix: 16)
      return "6\(number)" + String(repeating: "0", count: 22 - digits.count) + digits
    }
  }

  func create(_ kind: ResourceKind, _ document: JSONValue) throws -> String {
    try environment.create(kind, document).key.id
  }

  /// Changes a document, as somebody does in the environment.
  func edit(_ key: ResourceKey, _ change: (inout JSONValue) -> Void) throws {
    guard let document = try environment.document(key) else { return }
    var value = document.value
    change(&value)
    _ = try environment.update(key, to: value, expecting: document.version)
  }

  func delete(_ key: ResourceKey) throws {
    guard let document = try environment.document(key) else { return }
    try environment.delete(key, expecting: document.version)
  }

  func documents() throws -> [ResourceKey: JSONValue] {
    let found = try environment.survey(makeWorker: {}) { _, document in
      (document.key, document.value)
    }
    return Dictionary(uniqueKeysWithValues: found.summaries)
  }

  /// The references that lead nowhere.
  func brokenReferences() throws -> [String] {
    let documents = try documents()
    let ids = Set(documents.keys.map(\.id))
    var broken: [String] = []
    for (key, value) in documents {
      Self.forEachReference(in: value) { member, id in
        if !ids.contains(id) { broken.append("\(member) in \(key): \(id)") }
      }
    }
    return broken
  }

  private static func forEachReference(
    in value: JSONValue, _ body: (String, String) -> Void
  ) {
    for element in value.array ?? [] { forEachReference(in: element, body) }
    for member in value.object ?? JSONObject() {
      let key = member.key.text
      forEachReference(in: member.value, body)
      guard key.hasPrefix("_"), key != "_id", key != "_sourceId" else { continue }
      if key.hasSuffix("Id"), let id = member.value.text { body(key, id) }
      if key.hasSuffix("Ids") {
        for id in (member.value.array ?? []).compactMap(\.text) { body(key, id) }
      }
    }
  }
}
