import EnvironmentAdapters
import FileStorage
import IntegrationModel
import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import RepositoryCore

/// Reaches environments by the addresses in the configuration.
struct EnvironmentConnector: Sendable {
  let configuration: RepositoryConfiguration
  let world: World
  /// Gives accounts that are reached over the network.
  let accounts: AccountAccess
  /// Told of what people should know of an environment that is reached.
  let notices: NoticeList

  /// Connects to an environment by its name.
  ///
  /// - Throws: ``LifecycleError`` `unknown_environment`, `unsupported_address`.
  func connect(_ name: String) throws -> ConnectedEnvironment {
    guard let entry = configuration.environment(name) else {
      throw Self.unknown(name, configuration)
    }
    return try connect(entry)
  }

  func connect(_ entry: RepositoryConfiguration.EnvironmentEntry) throws -> ConnectedEnvironment {
    guard !entry.url.hasPrefix("account:") else { throw Self.hosted(entry.name) }
    if entry.isLeftBehind, (try? world.fileSystem.status(of: String(entry.url.dropFirst(4)))) != nil
    {
      notices.add(Self.leftBehindNotice(entry))
    }
    return ConnectedEnvironment(
      name: entry.name,
      adapter: try entry.url.hasPrefix("dir:") ? folder(entry.url) : accounts.environment(entry),
      support: LifecycleSupport(clonesAPIs: entry.supportsAPIs),
      isProduction: entry.isProduction, writeRefusal: Self.writeRefusal(entry))
  }

  /// The environments that are folders and may be written to, by name.
  func folders() -> [(name: String, adapter: FolderEnvironment<LocalFileSystem>)] {
    configuration.environments.filter { $0.url.hasPrefix("dir:") && !$0.isLeftBehind }
      .map { ($0.name, folder($0.url)) }
  }

  // MARK: Left behind

  /// Why an environment is not written to: the repository was moved or copied away from its folder.
  static func writeRefusal(
    _ entry: RepositoryConfiguration.EnvironmentEntry
  ) -> LifecycleError? {
    guard entry.isLeftBehind else { return nil }
    return LifecycleError(
      .refused, "environment_left_behind",
      "'\(entry.name)' is not written to: the repository was moved or copied, and "
        + "'\(entry.url.dropFirst(4))' is where its folder was before",
      hint: "say which folder is meant: 'ilm env set \(entry.name) url dir:PATH'",
      details: ["environment": JSONShapes.text(entry.name), "url": JSONShapes.text(entry.url)])
  }

  private static func leftBehindNotice(
    _ entry: RepositoryConfiguration.EnvironmentEntry
  ) -> String {
    "'\(entry.name)' is read at '\(entry.url.dropFirst(4))', where its folder was before the "
      + "repository was moved or copied; 'ilm env set \(entry.name) url dir:PATH' says which folder "
      + "is meant"
  }

  private func folder(_ url: String) -> FolderEnvironment<LocalFileSystem> {
    let world = world
    return FolderEnvironment(
      path: String(url.dropFirst(4)), fileSystem: world.fileSystem,
      makeID: { world.makeID() }, now: { world.now().text })
  }

  /// The history of a service is a repository like any other, but for its accounts.
  private static func hosted(_ name: String) -> LifecycleError {
    LifecycleError(
      .usage, "unsupported_address",
      "'\(name)' is an account of the service whose history this is, and reached through that only",
      hint: "look at recorded states here; in a repository of your own, 'ilm env add \(name) "
        + "http://HOST:PORT --token-env VAR' reaches it while the service runs")
  }

  static func unknown(
    _ name: String, _ configuration: RepositoryConfiguration
  ) -> LifecycleError {
    let known = configuration.environments.map(\.name)
    return LifecycleError(
      .usage, "unknown_environment", "there is no environment '\(name)'",
      hint: known.isEmpty
        ? "add one with 'ilm env add NAME URL'"
        : "the environments are \(known.joined(separator: ", ")); 'ilm env add' adds one")
  }
}
