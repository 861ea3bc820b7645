import EnvironmentAdapters
import FileStorage

/// What a cache knows beside the documents.
struct CachedLists: Sendable {
  /// Whether one document may lie in several files.
  var isShared: Bool
  var folders: [SurveyedFolder]
  /// What a survey left out, in sentences.
  var warnings: [String]
  /// The integrations, sorted by logical name.
  var targets: [CachedTarget]
  /// Targets that are recorded and no longer in the environment.
  var gone: [String]
}

extension CacheBytes {
  mutating func put(_ lists: CachedLists) {
    put(lists.isShared ? 1 : 0)
    put(lists.folders.count)
    for folder in lists.folders {
      put(folder.path)
      put(status: folder.status)
    }
    put(lists.warnings.count)
    for warning in lists.warnings { put(warning) }
    put(lists.targets.count)
    for target in lists.targets { put(target) }
    put(lists.gone.count)
    for name in lists.gone { put(name) }
  }
}

extension CacheReader {
  /// - Parameter documentCount: Bounds the positions of documents.
  mutating func takeLists(documentCount: Int) throws -> CachedLists {
    let lists = CachedLists(
      isShared: try take() == 1, folders: try takeList { try $0.takeFolder() },
      warnings: try takeList { try $0.takeText() }, targets: try takeList { try $0.takeTarget() },
      gone: try takeList { try $0.takeText() })
    guard lists.targets.allSatisfy({ $0.members.allSatisfy { 0..<documentCount ~= $0 } }) else {
      throw Malformed()
    }
    return lists
  }

  private mutating func takeFolder() throws -> SurveyedFolder {
    let path = try takeText()
    guard let status = try takeStatus() else { throw Malformed() }
    return SurveyedFolder(path: path, status: status)
  }
}
