import FileStorage
public import LosslessJSON

/// The journal of one operation that writes to an environment: a header, then one line per event.
///
/// Every line is durable before the call returns, so that after a crash at any point the next
/// process knows what was begun. The file is removed when the operation has ended.
public final class OperationLog {
  /// The target that the operation works on.
  public let target: TargetName
  /// The plan and what else the operation needs to go on.
  public let header: JSONValue
  /// What has happened so far, oldest first.
  public private(set) var events: [JSONValue]
  private let path: String
  private let fileSystem: any FileSystem
  private let file: any WritableFile

  private init(
    _ target: TargetName, header: JSONValue, events: [JSONValue], path: String,
    file: any WritableFile, _ fileSystem: any FileSystem
  ) {
    self.target = target
    self.header = header
    self.events = events
    self.path = path
    self.file = file
    self.fileSystem = fileSystem
  }

  private static func path(of target: TargetName, in repository: Repository) -> String {
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
      try file.write(line(header))
      try file.synchronize()
      try fileSystem.synchronizeDirectory(fileSystem.directory(of: path))
    } catch {
      try? file.close()
      try? fileSystem.removeFile(path)
      throw error
    }
    return OperationLog(
      target, header: header, events: [], path: path, file: file, fileSystem)
  }

  /// Opens the journal of an operation that did not end, or returns `nil` if there is none.
  ///
  /// A last line that was cut short was never acted on and is dropped.
  ///
  /// - Throws: ``RepositoryError`` `.damaged` for a whole line that is not JSON.
  public static func open(
    _ target: TargetName, in repository: Repository
  ) throws -> OperationLog? {
    let fileSystem = repository.fileSystem
    let path = path(of: target, in: repository)
    guard let bytes = try fileSystem.readIfPresent(path) else { return nil }
    let whole = bytes.lastIndex(of: newline).map { bytes[...$0] } ?? []
    let lines = try whole.split(separator: newline).map { try parse(Array($0), path) }
    guard let header = lines.first else {
      // The header never became whole, so nothing was begun.
      try fileSystem.removeFile(path)
      return nil
    }
    let file = try fileSystem.openForAppending(path)
    if whole.count < bytes.count { try file.truncate(to: Int64(whole.count)) }
    return OperationLog(
      target, header: header, events: Array(lines.dropFirst()), path: path, file: file, fileSystem)
  }

  private static func parse(_ line: [UInt8], _ path: String) throws -> JSONValue {
    do throws(JSONParseError) {
      return try JSONValue(parsing: line)
    } catch {
      throw RepositoryError(
        .damaged, "the journal of an operation '\(path)' is damaged: \(error.message)")
    }
  }

  /// Adds an event and makes it durable.
  public func append(_ event: JSONValue) throws {
    try file.write(Self.line(event))
    try file.synchronize()
    events.append(event)
  }

  /// Removes the journal: the operation has ended.
  public func end() throws {
    try file.close()
    try fileSystem.removeFile(path)
    try fileSystem.synchronizeDirectory(fileSystem.directory(of: path))
  }

  private static let newline = UInt8(ascii: "\n")

  private static func line(_ value: JSONValue) -> [UInt8] { value.compactBytes() + [newline] }
}
