import FileStorage
import RefStore

/// What users have set for a repository: its environments, ignored changes, fields of their own.
///
/// Kept in git's configuration file of the repository; tokens are never in it.
public struct RepositoryConfiguration: Sendable {
  /// What becomes of sample and mock data.
  public enum PayloadPolicy: String, Sendable, CaseIterable {
    case keep, hash, drop
  }

  /// A list of patterns that users keep.
  public enum PatternList: String, Sendable {
    case ignore = "ilm-ignore"
    case environmentFields = "ilm-field"
  }

  var file: ConfigurationFile
  /// The folder that the repository is in.
  let folder: String
  /// Tells whether there is a folder at a path.
  let isFolder: @Sendable (String) -> Bool
  /// Tells whether two paths lead to one folder.
  let isSameFolder: @Sendable (String, String) -> Bool

  init(
    _ file: ConfigurationFile, in folder: String, isFolder: @escaping @Sendable (String) -> Bool,
    isSameFolder: @escaping @Sendable (String, String) -> Bool
  ) {
    self.file = file
    self.folder = folder
    self.isFolder = isFolder
    self.isSameFolder = isSameFolder
  }

  /// The patterns of a list, in the order they were added.
  public func patterns(_ list: PatternList) -> [String] { file.subsections(of: list.rawValue) }

  /// Adds a pattern; nothing happens if it is there.
  public mutating func add(_ pattern: String, to list: PatternList) {
    file.set(list.rawValue, pattern, "active", to: "true")
  }

  /// Removes a pattern and tells whether it was there.
  public mutating func remove(_ pattern: String, from list: PatternList) -> Bool {
    guard patterns(list).contains(pattern) else { return false }
    file.removeSection(list.rawValue, pattern)
    return true
  }

  /// What becomes of payloads; `keep` unless set.
  public var payloads: PayloadPolicy {
    file.value("ilm", "payloads").flatMap { PayloadPolicy(rawValue: $0) } ?? .keep
  }

  /// Refuses values that mean nothing: what is mistyped must not be taken for the default, such as
  /// sample data being kept or an environment being no production.
  ///
  /// - Throws: ``RepositoryError`` `.badConfiguration` with the setting and what it can be.
  func validate() throws {
    let policies = PayloadPolicy.allCases.map(\.rawValue)
    try demand(file.value("ilm", "payloads"), of: "ilm.payloads", among: policies)
    for name in file.subsections(of: Self.section) {
      for key in ["production", "tokenStored"] {
        try demand(
          file.value(Self.section, name, key), of: "\(Self.section).\(name).\(key)",
          among: ["true", "false"])
      }
    }
  }

  private func demand(_ value: String?, of setting: String, among known: [String]) throws {
    guard let value, !known.contains(value) else { return }
    throw RepositoryError(
      .badConfiguration,
      "the setting '\(setting)' is '\(value)', and can be \(known.joined(separator: ", "))",
      wayOut: "set it with 'git --git-dir=.ilm config \(setting) \(known[0])'")
  }

  /// Sets what becomes of payloads.
  public mutating func setPayloads(_ policy: PayloadPolicy) {
    file.set("ilm", "payloads", to: policy.rawValue)
  }

  /// Whether git must not remove any object, such as because other repositories use them.
  var arePreciousObjects: Bool {
    let value = file.value("extensions", "preciousobjects")?.lowercased() ?? "false"
    return !["false", "no", "off", "0", ""].contains(value)
  }

  /// The user's name and address as git's own settings have them.
  public var userName: String? { file.value("user", "name") }
  /// The user's address as git's own settings have it.
  public var userEmail: String? { file.value("user", "email") }
}

extension Repository {
  private var configurationPath: String { directory + "/config" }

  /// Reads the configuration.
  public func configuration() throws -> RepositoryConfiguration {
    let text = String(decoding: try fileSystem.read(configurationPath), as: UTF8.self)
    let fileSystem = fileSystem
    let configuration = RepositoryConfiguration(
      try ConfigurationFile(text, path: configurationPath),
      in: fileSystem.directory(of: directory),
      isFolder: { (try? fileSystem.kind(of: $0)) == .directory },
      isSameFolder: { $0 == $1 || Self.isOneFolder($0, $1, fileSystem) })
    try configuration.validate()
    return configuration
  }

  /// Whether a path leads to this repository.
  public func isAt(_ path: String) -> Bool {
    path == directory || Self.isOneFolder(path, directory, fileSystem)
  }

  /// Whether two paths, such as one through a link, lead to one folder.
  private static func isOneFolder(
    _ first: String, _ second: String, _ fileSystem: any FileSystem
  ) -> Bool {
    guard let first = try? fileSystem.status(of: first),
      let second = try? fileSystem.status(of: second)
    else { return false }
    return first.device == second.device && first.inode == second.inode
  }

  /// Changes the configuration; one process at a time, git's among them.
  public func changeConfiguration(
    _ change: (inout RepositoryConfiguration) throws -> Void
  ) throws {
    let lock = try lock(named: "configuration")
    defer { lock.release() }
    try takingGitLocks(of: ["config"], notedAs: "configuration") {
      try ConfigurationFile.replace(configurationPath, fileSystem) {
        var configuration = try configuration()
        try change(&configuration)
        return configuration.file
      }
    }
  }
}
