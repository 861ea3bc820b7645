import EnvironmentAdapters
import FileStorage
import IntegrationModel
import LifecycleOperations
import RepositoryCore

/// Reaches environments by the addresses in the configuration.
struct EnvironmentConnector: Sendable {
  let configuration: RepositoryConfiguration
  let world: World
  /// Gives accounts that are reached over the network.
  let accounts: AccountAccess

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
    ConnectedEnvironment(
      name: entry.name,
      adapter: try entry.url.hasPrefix("dir:") ? folder(entry.url) : accounts.environment(entry),
      support: LifecycleSupport(clonesAPIs: entry.supportsAPIs),
      isProduction: entry.isProduction)
  }

  private func folder(_ url: String) -> any Environment {
    let world = world
    return FolderEnvironment(
      path: String(url.dropFirst(4)), fileSystem: world.fileSystem,
      makeID: { world.makeID() }, now: { world.now().text })
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
