import FileStorage

/// Which refs get a reflog when they first move: git's setting `core.logAllRefUpdates`.
///
/// A ref that has a reflog keeps it up whatever the setting says. Source: git-config(1).
enum ReflogScope: Equatable {
  /// No ref.
  case none
  /// Branches, remote-tracking refs, notes and HEAD.
  case branches
  /// Every ref.
  case all

  /// Reads the setting; where there is none, or none that git knows, branches are logged.
  init(_ configuration: ConfigurationFile) {
    switch configuration.value("core", "logallrefupdates")?.lowercased() {
    case "always": self = .all
    case "false", "no", "off", "0", "": self = .none
    default: self = .branches
    }
  }

  /// Whether a ref gets a reflog that has none.
  func includes(_ name: String) -> Bool {
    switch self {
    case .none: false
    case .all: true
    case .branches:
      name == "HEAD" || Self.prefixes.contains { name.utf8.starts(with: $0.utf8) }
    }
  }

  private static let prefixes = ["refs/heads/", "refs/remotes/", "refs/notes/"]
}

extension RefDatabase {
  /// Returns what the settings say now.
  func reflogScope() throws(RefError) -> ReflogScope {
    let path = path("config")
    let bytes = try RefError.reading(path) { () throws(FileSystemError) in
      try fileSystem.readIfPresent(path, byteCountMax: 16 << 20)
    }
    return ReflogScope(
      try ConfigurationFile(String(decoding: bytes ?? [], as: UTF8.self), path: path))
  }

  /// Returns those of some names, of refs or HEAD, that have a reflog.
  func logged(among names: [String]) throws(RefError) -> Set<String> {
    let statuses = try RefError.reading(directory) { () throws(FileSystemError) in
      try fileSystem.statuses(of: PathList(names.map { path("logs/" + $0) }))
    }
    return Set(zip(names, statuses).filter { $0.1?.kind == .regular }.map(\.0))
  }
}
