import EnvironmentAdapters
import FileStorage
import IntegrationModel
import LifecycleOperations
import RepositoryCore

/// Reaches environments by the addresses in the configuration.
struct EnvironmentConnector: Sendable {
  let configuration: RepositoryConfiguration
  let world: World

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
    guard entry.url.hasPrefix("dir:") else {
      throw LifecycleError(
        .usage, "unsupported_address", "'\(entry.url)' is no address that can be reached",
        hint: "give a folder of documents as dir:PATH")
    }
    let world = world
    let folder = FolderEnvironment(
      path: String(entry.url.dropFirst(4)), fileSystem: world.fileSystem,
      makeID: { world.makeID() }, now: { world.now().text })
    return ConnectedEnvironment(
      name: entry.name, adapter: folder,
      support: LifecycleSupport(clonesAPIs: entry.supportsAPIs),
      isProduction: entry.isProduction)
  }

  static func unknown(
    _ name: String, _ configuration: RepositoryConfiguration
  ) -> LifecycleError {
    let known = configuration.environments.map(\.name)
    return LifecycleError(
      .usage, "unknown_environment", "there is no environment '\(name)'",
      hint: known.isEmpty
        ? "add one with 'ilm env add NAME dir:PATH'"
        : "the environments are \(known.joined(separator: ", ")); 'ilm env add' adds one")
  }
}
