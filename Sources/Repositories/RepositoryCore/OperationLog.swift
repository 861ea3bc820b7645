import FileStorage
public import LosslessJSON
import ObjectModel

/// The journal of one operation that writes to an environment: a header, then one line per event.
///
/// Every line is durable before the call returns, so that after a crash at any point the next
/// process knows what was begun. Every line ends in a checksum: what will be done to an environment
/// is never read from damaged bytes. The file is removed when the operation has ended.
public final class OperationLog {
  /// The target that the operation works on.
  public let target: TargetName
  /// The plan and what else the operation needs to go on.
  public let header: JSONValue
  /// What has happened so far, oldest first.
  public private(set) var events: [JSONValue]
  private let path: String
  private let repository: Repository
  private let file: any WritableFile

  private init(
    _ target: TargetName, header: JSONValue, events: [JSONValue], path: String,
    file: any WritableFile, _ repository: Repository
  ) {
    self.target = target
    self.header = header
    self.events = events
    self.path = path
    self.file = file
    self.repository = repository
  }

  static func path(of target: TargetName, in repository: Repository) -> String {
    "\(repository.directory)/ilm/operations/\(target.environment),\(target.integration).jsonl"
  }

  /// Begins the journal of an operation.
  ///
  /// - Throws: ``FileSystemError`` `.exists` if one is open already.
  public static func begin(
    _ target: TargetName, header: JSONValue, in repository: Repository
  ) throws -> OperationLog {
    let fileSystem = repository.fileSystem
    let path = path(of: target, in: repository)
    try fileSystem.createDirectories(fileSystem.directory(of: path), durable: true)
    let file = try fileSystem.createFile(path, permissions: 0o600)
    do {
      try file.write(line(header, repository))
      try file.synchronize()
      try fileSystem.synchronizeDirectory(fileSystem.directory(of: path))
    } catch {
      try? file.close()
      try? fileSystem.removeFile(path)
      throw error
    }
    return OperationLog(
      target, header: header, events: [], path: path, file: file, repository)
  }

  /// Gives the journal another header and no events, in one step: a next part of the operation
  /// begins.
  public func replaced(by header: JSONValue) throws -> OperationLog {
    try file.close()
    let fileSystem = repository.fileSystem
    try fileSystem.writeAtomically(path, Self.line(header, repository), permissions: 0o600)
    return OperationLog(
      target, header: header, events: [], path: path,
      file: try fileSystem.openForAppending(path), repository)
  }

  /// The header of the journal of an operation that did not end, or `nil` if there is none.
  public static func header(
    of target: TargetName, in repository: Repository
  ) throws -> JSONValue? {
    try content(of: target, in: repository)?.header
  }

  /// What the journal of an operation that did not end says, or `nil` if there is none; it is left as
  /// it is, whoever writes to it.
  public static func content(
    of target: TargetName, in repository: Repository
  ) throws -> (header: JSONValue, events: [JSONValue])? {
    guard let lines = try read(path(of: target, in: repository), in: repository)?.lines,
      let header = lines.first
    else { return nil }
    return (header, Array(lines.dropFirst()))
  }

  /// Opens the journal of an operation that did not end, or returns `nil` if there is none.
  ///
  /// A last line that was cut short was never acted on and is dropped.
  ///
  /// - Throws: ``RepositoryError`` `.damaged` for a whole line that is not what was written.
  public static func open(
    _ target: TargetName, in repository: Repository
  ) throws -> OperationLog? {
    let fileSystem = repository.fileSystem
    let path = path(of: target, in: repository)
    guard let (lines, wholeCount, byteCount) = try read(path, in: repository) else { return nil }
    guard let header = lines.first else {
      // The header never became whole, so nothing was begun.
      try fileSystem.removeFile(path)
      return nil
    }
    let file = try fileSystem.openForAppending(path)
    if wholeCount < byteCount { try file.truncate(to: Int64(wholeCount)) }
    return OperationLog(
      target, header: header, events: Array(lines.dropFirst()), path: path, file: file, repository)
  }

  /// Adds an event and makes it durable.
  public func append(_ event: JSONValue) throws {
    try file.write(Self.line(event, repository))
    try file.synchronize()
    events.append(event)
  }

  /// Removes the journal: the operation has ended.
  public func end() throws {
    try file.close()
    let fileSystem = repository.fileSystem
    try fileSystem.removeFile(path)
    try fileSystem.synchronizeDirectory(fileSystem.directory(of: path))
  }

  /// The target whose journal has a file name, or `nil` if none has.
  static func target(ofFile name: String) -> TargetName? {
    let stem = name.utf8.reversed().starts(with: ".jsonl".utf8.reversed()) ? name.dropLast(6) : ""
    let parts = stem.split(separator: ",", maxSplits: 1).map(String.init)
    return parts.count == 2 ? TargetName(environment: parts[0], integration: parts[1]) : nil
  }
}

extension Repository {
  /// The targets of operations that did not end, sorted.
  public func openOperations() throws -> [TargetName] {
    let folder = directory + "/ilm/operations"
    guard try fileSystem.kind(of: folder) == .directory else { return [] }
    return try fileSystem.entries(ofDirectory: folder)
      .compactMap { OperationLog.target(ofFile: $0.name) }.sorted()
  }
}

// MARK: - Lines

extension OperationLog {
  private static let newline = UInt8(ascii: "\n")
  private static let tab = UInt8(ascii: "\t")
  private static let checksumCount = 16

  /// The whole lines of a journal, how many bytes they take, and how many there are at all.
  typealias Content = (lines: [JSONValue], wholeCount: Int, byteCount: Int)

  /// Reads a journal without changing it; `nil` if there is none.
  static func read(_ path: String, in repository: Repository) throws -> Content? {
    guard let bytes = try repository.fileSystem.readIfPresent(path) else { return nil }
    let wholeCount = bytes.lastIndex(of: newline).map { $0 + 1 } ?? 0
    let lines = try bytes[..<wholeCount].split(separator: newline).map {
      try value(Array($0), path, repository)
    }
    // What a crash cut short ends before its line feed does; more bytes than that are damage.
    let tail = bytes[wholeCount...]
    if let place = tail.lastIndex(of: tab), tail[place...].count > checksumCount + 1 {
      throw damaged(path, "its last line does not end")
    }
    return (lines, wholeCount, bytes.count)
  }

  /// Compact JSON, a tab, the first digits of the line's id as a blob, a line feed.
  private static func line(_ value: JSONValue, _ repository: Repository) -> [UInt8] {
    let json = value.compactBytes()
    return json + [tab] + checksum(json, repository) + [newline]
  }

  private static func checksum(_ json: [UInt8], _ repository: Repository) -> [UInt8] {
    let id = StoredObject(kind: .blob, bytes: json).id(in: repository.format)
    return Array(id.hex.utf8.prefix(checksumCount))
  }

  private static func value(
    _ line: [UInt8], _ path: String, _ repository: Repository
  ) throws -> JSONValue {
    guard let place = line.lastIndex(of: tab),
      line[(place + 1)...].elementsEqual(checksum(Array(line[..<place]), repository))
    else { throw damaged(path, "the checksum of a line is wrong") }
    do throws(JSONParseError) {
      return try JSONValue(parsing: Array(line[..<place]))
    } catch {
      throw damaged(path, error.message)
    }
  }

  private static func damaged(_ path: String, _ what: String) -> RepositoryError {
    RepositoryError(
      .damaged,
      "the journal of an operation '\(path)' is damaged: \(what); put the file aside, then "
        + "'ilm cancel' ends the operation and says how to see what it wrote")
  }
}
