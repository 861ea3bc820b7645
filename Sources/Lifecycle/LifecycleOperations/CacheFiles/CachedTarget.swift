import IntegrationModel
import ObjectModel
import RepositoryCore

/// What is known of one integration of an account when its cache was written.
struct CachedTarget: Sendable {
  /// Its logical name in the environment.
  let integration: String
  /// Its id; `nil` for what stands alone.
  let id: String?
  /// Its name for people.
  let name: String
  /// How it compares with its last recorded state; `nil` if that is not known or there is none.
  var standing: Standing?
  /// The documents that it consists of, by position.
  var members: [Int]
  /// The applications that it is bound to.
  let applications: [String]
  /// How many resources it has of each kind.
  let counts: ResourceCounts
  /// References to nothing, which depend on how the account hangs together.
  let danglings: [ModelWarning]
  /// What else a person should know of.
  var warnings: [ModelWarning]

  /// An integration that is as it was recorded last.
  struct Standing: Sendable, Hashable {
    /// The revision that recorded it, such as `r3`.
    let revision: String
    /// The number of the newest revision; greater than this one's where it waited.
    let newestNumber: Int
    /// The newest journal commit.
    let journal: CommitID
    /// The facts commit of that state.
    let facts: CommitID
    /// The commit and the tree of its content; `nil` where the newest revision does not tell.
    let content: Content?
    let likeness: Likeness
    /// Everything that state depends on; see ``IntegrationFingerprint``. Empty if it was not taken.
    let fingerprint: [UInt8]

    /// How much of an integration is as it was recorded.
    enum Likeness: Int {
      /// Everything but what is merely observed, which may be as recorded or not.
      case essential
      /// Everything.
      case exact
      /// Not known: documents of it were edited since, and only other integrations were recorded.
      case unknown
    }

    /// Whether what is merely observed is as recorded, too.
    var isExact: Bool { likeness == .exact }

    /// A content commit and its tree.
    struct Content: Sendable, Hashable {
      let commit: CommitID
      let tree: TreeID
    }

    /// The state, if all of it is known.
    var state: RecordedState? {
      content.map { RecordedState(commit: $0.commit, content: $0.tree, facts: facts) }
    }
  }
}

extension CacheBytes {
  mutating func put(_ target: CachedTarget) {
    put(target.integration)
    put(target.id)
    put(target.name)
    put(target.standing == nil ? 0 : 1)
    if let standing = target.standing {
      put(standing.revision)
      put(standing.newestNumber)
      put(standing.journal.objectID)
      put(standing.facts.objectID)
      put(standing.content == nil ? 0 : 1)
      if let content = standing.content {
        put(content.commit.objectID)
        put(content.tree.objectID)
      }
      put(standing.likeness.rawValue)
      put(standing.fingerprint)
    }
    put(target.members.count)
    for member in target.members { put(member) }
    put(target.applications.count)
    for application in target.applications { put(application) }
    put(target.counts.counts.count)
    for part in target.counts.counts {
      put(part.kind)
      put(part.count)
    }
    put(target.danglings)
    put(target.warnings)
  }

  private mutating func put(_ warnings: [ModelWarning]) {
    put(warnings.count)
    for warning in warnings {
      put(warning.code.rawValue)
      put(warning.key.kind)
      put(warning.key.id)
      put(warning.pointer)
      put(warning.message)
    }
  }
}

extension CacheReader {
  mutating func takeTarget() throws -> CachedTarget {
    let integration = try takeText()
    let id = try takeOptionalText()
    let name = try takeText()
    let standing = try take() == 1 ? try takeStanding() : nil
    let members = try takeList { try $0.take() }
    let applications = try takeList { try $0.takeText() }
    let counts = try takeList {
      ResourceCounts.Count(kind: try $0.takeKind(), count: try $0.take())
    }
    return CachedTarget(
      integration: integration, id: id, name: name, standing: standing, members: members,
      applications: applications, counts: ResourceCounts(counts),
      danglings: try takeList { try $0.takeWarning() },
      warnings: try takeList { try $0.takeWarning() })
  }

  private mutating func takeStanding() throws -> CachedTarget.Standing {
    let (revision, newestNumber) = (try takeText(), try take())
    let (journal, facts) = (CommitID(try takeID()), CommitID(try takeID()))
    let content =
      try take() == 1
      ? CachedTarget.Standing.Content(
        commit: CommitID(try takeID()), tree: TreeID(try takeID())) : nil
    guard let likeness = CachedTarget.Standing.Likeness(rawValue: try take()) else {
      throw Malformed()
    }
    return CachedTarget.Standing(
      revision: revision, newestNumber: newestNumber, journal: journal, facts: facts,
      content: content, likeness: likeness, fingerprint: try takeBytes())
  }

  private mutating func takeWarning() throws -> ModelWarning {
    guard let code = ModelWarning.Code(rawValue: try takeText()) else { throw Malformed() }
    let key = ResourceKey(try takeKind(), try takeText())
    let pointer = try takeText()
    return ModelWarning(code, key, at: pointer, try takeText())
  }
}
