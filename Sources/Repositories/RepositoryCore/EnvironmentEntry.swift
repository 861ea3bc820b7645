import RefStore

extension RepositoryConfiguration {
  /// An environment and how it is reached.
  public struct EnvironmentEntry: Sendable, Hashable {
    /// The name that users gave it.
    public let name: String
    /// `dir:PATH`, from the root, or an address.
    public var url: String
    /// Where the folder is looked for first, from the one that the repository is in, so that both can
    /// be moved together.
    public internal(set) var beside: String?
    /// The folder that the repository was in when the address was given, if the address was meant from
    /// there and is not kept in ``beside``.
    var home: String?
    /// Whether the repository was moved or copied since the address was given, and it leads to the
    /// folder of that time: nobody has said that this one is meant.
    public internal(set) var isLeftBehind = false
    /// The variable that holds the token.
    public var tokenVariable: String?
    /// The file that holds the token.
    public var tokenFile: String?
    /// Whether the repository keeps the token; see ``Repository/storeToken(_:of:)``.
    public var isTokenStored: Bool
    /// Whether changes ask for the target's name to be typed.
    public var isProduction: Bool
    /// Whether APIs take part in clone and download there: `lifecycle.apis`.
    public var supportsAPIs: Bool
    /// How an account is reached over the network.
    public var network = NetworkSettings()

    public init(
      name: String, url: String, tokenVariable: String? = nil, tokenFile: String? = nil,
      isTokenStored: Bool = false, isProduction: Bool = false, supportsAPIs: Bool = false
    ) {
      self.name = name
      self.url = url
      self.tokenVariable = tokenVariable
      self.tokenFile = tokenFile
      self.isTokenStored = isTokenStored
      self.isProduction = isProduction
      self.supportsAPIs = supportsAPIs
    }
  }

  /// How an account is reached over the network; `nil` means as usual.
  public struct NetworkSettings: Sendable, Hashable {
    /// The file of the certification authorities that are trusted.
    public var authorityFile: String?
    /// The proxy.
    public var proxy: String?
    /// How many seconds a server may be silent.
    public var timeout: Int?
    /// How many requests an account takes, as `SIZE/PER-SECOND`.
    public var rate: String?

    /// Makes settings that leave everything as usual.
    public init() {}
  }

  static let section = "ilm-environment"

  /// The environments, sorted by name.
  public var environments: [EnvironmentEntry] {
    file.subsections(of: Self.section).sorted().compactMap { environment($0) }
  }

  /// Returns the environment of that name, or `nil`.
  public func environment(_ name: String) -> EnvironmentEntry? {
    func value(_ key: String) -> String? { file.value(Self.section, name, key) }
    guard let url = value("url") else { return nil }
    let beside = value("beside").map { folder + "/" + $0 }.flatMap { isFolder($0) ? $0 : nil }
    var entry = EnvironmentEntry(
      name: name, url: beside.map { "dir:" + $0 } ?? url,
      tokenVariable: value("tokenVariable"), tokenFile: value("tokenFile"),
      isTokenStored: value("tokenStored") == "true",
      isProduction: value("production") == "true",
      supportsAPIs: value("lifecycleApis") == "supported")
    entry.beside = value("beside")
    entry.home = value("home")
    entry.isLeftBehind = beside == nil && isLeftBehind(entry)
    entry.network.authorityFile = value("caFile")
    entry.network.proxy = value("proxy")
    entry.network.timeout = value("timeout").flatMap { Int($0) }
    entry.network.rate = value("rate")
    return entry
  }

  /// Adds or replaces an environment.
  public mutating func set(_ entry: EnvironmentEntry) {
    file.removeSection(Self.section, entry.name)
    let values: [(String, String?)] = [
      ("url", entry.url), ("beside", entry.beside), ("home", entry.home),
      ("tokenVariable", entry.tokenVariable), ("tokenFile", entry.tokenFile),
      ("tokenStored", entry.isTokenStored ? "true" : nil),
      ("production", entry.isProduction ? "true" : nil),
      ("lifecycleApis", entry.supportsAPIs ? "supported" : nil),
      ("caFile", entry.network.authorityFile), ("proxy", entry.network.proxy),
      ("timeout", entry.network.timeout.map(String.init)), ("rate", entry.network.rate),
    ]
    for case (let key, let value?) in values { file.set(Self.section, entry.name, key, to: value) }
  }

  /// Says in which folder an environment is.
  ///
  /// - Parameter path: The folder, from the root.
  /// - Parameter isRelative: Whether it was named from where the user is: then it is looked for beside
  ///   the repository first. A whole path is meant wherever the repository is, unless it leads into the
  ///   folder that the repository is in.
  public func setFolder(_ path: String, isRelative: Bool, of entry: inout EnvironmentEntry) {
    let start = (folder == "/" ? "" : folder) + "/"
    let inside = path.hasPrefix(start) ? String(path.dropFirst(start.count)) : nil
    entry.url = "dir:" + path
    entry.beside = isRelative ? inside : nil
    entry.home = entry.beside == nil && (isRelative || inside != nil) ? folder : nil
    entry.isLeftBehind = false
  }

  /// Says at which address an environment is.
  public func setAddress(_ url: String, of entry: inout EnvironmentEntry) {
    (entry.url, entry.beside, entry.home, entry.isLeftBehind) = (url, nil, nil, false)
  }

  /// Whether the repository is elsewhere than when the address was given, and that was meant from there.
  private func isLeftBehind(_ entry: EnvironmentEntry) -> Bool {
    let ending = entry.beside.map { "/" + $0 }
    let known = ending.flatMap { entry.url.hasSuffix($0) ? entry.url.dropLast($0.count) : nil }
    guard let home = entry.home ?? known?.dropFirst("dir:".count).description else { return false }
    return !isSameFolder(home.isEmpty ? "/" : home, folder) && !hasMoved(from: home, entry)
  }

  /// Whether the repository went from its former place to one that the address is as near to, so that
  /// the same relative path leads to the same folder.
  private func hasMoved(from home: String, _ entry: EnvironmentEntry) -> Bool {
    guard !isFolder(home + "/" + Repository.folderName) else { return false }
    let (start, end) = (home.split(separator: "/"), entry.url.dropFirst(4).split(separator: "/"))
    let shared = zip(start, end).prefix { $0 == $1 }.count
    let way = start.dropFirst(shared).map { _ in ".." } + end.dropFirst(shared)
    return isSameFolder(folder + "/" + way.joined(separator: "/"), "/" + end.joined(separator: "/"))
  }

  /// Forgets an environment; its recorded history stays.
  public mutating func removeEnvironment(_ name: String) {
    file.removeSection(Self.section, name)
  }
}
