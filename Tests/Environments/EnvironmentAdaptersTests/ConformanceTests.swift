import Conformance
import EnvironmentAdapters
import FileStorage
import IntegrationModel
import LosslessJSON
import RESTAccount
import Synchronization
import TestKit
import Testing

/// All adapters keep the contract of ``Environment``.
@Suite struct ConformanceTests {
  @Test func `an account in memory is an environment`() throws {
    try EnvironmentSuite { MemoryEnvironment(makeID: IDs.counting()) }.run()
  }

  @Test func `a folder is an environment`() throws {
    var folders: [TemporaryFolder] = []
    try EnvironmentSuite {
      folders.append(TemporaryFolder())
      return FolderEnvironment(
        path: folders.last?.path ?? "", fileSystem: LocalFileSystem(), makeID: IDs.counting(),
        now: { "2024-01-02T03:04:05.006Z" })
    }.run()
  }
}

extension ConformanceTests {
  @Test(arguments: [true, false])
  func `an account behind an API is an environment`(isStrict: Bool) throws {
    var accounts: [RESTAccount] = []
    defer { for account in accounts { account.stop() } }
    var behaviour = RESTAccount.Behaviour()
    (behaviour.namesStates, behaviour.hasBin) = (isStrict, isStrict)
    behaviour.pageSize = isStrict ? 7 : 1000
    try EnvironmentSuite {
      let account = try RESTAccount(behaviour)
      accounts.append(account)
      return try HTTPAccount.environment(account)
    }.run()
  }
}

/// Ids in the form of the platform's.
enum IDs {
  static func counting() -> @Sendable () -> String {
    let counter = Counter()
    return { counter.next() }
  }

  private final class Counter: Sendable {
    private let count = Atomic<Int>(0)

    func next() -> String {
      let digits = String(count.add(1, ordering: .relaxed).newValue, radix: 16)
      return String(repeating: "a", count: 24 - digits.count) + digits
    }
  }
}
