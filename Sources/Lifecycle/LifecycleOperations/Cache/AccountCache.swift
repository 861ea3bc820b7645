import EnvironmentAdapters
import FileStorage
import Hashing
import IntegrationModel
import ObjectModel
import RepositoryCore

/// What is known of an environment from earlier commands, so that the next one costs what changed.
///
/// A cache only ever saves work: one that is missing, damaged or made for other settings is passed
/// over, and everything is read again.
struct AccountCache: Sendable {
  /// What the documents were.
  var survey: SurveyCache<ResourceSummary>
  /// By logical name, what each integration looked like when its last recorded state was taken.
  var targets: [String: Target]

  /// An integration whose present state is the recorded one.
  struct Target: Sendable, Equatable {
    /// The facts commit of that state.
    let facts: CommitID
    /// Everything that state depends on; see ``IntegrationFingerprint``.
    let fingerprint: [UInt8]
  }

  private static func path(_ environment: String, in repository: Repository) -> String {
    "\(repository.directory)/ilm/cache/\(environment)"
  }

  /// Reads the cache of an environment, or returns `nil` if there is none that can be used.
  static func load(
    _ environment: String, digest: [UInt8], from repository: Repository
  ) -> AccountCache? {
    let path = path(environment, in: repository)
    guard let bytes = try? repository.fileSystem.readIfPresent(path),
      let status = try? repository.fileSystem.status(of: path)
    else { return nil }
    return AccountCacheReader(bytes, digest: digest)?.cache(writtenAt: status.modificationTime)
  }

  /// Writes the cache; a failure costs the next command time and nothing else.
  func save(_ environment: String, digest: [UInt8], to repository: Repository) {
    let path = Self.path(environment, in: repository)
    let fileSystem = repository.fileSystem
    guard (try? fileSystem.createDirectories(fileSystem.directory(of: path))) != nil else { return }
    try? fileSystem.writeAtomically(
      path, AccountCacheWriter.bytes(of: self, digest: digest), durable: false, permissions: 0o600)
  }

  /// A fingerprint of the settings on which summaries and states depend.
  static func digest(of context: OperationContext, environment: String) -> [UInt8] {
    let configuration = context.configuration
    let parts =
      ["form \(NeutralForm.version)", "cache \(AccountCacheWriter.version)"]
      + configuration.patterns(.environmentFields) + [configuration.payloads.rawValue]
      + [configuration.environment(environment)?.url ?? "", context.repository.format.name]
    return HashAlgorithm.sha256.hash(Array(parts.joined(separator: "\n").utf8))
  }
}
