import FileStorage

/// Which refs get a reflog when they first move: what git's setting `core.logAllRefUpdates` says, but
/// for those that are histories themselves.
///
/// A ref that has a reflog keeps it up whatever is said. Source: git-config(1).
struct ReflogScope {
  private enum Setting { case none, branches, all }

  private let setting: Setting
  private let histories: [String]

  /// Reads the setting; where there is none, or none that git knows, branches are logged.
  ///
  /// - Parameter histories: How the names of refs begin that need no reflog.
  init(_ configuration: ConfigurationFile, histories: [String]) {
    self.histories = histories
    switch configuration.value("core", "logallrefupdates")?.lowercased() {
    case "always": setting = .all
    case "false", "no", "off", "0", "": setting = .none
    default: setting = .branches
    }
  }

  /// Whether a ref, or HEAD, gets a reflog that has none.
  func includes(_ name: String) -> Bool {
    switch setting {
    case .none: false
    case .branches: name == "HEAD" || Self.name(name, beginsWithOneOf: Self.branches)
    case .all: !Self.name(name, beginsWithOneOf: histories)
    }
  }

  /// Branches, remote-tracking refs and notes, as git has it.
  private static let branches = ["refs/heads/", "refs/remotes/", "refs/notes/"]

  private static func name(_ name: String, beginsWithOneOf prefixes: [String]) -> Bool {
    prefixes.contains { name.utf8.starts(with: $0.utf8) }
  }
}

extension RefDatabase {
  /// Returns what the settings say now.
  func reflogScope() throws(RefError) -> ReflogScope {
    let path = path("config")
    let bytes = try RefError.reading(path) { () throws(FileSystemError) in
      try fileSystem.readIfPresent(path, byteCountMax: 16 << 20)
    }
    return ReflogScope(
      try ConfigurationFile(String(decoding: bytes ?? [], as: UTF8.self), path: path),
      histories: histories)
  }

  /// Returns those of some names, of refs or HEAD, that have a reflog.
  func logged(among names: [String]) throws(RefError) -> Set<String> {
    let statuses = try RefError.reading(directory) { () throws(FileSystemError) in
      try fileSystem.statuses(of: PathList(names.map { path("logs/" + $0) }))
    }
    return Set(zip(names, statuses).filter { $0.1?.kind == .regular }.map(\.0))
  }
}
