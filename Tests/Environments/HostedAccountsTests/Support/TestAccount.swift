import FileStorage
import HostedAccounts
import IntegrationModel
import LosslessJSON
import Synchronization
import TestKit

/// A fresh account in a folder of its own, with a clock and chance that a test decides about.
final class TestAccount {
  let folder = TemporaryFolder()
  let clock: TestClock
  private(set) var store: AccountStore
  let accountID: String
  let ownerToken: String
  /// A session of the owner.
  var owner: AccountSession { get throws { try store.session(token: ownerToken) } }

  init(seed: UInt64 = 1) throws {
    clock = TestClock(seed: seed)
    store = try clock.open(folder.path("accounts"))
    let made = try store.createAccount(
      name: "Production", owner: Person(email: "owner@example.com", name: "Olive Owner"))
    (accountID, ownerToken) = (made.account.id, made.ownerToken)
  }

  /// Makes a document and returns its key.
  @discardableResult
  func make(_ kind: ResourceKind, _ document: JSONValue) throws -> ResourceKey {
    try owner.create(kind, document).key
  }
}

/// A clock that goes on a second with every look, and chance from a seed.
final class TestClock: Sendable {
  private let time = Atomic<Int64>(1_767_225_600_000)
  private let random: Mutex<SeededRandom>

  init(seed: UInt64) { random = Mutex(SeededRandom(seed: seed)) }

  var surroundings: AccountSurroundings {
    AccountSurroundings(
      now: { self.time.add(1000, ordering: .relaxed).newValue },
      randomBytes: { count in self.random.withLock { $0.bytes(count: count) } })
  }

  func advance(days: Int64) { time.add(days * 86_400_000, ordering: .relaxed) }

  func open(_ folder: String) throws -> AccountStore {
    try AccountStore(folder: folder, fileSystem: LocalFileSystem(), surroundings: surroundings)
  }
}
