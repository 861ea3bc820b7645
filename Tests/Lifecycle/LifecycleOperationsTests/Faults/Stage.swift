import EnvironmentAdapters
import FileStorage
import IntegrationModel
import LifecycleOperations
import LosslessJSON
import ObjectModel
import RefStore
import RepositoryCore
import Synchronization
import TestKit

/// A repository and the accounts it knows at one moment.
///
/// A stage is never changed: whatever happens, happens to a copy.
struct Stage: Sendable {
  let files: MemoryFileSystem
  let accounts: [String: MemoryAccount]
  let clock: TestClock

  init(_ world: TestWorld, _ accounts: [String: MemoryAccount]) {
    self.init(copying: world.files, accounts, world.clock)
  }

  init(
    copying files: MemoryFileSystem, _ accounts: [String: MemoryAccount], _ clock: TestClock
  ) {
    self.files = files.copy()
    self.accounts = accounts.mapValues { $0.copy() }
    self.clock = clock.copy()
  }

  func copy() -> Stage { Stage(copying: files, accounts, clock) }

  /// The world of a process that begins here; what it does is seen in this stage.
  func world(
    through gate: (any FileSystem)? = nil,
    _ wrap: (String, MemoryAccount) -> any Environment = { $1.environment }
  ) throws -> TestWorld {
    var world = try TestWorld([:], files: files, clock: clock)
    world.gate = gate
    for (name, account) in accounts { world.set(name, wrap(name, account)) }
    return world
  }

  // MARK: What there is

  /// All documents as they are, by environment and key.
  func documents() throws -> [String: JSONValue] {
    var all: [String: JSONValue] = [:]
    for (name, account) in accounts {
      for (key, value) in try account.documents() { all["\(name) \(key)"] = value }
    }
    return all
  }

  /// All documents with names in the place of ids.
  func namedDocuments() throws -> [String: JSONValue] {
    var all: [String: JSONValue] = [:]
    for (name, account) in accounts {
      for (key, value) in withoutIDs(try account.documents()) { all["\(name) \(key)"] = value }
    }
    return all
  }

  /// What the repository, and the one it exchanges histories with, say: revisions with their states,
  /// tags, settings, partners, and bundles.
  func record() throws -> [String] {
    let world = try world()
    let repository = try world.context().repository
    var lines: [String] = []
    for target in try repository.recordedTargets() {
      lines += try world.revisions(target).map { Self.line($0, target) }
    }
    lines += try repository.refs.refs(startingWith: "refs/tags/").map { "tag \($0.name)" }
    for name in ["config", "ilm/matches.json"] {
      lines.append("\(name) \(try text("\(TestWorld.folder)/.ilm/\(name)"))")
    }
    lines += files.paths.filter { $0.contains("/ilm/resolutions/") && !TemporaryName.isOne($0) }
    lines.append("bundle \(try text(TestWorld.bundle).utf8.count)")
    guard files.paths.contains(Self.other + "/.ilm/HEAD") else { return lines }
    let other = try Repository(directory: Self.other + "/.ilm", fileSystem: files)
    return lines + (try other.refs.refs().map { "there \($0.name) \($0.target)" })
  }

  /// The folder of a repository that histories are exchanged with.
  static let other = "/there"

  private static func line(_ revision: Revision, _ target: TargetName) -> String {
    let content = revision.after?.content.hex.prefix(12) ?? "-"
    let changes = revision.changes
    return "\(target)@\(revision.id) \(revision.operationName) \(revision.status.rawValue) "
      + "\(revision.isWaiting) \(content) +\(changes.added) ~\(changes.modified) "
      + "-\(changes.deleted) \(Set(revision.followUps.map(\.code)).sorted())"
  }

  private func text(_ path: String) throws -> String {
    guard files.paths.contains(path) else { return "-" }
    return String(decoding: try files.read(path), as: UTF8.self)
  }

  /// The journals of operations that did not end.
  func journals() throws -> [String] {
    try files.paths.filter { $0.contains("/ilm/operations/") }.map { try text($0) }
  }

  /// What verifying the repository finds.
  func problems() throws -> [String] {
    RepositoryVerification.run(try world().context().repository).problems.map(\.message)
  }
}
