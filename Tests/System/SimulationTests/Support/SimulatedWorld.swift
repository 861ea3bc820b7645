import EnvironmentAdapters
import FileStorage
import IntegrationModel
import LifecycleOperations
import ObjectModel
import ObjectStore
import RepositoryCore
import Synchronization
import TestKit

/// A repository in memory and the environments it knows.
final class SimulatedWorld {
  let files = MemoryFileSystem()
  var environments: [String: any Environment] = [:]
  private let clock = SimulatedClock()
  private static let folder = "/home"

  init() throws {
    _ = try Repository.initialize(in: Self.folder, format: .sha256, fileSystem: files)
  }

  /// Opens the repository as a new process does.
  func resolver() throws -> StateResolver {
    let repository = try Repository(directory: Self.folder + "/.ilm", fileSystem: files)
    let (environments, clock) = (environments, clock)
    return StateResolver(
      OperationContext(
        repository: repository, configuration: try repository.configuration(),
        catalog: .platform, user: "Ada",
        connect: { name in
          guard let found = environments[name] else {
            throw LifecycleError(.usage, "unknown_environment", "there is no '\(name)'")
          }
          return ConnectedEnvironment(name: name, adapter: found)
        }, now: { clock.next() }))
  }

  func revisions(_ target: TargetName) throws -> [Revision] {
    try RevisionJournal(target, in: try resolver().context.repository).revisions()
  }

  func commit(_ id: CommitID) throws -> Commit {
    try resolver().context.repository.objects.commit(id)
  }
}

/// Time that passes by one second with every look at it.
private final class SimulatedClock: Sendable {
  private let seconds = Mutex<Int64>(1_800_000_000)

  func next() -> Timestamp {
    seconds.withLock { seconds in
      seconds += 1
      return Timestamp(seconds: seconds)
    }
  }
}
