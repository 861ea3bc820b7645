import FileStorage
import IntegrationModel

/// Where the documents of a folder environment lie.
///
/// A folder is an account (`<kind>/*.json`), an unpacked bundle (`integration.json` beside such
/// folders), or a folder of those.
struct FolderLayout {
  /// One account or bundle.
  struct Root: Sendable {
    let path: String
    /// The path of a bundle's `integration.json`.
    let integrationFile: String?
    /// The folders of kinds that are there.
    let kinds: [(kind: ResourceKind, path: String)]
  }

  let roots: [Root]
  let warnings: [String]
  /// The folders that were listed, as they were before.
  let folders: [SurveyedFolder]

  /// Looks at a folder.
  ///
  /// - Throws: `.unreachable` if it is not there or cannot be read.
  init(of path: String, in fileSystem: some FileSystem) throws(EnvironmentError) {
    var warnings: [String] = []
    var folders = [try Self.surveyed(path, fileSystem)]
    if let root = try Self.root(path, fileSystem, &warnings) {
      roots = [root]
    } else {
      roots = try Self.rootsBelow(path, fileSystem, &warnings, &folders)
    }
    self.warnings = warnings
    self.folders = folders
  }

  /// Notes how a folder is before it is listed: what changes meanwhile then counts as changed.
  static func surveyed(
    _ path: String, _ fileSystem: some FileSystem
  ) throws(EnvironmentError) -> SurveyedFolder {
    do throws(FileSystemError) {
      return SurveyedFolder(path: path, status: try fileSystem.status(of: path))
    } catch {
      throw EnvironmentError(reading: error)
    }
  }

  /// Where documents of a kind are created: beside those of its kind, else in the first root.
  func folder(for kind: ResourceKind, of environment: String) -> String {
    let known = roots.lazy.compactMap { root in root.kinds.first { $0.kind == kind }?.path }
    return known.first ?? "\(roots.first?.path ?? environment)/\(kind.rawValue)"
  }

  private static func rootsBelow(
    _ path: String, _ fileSystem: some FileSystem, _ warnings: inout [String],
    _ folders: inout [SurveyedFolder]
  ) throws(EnvironmentError) -> [Root] {
    var roots: [Root] = []
    for entry in try entries(path, fileSystem) where isFolder(entry, in: path, fileSystem) {
      let below = "\(path)/\(entry.name)"
      folders.append(try surveyed(below, fileSystem))
      if let root = try root(below, fileSystem, &warnings) {
        roots.append(root)
      } else {
        warnings.append("the folder '\(below)' is left out: it holds no documents of a known kind")
      }
    }
    return roots.isEmpty ? [Root(path: path, integrationFile: nil, kinds: [])] : roots
  }

  /// Returns the account or bundle in a folder, or `nil` if it holds neither.
  private static func root(
    _ path: String, _ fileSystem: some FileSystem, _ warnings: inout [String]
  ) throws(EnvironmentError) -> Root? {
    var kinds: [(ResourceKind, String)] = []
    var unknown: [String] = []
    var integrationFile: String?
    for entry in try entries(path, fileSystem) {
      if entry.name == "integration.json", mayBeFile(entry) {
        integrationFile = "\(path)/\(entry.name)"
      } else if isFolder(entry, in: path, fileSystem) {
        if let kind = ResourceKind(rawValue: entry.name.lowercased()) {
          kinds.append((kind, "\(path)/\(entry.name)"))
        } else {
          unknown.append(entry.name)
        }
      }
    }
    guard integrationFile != nil || !kinds.isEmpty else { return nil }
    warnings += unknown.map {
      "the folder '\(path)/\($0)' is left out: '\($0)' is no kind that is known"
    }
    return Root(path: path, integrationFile: integrationFile, kinds: kinds)
  }

  /// Tells files, and links to them, from what cannot hold a document, such as a pipe.
  static func mayBeFile(_ entry: DirectoryEntry) -> Bool {
    entry.kind == .regular || entry.kind == .symbolicLink
  }

  private static func isFolder(
    _ entry: DirectoryEntry, in path: String, _ fileSystem: some FileSystem
  ) -> Bool {
    if entry.name.hasPrefix(".") { return false }
    switch entry.kind {
    case .directory: return true
    case .symbolicLink:
      return (try? fileSystem.status(of: "\(path)/\(entry.name)"))?.kind == .directory
    default: return false
    }
  }

  static func entries(
    _ path: String, _ fileSystem: some FileSystem
  ) throws(EnvironmentError) -> [DirectoryEntry] {
    do throws(FileSystemError) {
      return try fileSystem.entries(ofDirectory: path)
    } catch {
      throw EnvironmentError(reading: error)
    }
  }
}

extension EnvironmentError {
  init(reading error: FileSystemError) {
    let code: Code = error.code == .permissionDenied ? .unauthorised : .unreachable
    self.init(code, error.message, places: [error.path])
  }

  init(writing error: FileSystemError) {
    self.init(.writeFailed, error.message, places: [error.path])
  }
}
