import FileStorage
import ObjectModel
import RefStore

/// Where the objects that a repository needs are named.
struct RepositoryRoots {
  /// What refs and HEAD point to: must be there.
  private(set) var required: [ObjectID] = []
  /// What reflogs, journals, open operations and worktrees of git's name: held if it is there.
  private(set) var held: [ObjectID] = []

  /// Gathers the roots of this moment.
  init(_ repository: Repository) throws {
    let refs = try repository.refs.refs()
    required = refs.map(\.target)
    if case .detached(let id)? = try repository.refs.head() { required.append(id) }
    for ref in refs { hold(try repository.refs.reflog(of: ref.name)) }
    hold(try repository.refs.headReflog())
    try holdWhatJournalsName(refs, repository)
    try holdWhatWasLost(refs, repository)
    try holdNames(
      in: repository.directory + "/ilm", repository, skipping: ["cache", "locks", "tokens"])
    try holdNames(in: repository.directory + "/worktrees", repository, skipping: [])
  }

  private mutating func hold(_ entries: [ReflogEntry]) {
    for entry in entries { held += [entry.new, entry.old].filter { !$0.isNull } }
  }

  /// Holds the states that entries of journals name: of journals as they are, and as they were before
  /// a ref was lost and a history began anew.
  private mutating func holdWhatJournalsName(_ refs: [Ref], _ repository: Repository) throws {
    for ref in refs where ref.name.text.utf8.starts(with: "refs/revisions/".utf8) {
      var seen: Set<CommitID> = []
      let required = RevisionJournal.entries(from: CommitID(ref.target), in: repository, &seen)
      for bytes in try required.get() { held += Self.ids(in: bytes, repository.format) }
      for entry in try repository.refs.reflog(of: ref.name) where !entry.new.isNull {
        let former = RevisionJournal.entries(from: CommitID(entry.new), in: repository, &seen)
        for bytes in (try? former.get()) ?? [] { held += Self.ids(in: bytes, repository.format) }
      }
    }
  }

  /// Holds what logs lead to whose ref is gone: who deletes a ref deletes its log, so that it was lost.
  private mutating func holdWhatWasLost(_ refs: [Ref], _ repository: Repository) throws {
    let present = Set(refs.map(\.name))
    for name in try repository.refs.loggedNames() where !present.contains(name) {
      let entries = (try? repository.refs.reflog(of: name)) ?? []
      hold(entries)
      guard name.text.utf8.starts(with: "refs/revisions/".utf8) else { continue }
      var seen: Set<CommitID> = []
      for entry in entries where !entry.new.isNull {
        let former = RevisionJournal.entries(from: CommitID(entry.new), in: repository, &seen)
        for bytes in (try? former.get()) ?? [] { held += Self.ids(in: bytes, repository.format) }
      }
    }
  }

  /// Holds everything that looks like an id in a folder's files. In our own these are journals of
  /// operations, and whatever else waits there to be continued; in git's of a worktree its HEAD, with
  /// its log, and refs of its own.
  private mutating func holdNames(
    in folder: String, _ repository: Repository, skipping skipped: Set<String>
  ) throws {
    let fileSystem = repository.fileSystem
    guard try fileSystem.kind(of: folder) == .directory else { return }
    for entry in try fileSystem.entries(ofDirectory: folder) where !skipped.contains(entry.name) {
      let path = folder + "/" + entry.name
      switch entry.kind {
      case .directory: try holdNames(in: path, repository, skipping: [])
      case .regular:
        let bytes = try fileSystem.readIfPresent(path) ?? []
        held += Self.ids(in: bytes, repository.format)
      default: continue
      }
    }
  }

  /// Returns each run of hexadecimal digits that is as long as an id.
  static func ids(in bytes: [UInt8], _ format: ObjectFormat) -> [ObjectID] {
    bytes.split { !isDigit($0) }.filter { $0.count == format.hexCount }
      .compactMap { ObjectID(hexDigits: $0) }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte) || (0x41...0x46).contains(byte)
  }
}
