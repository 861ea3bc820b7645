public import FileStorage
import RefStore

/// Where another repository is on this machine or on a mounted disk: `file:PATH`, or the path alone.
public struct RemoteAddress: Sendable, Hashable, CustomStringConvertible {
  /// The folder with the repository, or the folder that it is in.
  public let path: String

  /// Reads `file:PATH`, `file:///PATH` or a path; `nil` for every other address.
  ///
  /// - Parameter absolute: makes a path absolute.
  public init?(_ text: String, absolute: (String) -> String) {
    guard let path = Self.path(in: text), !path.isEmpty else { return nil }
    self.path = absolute(path)
  }

  private static func path(in text: String) -> String? {
    guard text.utf8.starts(with: "file:".utf8) else {
      // As git has it: a colon before the first slash is that of a host or a scheme.
      return text.prefix { $0 != "/" }.contains(":") ? nil : text
    }
    let rest = text.dropFirst("file:".count)
    return rest.utf8.starts(with: "//".utf8) ? String(rest.dropFirst(2)) : String(rest)
  }

  private init(path: String) { self.path = path }

  /// The form that git understands too.
  public var description: String { "file://\(path)" }

  /// The address of the bare repository itself, if `path` is the folder that it is in.
  public func resolved(on fileSystem: any FileSystem) -> RemoteAddress {
    let inside = path + "/" + Repository.folderName
    let isInside = (try? fileSystem.status(of: inside))?.kind == .directory
    return isInside ? RemoteAddress(path: inside) : self
  }

  /// Opens the repository.
  ///
  /// - Throws: ``RepositoryError`` `.notFound` if there is none.
  public func open(on fileSystem: any FileSystem) throws -> Repository {
    let place = resolved(on: fileSystem).path
    guard try fileSystem.kind(of: place + "/HEAD") != nil else {
      throw RepositoryError(
        .notFound, "there is no repository in '\(path)'",
        wayOut: "'ilm init \(path)' makes one there")
    }
    return try Repository(directory: place, fileSystem: fileSystem)
  }
}

extension RepositoryConfiguration {
  /// Another repository that has a name here; git knows it by the same name.
  public struct RemoteEntry: Sendable, Hashable {
    /// The name.
    public let name: String
    /// Its address.
    public let url: String

    /// Makes an entry.
    public init(name: String, url: String) {
      self.name = name
      self.url = url
    }
  }

  private static let remoteSection = "remote"

  /// The remotes, sorted by name.
  public var remotes: [RemoteEntry] {
    file.subsections(of: Self.remoteSection).sorted().compactMap { name in
      file.value(Self.remoteSection, name, "url").map { RemoteEntry(name: name, url: $0) }
    }
  }

  /// Returns the remote of that name, or `nil`.
  public func remote(_ name: String) -> RemoteEntry? { remotes.first { $0.name == name } }

  /// Adds or replaces a remote.
  public mutating func set(_ entry: RemoteEntry) {
    file.set(Self.remoteSection, entry.name, "url", to: entry.url)
  }

  /// Forgets a remote.
  public mutating func removeRemote(_ name: String) {
    file.removeSection(Self.remoteSection, name)
  }
}
