public import FileStorage
public import ObjectModel
public import ObjectStore
public import RefStore

/// One repository: a bare git repository in the folder `.ilm`, with what git has no place for in
/// `ilm` inside it.
public final class Repository: Sendable {
  /// The folder `.ilm`.
  public let directory: String
  /// How files are reached.
  public let fileSystem: any FileSystem
  /// All objects.
  public let objects: ObjectDatabase
  /// All refs.
  public let refs: RefDatabase

  /// The name of the folder.
  public static let folderName = ".ilm"

  /// Opens the repository in a folder `.ilm`.
  public init(directory: String, fileSystem: any FileSystem) throws {
    let format: ObjectFormat
    do {
      format = try BareRepository.format(of: directory, fileSystem: fileSystem)
    } catch {
      throw try Self.incompleteness(of: directory, fileSystem) ?? error
    }
    self.directory = directory
    self.fileSystem = fileSystem
    objects = try ObjectDatabase(
      directory: directory + "/objects", format: format, fileSystem: fileSystem)
    refs = RefDatabase(
      directory: directory, format: format, fileSystem: fileSystem,
      histories: ["refs/facts/", "refs/heads/"])
  }

  /// The format of all ids.
  public var format: ObjectFormat { objects.format }

  /// The folder that holds `.ilm`.
  public var home: String { fileSystem.directory(of: directory) }

  /// Says which file a repository lost, if it did: the one or the other alone is put back in seconds.
  private static func incompleteness(
    of directory: String, _ fileSystem: any FileSystem
  ) throws -> RepositoryError? {
    let missing = try BareRepository.missingFiles(of: directory, fileSystem: fileSystem)
    guard let first = missing.first else { return nil }
    guard missing.count == 1 else {
      return RepositoryError(
        .damaged, "'\(directory)' is not a repository: it has neither 'config' nor 'HEAD'",
        wayOut: "'ilm init' makes one there")
    }
    let loss = first == "config" ? ", with the environments and all other settings" : ""
    return RepositoryError(
      .damaged, "'\(directory)/\(first)' is missing\(loss)",
      wayOut: "put back a copy of it, or let 'ilm init' make a new one; it touches nothing else")
  }

  /// Makes a repository in a folder, or completes one of which a file is missing; what is there is not
  /// touched.
  ///
  /// - Throws: ``RepositoryError`` `.exists` if there is a whole one already.
  public static func initialize(
    in folder: String, format: ObjectFormat, fileSystem: any FileSystem
  ) throws -> Repository {
    let directory = folder + "/" + folderName
    guard try !BareRepository.missingFiles(of: directory, fileSystem: fileSystem).isEmpty else {
      throw RepositoryError(.exists, "there is a repository in '\(directory)' already")
    }
    try fileSystem.createDirectories(directory + "/ilm/locks", durable: true)
    try fileSystem.createDirectories(directory + "/ilm/operations", durable: true)
    try BareRepository.initialize(
      directory, format: format, head: try RefName("refs/heads/main"), fileSystem: fileSystem)
    return try Repository(directory: directory, fileSystem: fileSystem)
  }

  /// Finds the repository of a folder or of one above it.
  ///
  /// - Throws: ``RepositoryError`` `.notFound` if there is none.
  public static func find(from folder: String, fileSystem: any FileSystem) throws -> Repository {
    var place = folder
    while true {
      let directory = place == "/" ? "/" + folderName : place + "/" + folderName
      if (try? fileSystem.status(of: directory))?.kind == .directory {
        return try Repository(directory: directory, fileSystem: fileSystem)
      }
      let above = fileSystem.directory(of: place)
      if above == place || place == "." { break }
      place = above
    }
    throw RepositoryError(
      .notFound, "there is no repository in '\(folder)' or above it")
  }
}

/// Explains what is wrong with a repository or a request to it.
public struct RepositoryError: Error, Sendable, CustomStringConvertible {
  /// The kinds of trouble.
  public enum Code: String, Sendable {
    /// Two repositories cannot exchange histories.
    case mismatch = "repositories_do_not_fit"
    /// A target is not recorded there.
    case unknownTarget = "unknown_target"
    /// The user stopped it.
    case interrupted
    case notFound = "no_repository"
    case exists = "repository_exists"
    /// Another process works on the same target.
    case locked = "target_locked"
    /// Something recorded is damaged or missing.
    case damaged = "store_damaged"
    /// A setting cannot be understood.
    case badConfiguration = "bad_configuration"
    /// Git's settings forbid to remove any object.
    case precious = "objects_are_precious"
    /// The record is in a newer form than this program reads.
    case unsupported = "unsupported_version"
  }

  /// The kind of trouble.
  public let code: Code
  /// What is wrong, in a sentence.
  public let message: String
  /// The way out, where it is another than what helps with that kind of trouble.
  public let wayOut: String?

  public init(_ code: Code, _ message: String, wayOut: String? = nil) {
    self.code = code
    self.message = message
    self.wayOut = wayOut
  }

  public var description: String { message }
}
