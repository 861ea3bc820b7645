import FileStorage
import Hashing
import IntegrationModel
import LosslessJSON
import RepositoryCore
import StructuralMerge

/// How conflicts were resolved, by what competed: the same conflict is resolved once.
///
/// One file each, named by the fingerprint of the place and the three values; see
/// Docs/formats/repository-layout.md.
struct RememberedResolutions {
  private let repository: Repository
  private static let version = 1

  init(_ repository: Repository) {
    self.repository = repository
  }

  /// How the same conflict was resolved, whichever side was the current one then.
  func resolution(of conflict: PullConflict) throws -> Resolution? {
    if let known = try read(Self.key(of: conflict, isSwapped: false)) { return known }
    switch try read(Self.key(of: conflict, isSwapped: true)) {
    case .ours?: return .theirs
    case .theirs?: return .ours
    case let value: return value
    }
  }

  /// What is to be kept of conflicts that were resolved, by their fingerprints.
  static func lessons(of conflicts: [PullConflict]) -> [String: Resolution] {
    var lessons: [String: Resolution] = [:]
    for conflict in conflicts where !conflict.isRemembered {
      lessons[key(of: conflict, isSwapped: false)] = conflict.resolution
    }
    return lessons
  }

  /// Keeps how conflicts were resolved.
  func remember(_ lessons: [String: Resolution]) throws {
    for (key, resolution) in lessons.sorted(by: { $0.key < $1.key }) {
      let path = path(key)
      let files = repository.fileSystem
      try files.createDirectories(files.directory(of: path), durable: true)
      let json: JSONValue = [
        "version": .number(JSONNumber(Self.version)), "resolution": resolution.json,
      ]
      try files.writeAtomically(path, json.canonicalBytes())
    }
  }

  /// Removes how a conflict was resolved, whichever side was the current one then; where that is not
  /// possible, it stays passed over.
  func forget(_ conflict: PullConflict) {
    for isSwapped in [false, true] {
      try? repository.fileSystem.removeFile(path(Self.key(of: conflict, isSwapped: isSwapped)))
    }
  }

  private func path(_ key: String) -> String {
    "\(repository.directory)/ilm/resolutions/\(key.prefix(2))/\(key.dropFirst(2)).json"
  }

  /// A file that cannot be understood is passed over: the conflict is asked about again.
  private func read(_ key: String) throws -> Resolution? {
    guard let bytes = try repository.fileSystem.readIfPresent(path(key)),
      let json = try? JSONValue(parsing: bytes), json["version"]?.int == Self.version
    else { return nil }
    return json["resolution"].flatMap { Resolution(json: $0) }
  }

  private static func key(of conflict: PullConflict, isSwapped: Bool) -> String {
    let (one, other) = (conflict.conflict.ours, conflict.conflict.theirs)
    var object = JSONObject()
    object["name"] = .text(conflict.name.description)
    object["path"] = .text(conflict.conflict.path.description)
    object["base"] = conflict.conflict.base
    object["ours"] = isSwapped ? other : one
    object["theirs"] = isSwapped ? one : other
    return HashAlgorithm.sha256.hash(JSONValue.object(object).canonicalBytes()).hex
  }
}
