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
    if isInRepository(way) {
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

  /// Whether a folder is in this repository or in one of git.
  ///
  /// Where the project itself lies in such a one, only the places of its own are meant.
  private func isInRepository(_ way: [Step]) -> Bool {
    let (own, project) = (identity(repository), wayUp(from: repository).map(\.identity))
    return way.indices.contains { place in
      let step = way[place]
      guard step.identity != own else { return true }
      guard isRepository(step.path) else { return false }
      guard place > 0, project.contains(step.identity) else { return true }
      return Self.repositoryPlaces.contains {
        identity("\(step.path)/\($0)") == way[place - 1].identity
      }
    }
  }

  private static let repositoryPlaces = [
    "objects", "refs", "logs", "hooks", "info", "worktrees", "modules", "branches",
  ]

  private func isRepository(_ path: String) -> Bool {
    // HEAD is a file; of old it was a link, which may lead nowhere.
    guard let head = try? fileSystem.kind(of: path + "/HEAD"), head != .directory else {
      return false
    }
    return isFolder(path + "/objects") && isFolder(path + "/refs")
  }

  private func isFolder(_ path: String) -> Bool {
    (try? fileSystem.status(of: path))?.kind == .directory
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
    let below = way[..<place]
    if isDocument(path, below, in: root) { return true }
    // A folder without documents of its own may hold bundles.
    guard let bundle = below.last, !names(in: root).contains(where: Self.isDocuments) else {
      return false
    }
    return isDocument(path, below.dropLast(), in: bundle.path)
  }

  /// Whether a file would be among the documents of an account or a bundle, or their copies.
  ///
  /// - Parameter below: The folders between, from that of the file upwards.
  private func isDocument(
    _ path: String, _ below: ArraySlice<Step>, in root: String
  ) -> Bool {
    guard let top = below.last else { return path.hasSuffix("/" + Self.integrationFile) }
    return names(in: root).contains {
      ($0 == ".deleted" || Self.isDocuments($0)) && identity("\(root)/\($0)") == top.identity
    }
  }

  private static let integrationFile = "integration.json"

  private static func isDocuments(_ name: String) -> Bool {
    name == integrationFile || ResourceKind(rawValue: name.lowercased()) != nil
  }

  private func names(in folder: String) -> [String] {
    ((try? fileSystem.entries(ofDirectory: folder)) ?? []).map(\.name)
  }
}
