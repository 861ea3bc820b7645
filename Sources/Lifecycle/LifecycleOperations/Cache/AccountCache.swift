import EnvironmentAdapters
import FileStorage
import Hashing
import IntegrationModel
import ObjectModel
import RepositoryCore

/// What is known of an environment from earlier commands, so that the next one costs what changed.
///
/// A cache only ever saves work: one that is missing, damaged or made for other settings is passed
/// over, and everything is read again. The file is mapped, and only what is asked for is decoded.
///
/// A second file beside it tells of edits since, so that a snapshot of a few edits costs what they do;
/// one that belongs to another state of the first is passed over like anything else.
struct AccountCache: Sendable {
  /// Grows with every change of the form; other versions are passed over.
  static let version = 9

  let documents: CachedDocuments
  private let lists: CachedLists

  static func path(_ environment: String, in repository: Repository) -> String {
    "\(repository.directory)/ilm/cache/\(environment)"
  }

  private static func editsPath(_ environment: String, in repository: Repository) -> String {
    path(environment, in: repository) + ".edits"
  }

  /// Reads the cache of an environment, or returns `nil` if there is none that can be used.
  static func load(
    _ environment: String, digest: [UInt8], from repository: Repository
  ) -> AccountCache? {
    try? AccountCache(environment, digest: digest, from: repository)
  }

  private init(_ environment: String, digest: [UInt8], from repository: Repository) throws {
    let fileSystem = repository.fileSystem
    func map(_ path: String) throws -> (MappedFile, FileTimestamp) {
      let time = try fileSystem.status(of: path).modificationTime
      return (try fileSystem.map(path), time)
    }
    let (file, time) = try map(Self.path(environment, in: repository))
    var documents = try CachedDocuments(file, writtenAt: time, digest: digest)
    if let (file, time) = try? map(Self.editsPath(environment, in: repository)),
      let edits = try? CachedEdits(file, writtenAt: time, of: documents)
    {
      documents.edits = edits
      lists = edits.lists
    } else {
      lists = try file.withUnsafeBytes { bytes in
        var reader = try CacheReader(bytes, in: documents.lists)
        return try reader.takeLists(documentCount: documents.count)
      }
    }
    self.documents = documents
    guard !documents.wasCut else { throw CacheReader.Malformed() }
  }

  /// Whether the file became shorter while it was read; then nothing that was read counts.
  var wasCut: Bool { documents.wasCut }

  /// Writes the cache; a failure costs the next command time and nothing else.
  static func save(
    _ environment: String, digest: [UInt8], _ draft: CacheDraft, _ lists: CachedLists,
    to repository: Repository
  ) {
    let path = path(environment, in: repository)
    let fileSystem = repository.fileSystem
    guard (try? fileSystem.createDirectories(fileSystem.directory(of: path))) != nil else { return }
    let isWritten: Void? = try? fileSystem.writeAtomically(
      path, durable: false, permissions: 0o600
    ) { (file) throws(FileSystemError) in
      try CacheWriter.write(draft, lists, digest: digest, to: file)
    }
    // Edits belong to the file that was replaced and would be passed over.
    if isWritten != nil { try? fileSystem.removeFile(editsPath(environment, in: repository)) }
  }

  /// Writes what was edited, and the whole cache where too much was.
  ///
  /// - Parameters:
  ///   - edits: What is not as it was, be it because it came.
  ///   - came: Where the documents lie that came, in the order of their positions.
  ///   - went: The positions of the documents that went.
  func save(
    _ environment: String, digest: [UInt8], edits: [CachedEdits.Edit], came: [DocumentPlace],
    went: Set<Int>, _ lists: CachedLists, to repository: Repository
  ) {
    var all = documents.edits?.edits ?? [:]
    for edit in edits { all[edit.position] = edit }
    let bytes = CachedEdits.file(
      all.values, came: (documents.edits?.came ?? []) + came,
      gone: (documents.edits?.gone ?? []).union(went), lists, of: documents)
    let isWritten: Void? = try? repository.fileSystem.writeAtomically(
      Self.editsPath(environment, in: repository), bytes, durable: false, permissions: 0o600)
    guard isWritten != nil, all.count > Self.editCountMax(documents.count),
      let whole = Self.load(environment, digest: digest, from: repository),
      !whole.documents.hasMoves,
      let entries = try? whole.documents.entries(), !whole.wasCut
    else { return }
    Self.save(environment, digest: digest, CacheDraft(entries), lists, to: repository)
  }

  /// Whether so much came or went, or was edited since, that a survey should write everything anew.
  var isWorn: Bool {
    documents.hasMoves
      && (documents.edits?.edits.count ?? 0) + (documents.edits?.gone.count ?? 0)
        > Self.editCountMax(documents.count)
  }

  /// Beyond this, edits are no longer a small part of the whole.
  private static func editCountMax(_ documentCount: Int) -> Int { max(256, documentCount / 8) }

  /// A fingerprint of the settings on which summaries and states depend.
  static func digest(of context: OperationContext, environment: String) -> [UInt8] {
    let configuration = context.configuration
    let parts =
      ["form \(NeutralForm.version)", "cache \(version)"]
      + configuration.patterns(.environmentFields) + [configuration.payloads.rawValue]
      + [configuration.environment(environment)?.url ?? "", context.repository.format.name]
    // Piece by piece: to join texts takes the runtime longer than to hash them.
    let digest = MessageDigest(.sha256)
    for (position, part) in parts.enumerated() {
      if position > 0 { digest.update([UInt8(ascii: "\n")]) }
      digest.update(Array(part.utf8))
    }
    return digest.finish()
  }
}

extension AccountCache: SurveyMemory {
  var folders: [SurveyedFolder] { lists.folders }

  var warnings: [String] { lists.warnings }

  var isShared: Bool { lists.isShared }

  /// The integrations, sorted by logical name.
  var targets: [CachedTarget] { lists.targets }

  /// Targets that are recorded and no longer in the environment.
  var gone: [String] { lists.gone }

  var documentCount: Int { documents.positionCount }

  var listedCount: Int { documents.count }

  func isGone(_ position: Int) -> Bool { documents.isGone(position) }

  func place(at position: Int) -> DocumentPlace { documents.place(at: position) }

  func appendPath(at position: Int, to paths: inout PathList) {
    documents.appendPath(at: position, to: &paths)
  }

  func kind(at position: Int) -> ResourceKind { documents.kind(at: position) }

  func isCurrent(_ stamp: DocumentStamp, at position: Int) -> Bool {
    documents.isCurrent(stamp, at: position)
  }

  func isSettled(_ status: FileStatus) -> Bool { documents.isSettled(status) }
}
