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
struct AccountCache: Sendable {
  /// Grows with every change of the form; other versions are passed over.
  static let version = 4

  let documents: CachedDocuments
  let folders: [SurveyedFolder]
  /// Whether one document may lie in several files.
  let isShared: Bool
  /// What a survey left out, in sentences.
  let warnings: [String]
  /// The integrations, sorted by logical name.
  let targets: [CachedTarget]
  /// Targets that are recorded and no longer in the environment.
  let gone: [String]

  static func path(_ environment: String, in repository: Repository) -> String {
    "\(repository.directory)/ilm/cache/\(environment)"
  }

  /// Reads the cache of an environment, or returns `nil` if there is none that can be used.
  static func load(
    _ environment: String, digest: [UInt8], from repository: Repository
  ) -> AccountCache? {
    let path = path(environment, in: repository)
    guard let status = try? repository.fileSystem.status(of: path),
      let file = try? repository.fileSystem.map(path)
    else { return nil }
    return try? AccountCache(file, writtenAt: status.modificationTime, digest: digest)
  }

  private init(_ file: MappedFile, writtenAt: FileTimestamp, digest: [UInt8]) throws {
    let documents = try CachedDocuments(file, writtenAt: writtenAt, digest: digest)
    self.documents = documents
    (isShared, folders, warnings, targets, gone) = try file.withUnsafeBytes { bytes in
      var reader = try CacheReader(bytes, in: documents.rest)
      return (
        try reader.take() == 1, try reader.takeList { try $0.takeFolder() },
        try reader.takeList { try $0.takeText() }, try reader.takeList { try $0.takeTarget() },
        try reader.takeList { try $0.takeText() }
      )
    }
    guard targets.allSatisfy({ $0.members.allSatisfy { 0..<documents.count ~= $0 } }) else {
      throw CacheReader.Malformed()
    }
  }

  /// Writes the cache; a failure costs the next command time and nothing else.
  static func save(
    _ environment: String, digest: [UInt8], _ content: Content, to repository: Repository
  ) {
    let path = path(environment, in: repository)
    let fileSystem = repository.fileSystem
    guard (try? fileSystem.createDirectories(fileSystem.directory(of: path))) != nil else { return }
    try? fileSystem.writeAtomically(
      path, content.documents.file(digest: digest, rest: content.rest), durable: false,
      permissions: 0o600)
  }

  /// What a cache is written from.
  struct Content {
    let documents: CachedDocuments.Parts
    let isShared: Bool
    let folders: [SurveyedFolder]
    let warnings: [String]
    let targets: [CachedTarget]
    let gone: [String]

    fileprivate var rest: [UInt8] {
      var rest = CacheBytes()
      rest.put(isShared ? 1 : 0)
      rest.put(folders.count)
      for folder in folders { rest.put(folder) }
      rest.put(warnings.count)
      for warning in warnings { rest.put(warning) }
      rest.put(targets.count)
      for target in targets { rest.put(target) }
      rest.put(gone.count)
      for name in gone { rest.put(name) }
      return rest.bytes
    }
  }

  /// A fingerprint of the settings on which summaries and states depend.
  static func digest(of context: OperationContext, environment: String) -> [UInt8] {
    let configuration = context.configuration
    let parts =
      ["form \(NeutralForm.version)", "cache \(version)"]
      + configuration.patterns(.environmentFields) + [configuration.payloads.rawValue]
      + [configuration.environment(environment)?.url ?? "", context.repository.format.name]
    return HashAlgorithm.sha256.hash(Array(parts.joined(separator: "\n").utf8))
  }
}

extension AccountCache: SurveyMemory {
  var documentCount: Int { documents.count }

  func place(at position: Int) -> DocumentPlace { documents.place(at: position) }

  func isCurrent(_ stamp: DocumentStamp, at position: Int) -> Bool {
    documents.isCurrent(stamp, at: position)
  }

  func isSettled(_ status: FileStatus) -> Bool { documents.isSettled(status) }
}

extension CacheBytes {
  fileprivate mutating func put(_ folder: SurveyedFolder) {
    put(folder.path)
    put(Array(CachedStatus.bytes(of: folder.status)))
  }
}

extension CacheReader {
  fileprivate mutating func takeFolder() throws -> SurveyedFolder {
    let path = try takeText()
    let bytes = try takeBytes()
    guard bytes.count == CachedStatus.byteCount,
      let status = bytes.withUnsafeBytes({ CachedStatus.status($0, at: 0) })
    else { throw Malformed() }
    return SurveyedFolder(path: path, status: status)
  }
}
