import FileStorage
import RefStore

/// What users have set for a repository: its environments, ignored changes, fields of their own.
///
/// Kept in git's configuration file of the repository; tokens are never in it.
public struct RepositoryConfiguration: Sendable {
  /// An environment and how it is reached.
  public struct EnvironmentEntry: Sendable, Hashable {
    /// The name that users gave it.
    public let name: String
    /// `dir:PATH` or an address.
    public var url: String
    /// The variable or the file that holds the token.
    public var tokenVariable: String?
    /// The file that holds the token.
    public var tokenFile: String?
    /// Whether changes ask for the target's name to be typed.
    public var isProduction: Bool
    /// Whether APIs take part in clone and download there: `lifecycle.apis`.
    public var supportsAPIs: Bool

    public init(
      name: String, url: String, tokenVariable: String? = nil, tokenFile: String? = nil,
      isProduction: Bool = false, supportsAPIs: Bool = false
    ) {
      self.name = name
      self.url = url
      self.tokenVariable = tokenVariable
      self.tokenFile = tokenFile
      self.isProduction = isProduction
      self.supportsAPIs = supportsAPIs
    }
  }

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
  private static let environmentSection = "ilm-environment"

  init(_ file: ConfigurationFile) {
    self.file = file
  }

  var text: String { file.text }

  /// The environments, sorted by name.
  public var environments: [EnvironmentEntry] {
    file.subsections(of: Self.environmentSection).sorted().compactMap { environment($0) }
  }

  /// Returns the environment of that name, or `nil`.
  public func environment(_ name: String) -> EnvironmentEntry? {
    let section = Self.environmentSection
    guard let url = file.value(section, name, "url") else { return nil }
    return EnvironmentEntry(
      name: name, url: url, tokenVariable: file.value(section, name, "tokenVariable"),
      tokenFile: file.value(section, name, "tokenFile"),
      isProduction: file.value(section, name, "production") == "true",
      supportsAPIs: file.value(section, name, "lifecycleApis") == "supported")
  }

  /// Adds or replaces an environment.
  public mutating func set(_ entry: EnvironmentEntry) {
    let section = Self.environmentSection
    file.removeSection(section, entry.name)
    file.set(section, entry.name, "url", to: entry.url)
    if let variable = entry.tokenVariable {
      file.set(section, entry.name, "tokenVariable", to: variable)
    }
    if let path = entry.tokenFile { file.set(section, entry.name, "tokenFile", to: path) }
    if entry.isProduction { file.set(section, entry.name, "production", to: "true") }
    if entry.supportsAPIs { file.set(section, entry.name, "lifecycleApis", to: "supported") }
  }

  /// Forgets an environment; its recorded history stays.
  public mutating func removeEnvironment(_ name: String) {
    file.removeSection(Self.environmentSection, name)
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

  /// Sets what becomes of payloads.
  public mutating func setPayloads(_ policy: PayloadPolicy) {
    file.set("ilm", "payloads", to: policy.rawValue)
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
    return RepositoryConfiguration(try ConfigurationFile(text, path: configurationPath))
  }

  /// Changes the configuration; one process at a time.
  public func changeConfiguration(
    _ change: (inout RepositoryConfiguration) throws -> Void
  ) throws {
    let lock = try lock(named: "configuration")
    defer { lock.release() }
    var configuration = try configuration()
    try change(&configuration)
    try fileSystem.writeAtomically(configurationPath, Array(configuration.text.utf8))
  }
}
