import FileStorage
import IntegrationModel
import LifecycleOperations
import RepositoryCore

/// Folders into which nothing is written that a person wants to have as a file: those of repositories
/// and of environments.
struct ProtectedFolders {
  let configuration: RepositoryConfiguration
  /// The folder of the repository, `.ilm`.
  let repository: String
  let fileSystem: any FileSystem

  /// Refuses a file in one of them, by whatever way its path leads there.
  ///
  /// - Parameter option: How the command is told of another path.
  /// - Throws: ``LifecycleError`` `protected_folder`.
  func check(_ path: String, option: String) throws(LifecycleError) {
    let way = wayUp(from: fileSystem.directory(of: path))
    if way.contains(where: isRepository) {
      throw Self.refusal(path, "inside a repository, which nothing else may write to", option)
    }
    for environment in configuration.environments where environment.url.hasPrefix("dir:") {
      if holds(path, way, String(environment.url.dropFirst(4))) {
        throw Self.refusal(
          path, "inside the folder of '\(environment.name)', among its documents", option)
      }
    }
  }

  private static func refusal(_ path: String, _ place: String, _ option: String) -> LifecycleError {
    LifecycleError(
      .refused, "protected_folder", "'\(path)' is \(place); nothing was written",
      hint: "give a path elsewhere with \(option)")
  }

  // MARK: Ways

  /// A folder on the way up to the root.
  private struct Step {
    let path: String
    let identity: Identity
  }

  private struct Identity: Equatable {
    let device: UInt64
    let inode: UInt64
  }

  private func identity(_ path: String) -> Identity? {
    (try? fileSystem.status(of: path)).map { Identity(device: $0.device, inode: $0.inode) }
  }

  /// A folder and those above it as the file system knows them, whatever links are in the path.
  private func wayUp(from folder: String) -> [Step] {
    var (way, path): ([Step], String) = ([], folder)
    while let identity = identity(path), way.last?.identity != identity {
      way.append(Step(path: path, identity: identity))
      path += "/.."
    }
    return way
  }

  // MARK: Folders

  /// Whether a folder is this repository, or looks like one of git.
  private func isRepository(_ step: Step) -> Bool {
    step.identity == identity(repository)
      || ["HEAD", "objects", "refs"].allSatisfy { identity("\(step.path)/\($0)") != nil }
  }

  /// Whether a file would be in the folder of an environment.
  ///
  /// Where the project itself is such a folder or lies in one, only the documents' places are meant.
  private func holds(
    _ path: String, _ way: [Step], _ root: String
  ) -> Bool {
    let identity = identity(root)
    guard let place = way.firstIndex(where: { $0.identity == identity }) else { return false }
    guard wayUp(from: repository).contains(where: { $0.identity == identity }) else { return true }
    guard place > 0 else { return path.hasSuffix("/integration.json") }
    let names = ((try? fileSystem.entries(ofDirectory: root)) ?? []).map(\.name)
    return names.contains {
      ResourceKind(rawValue: $0.lowercased()) != nil
        && self.identity("\(root)/\($0)") == way[place - 1].identity
    }
  }
}
