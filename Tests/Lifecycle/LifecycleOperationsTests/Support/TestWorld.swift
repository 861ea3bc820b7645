import EnvironmentAdapters
import FileStorage
import IntegrationModel
import LifecycleOperations
import ObjectModel
import RepositoryCore
import Synchronization
import TestKit

/// A repository in memory, and the environments it knows.
struct TestWorld: Sendable {
  let files: MemoryFileSystem
  var environments: [String: ConnectedEnvironment]
  let clock: TestClock
  /// What the repository is reached through, if not the files themselves.
  var gate: (any FileSystem)?
  var isInterrupted: @Sendable () -> Bool = { false }

  static let folder = "/home"

  init(
    _ environments: [String: any Environment], files: MemoryFileSystem? = nil,
    clock: TestClock = TestClock()
  ) throws {
    self.clock = clock
    self.environments = [:]
    if let files {
      self.files = files
    } else {
      self.files = MemoryFileSystem()
      _ = try Repository.initialize(in: Self.folder, format: .sha256, fileSystem: self.files)
    }
    for (name, adapter) in environments { set(name, adapter) }
  }

  mutating func set(_ name: String, _ adapter: any Environment) {
    environments[name] = ConnectedEnvironment(name: name, adapter: adapter)
  }

  /// Opens the repository as a new process does.
  func context() throws -> OperationContext {
    let repository = try Repository(
      directory: Self.folder + "/.ilm", fileSystem: gate ?? files)
    let (environments, clock) = (environments, clock)
    return OperationContext(
      repository: repository, configuration: try repository.configuration(),
      catalog: .platform, user: "Ada",
      connect: { name in
        guard let found = environments[name] else {
          throw LifecycleError(.usage, "unknown_environment", "there is no '\(name)'")
        }
        return found
      }, now: { clock.next() }, isInterrupted: isInterrupted)
  }

  func resolver(recordedOnly: Bool = false) throws -> StateResolver {
    StateResolver(try context(), recordedOnly: recordedOnly)
  }

  /// Records integrations as they are now.
  @discardableResult
  func snapshot(
    _ targets: String..., options: SnapshotOperation.Options = SnapshotOperation.Options()
  ) throws -> SnapshotOperation.Report {
    let resolver = try resolver()
    let entries = try targets.map { try resolver.entry($0) }
    let capture = try resolver.capture(of: entries[0].target.environment)
    return try SnapshotOperation(resolver.context, options).run(entries, with: capture)
  }

  func snapshotAll(_ environment: String) throws -> SnapshotOperation.Report {
    let resolver = try resolver()
    let capture = try resolver.capture(of: environment)
    return try SnapshotOperation(resolver.context).run(capture.directory.entries, with: capture)
  }

  func revertPlan(_ target: String, to point: String, enable: Bool = false) throws -> Plan {
    let resolver = try resolver()
    return try RevertPlanning(resolver, RevertPlanning.Options(enablesFlows: enable)).plan(
      try resolver.target(target), to: try resolver.state("\(target)@\(point)"))
  }

  @discardableResult
  func revert(
    _ target: String, to point: String, enable: Bool = false
  ) throws -> PlanApplication.Report {
    try PlanApplication(try resolver()).apply(
      try revertPlan(target, to: point, enable: enable))
  }

  func clonePlan(
    _ source: String, to environment: String, name: String? = nil,
    _ options: CopyPlanning.Options = CopyPlanning.Options(), recordsSource: Bool = true
  ) throws -> Plan {
    let resolver = try resolver()
    let operation = CloneOperation(resolver, options)
    if recordsSource { _ = try operation.recordSource(source) }
    return try operation.plan(source, to: environment, name: name)
  }

  /// Every file there is, with its bytes.
  func image() throws -> [String: [UInt8]] {
    try Dictionary(uniqueKeysWithValues: files.paths.map { ($0, try files.read($0)) })
  }

  /// Where bundles are, unless a test says otherwise.
  static let bundle = folder + "/orders.zip"

  func download(_ state: String, to path: String = bundle) throws {
    let resolver = try resolver()
    let (_, bytes) = try DownloadOperation(resolver).bundle(of: state)
    try OutputFile.write(
      bytes, to: path, option: "-o FILE.zip", resolver.context.repository.fileSystem)
  }

  func installPlan(
    _ path: String = bundle, to environment: String, name: String? = nil,
    _ options: CopyPlanning.Options = CopyPlanning.Options()
  ) throws -> Plan {
    try InstallOperation(try resolver(), options).plan(path, to: environment, name: name)
  }

  @discardableResult
  func install(
    _ path: String = bundle, to environment: String, name: String? = nil
  ) throws -> PlanApplication.Report {
    try PlanApplication(try resolver()).apply(
      try installPlan(path, to: environment, name: name))
  }

  func state(_ text: String) throws -> IntegrationState { try resolver().state(text).state }

  func compare(
    _ left: String, _ right: String, _ options: StateComparison.Options = .init()
  ) throws -> StateComparison {
    let resolver = try resolver()
    return try StateComparison(
      try resolver.state(left).state, try resolver.state(right).state, catalog: .platform,
      options: options)
  }

  func revisions(_ target: TargetName) throws -> [Revision] {
    try RevisionJournal(target, in: try context().repository).revisions()
  }
}

/// Time that passes by one second with every look at it.
final class TestClock: Sendable {
  private let seconds: Mutex<Int64>

  init(at seconds: Int64 = 1_800_000_000) { self.seconds = Mutex(seconds) }

  /// Returns a clock that goes on from where this one is.
  func copy() -> TestClock { TestClock(at: seconds.withLock { $0 }) }

  func next() -> Timestamp {
    seconds.withLock { seconds in
      seconds += 1
      return Timestamp(seconds: seconds)
    }
  }
}

/// The target `prod/orders`, `dev/orders` and so on.
func target(_ text: String) -> TargetName {
  let parts = text.split(separator: "/").map(String.init)
  return TargetName(environment: parts[0], integration: parts[1])
}
