import Bundles
public import FileStorage
public import IntegrationModel
public import LosslessJSON
import Synchronization

/// An account that is a folder of JSON files, one document a file.
///
/// Any file name is read. Writes are atomic per file; an existing file keeps its name and the order
/// of its members.
public final class FolderEnvironment<Files: FileSystem>: Environment {
  public let location: String
  private let path: String
  private let fileSystem: Files
  private let makeID: @Sendable () -> String
  private let now: @Sendable () -> String
  private let known = Mutex<[ResourceKey: FolderFile]>([:])

  /// Opens a folder.
  ///
  /// - Parameters:
  ///   - makeID: Returns a fresh id of 24 hexadecimal digits.
  ///   - now: Returns the time as the platform writes it, for `createdAt` and `lastModified`.
  public init(
    path: String, fileSystem: Files, makeID: @escaping @Sendable () -> String,
    now: @escaping @Sendable () -> String
  ) {
    self.path = path
    self.fileSystem = fileSystem
    self.makeID = makeID
    self.now = now
    location = "dir:\(path)"
  }

  public func survey<Worker, Summary: Sendable>(
    makeWorker: @Sendable () -> Worker,
    _ summarise: @Sendable (Worker, EnvironmentDocument) -> Summary
  ) throws(EnvironmentError) -> EnvironmentSurvey<Summary> {
    let layout = try FolderLayout(of: path, in: fileSystem)
    let files = try files(of: layout)
    let read = try parallelMap(files, makeWorker: makeWorker) {
      (worker, file) throws(EnvironmentError) in
      let document = try file.read(self.fileSystem)
      return (key: document.key, version: document.version, summarise(worker, document))
    }
    var table: [ResourceKey: FolderFile] = [:]
    table.reserveCapacity(files.count)
    var versions: [ResourceKey: String] = [:]
    var summaries: [Summary] = []
    summaries.reserveCapacity(files.count)
    for (file, (key, version, summary)) in zip(files, read) {
      if let other = table[key] {
        // Bundles beside each other share connections: the same document twice is one document.
        guard layout.roots.count > 1, versions[key] == version else {
          throw Self.duplicate(key, other, file)
        }
        continue
      }
      table[key] = file
      versions[key] = version
      summaries.append(summary)
    }
    known.withLock { $0 = table }
    return EnvironmentSurvey(summaries: summaries, warnings: layout.warnings)
  }

  public func read<Worker, Result: Sendable>(
    _ keys: [ResourceKey], makeWorker: @Sendable () -> Worker,
    _ transform: @Sendable (Worker, EnvironmentDocument) -> Result
  ) throws(EnvironmentError) -> [Result] {
    try parallelMap(keys, makeWorker: makeWorker) { (worker, key) throws(EnvironmentError) in
      guard let document = try self.document(key) else { throw Self.missing(key) }
      return transform(worker, document)
    }
  }

  public func document(_ key: ResourceKey) throws(EnvironmentError) -> EnvironmentDocument? {
    if let file = known.withLock({ $0[key] }),
      (try? fileSystem.kind(of: file.path)) ?? nil != nil
    {
      let document = try file.read(fileSystem)
      if document.key == key { return document }
    }
    try refresh()
    guard let file = known.withLock({ $0[key] }) else { return nil }
    return try file.read(fileSystem)
  }

  /// Looks again which document is in which file.
  private func refresh() throws(EnvironmentError) {
    _ = try survey(makeWorker: {}, { _, _ in })
  }

  // MARK: Writing

  public func create(
    _ kind: ResourceKind, _ document: JSONValue
  ) throws(EnvironmentError) -> EnvironmentDocument {
    let time = JSONValue.string(JSONString(now()))
    var document = document
    document.place(time, at: "/createdAt")
    document.place(time, at: "/lastModified")
    return try write(document, as: ResourceKey(kind, makeID()))
  }

  public func restore(
    _ key: ResourceKey, _ document: JSONValue
  ) throws(EnvironmentError) -> EnvironmentDocument? {
    if try self.document(key) != nil {
      throw EnvironmentError(
        .exists, "\(key.kind.singular) '\(key.id)' is there already", places: [key.description])
    }
    return try write(document, as: key)
  }

  public func update(
    _ key: ResourceKey, to document: JSONValue, expecting version: String
  ) throws(EnvironmentError) -> EnvironmentDocument {
    let file = try file(key, expecting: version)
    return try write(document, to: file, key: key)
  }

  public func delete(_ key: ResourceKey, expecting version: String) throws(EnvironmentError) {
    let file = try file(key, expecting: version)
    do throws(FileSystemError) {
      try fileSystem.removeFile(file.path)
      if let text = file.textPath, try fileSystem.kind(of: text) != nil {
        try fileSystem.removeFile(text)
      }
      try fileSystem.synchronizeDirectory(fileSystem.directory(of: file.path))
    } catch {
      throw EnvironmentError(writing: error)
    }
    known.withLock { $0[key] = nil }
  }

  private func write(
    _ document: JSONValue, as key: ResourceKey
  ) throws(EnvironmentError) -> EnvironmentDocument {
    guard key.id.utf8.allSatisfy(Self.isSafe), !key.id.isEmpty else {
      throw EnvironmentError(
        .malformedDocument, "the id '\(key.id)' cannot be part of a file name",
        places: [key.description])
    }
    let layout = try FolderLayout(of: path, in: fileSystem)
    let folder = layout.folder(for: key.kind, of: path)
    do throws(FileSystemError) {
      try fileSystem.createDirectories(folder, durable: true)
    } catch {
      throw EnvironmentError(writing: error)
    }
    let name = bundleFileName(name: document["name"]?.text ?? "", id: key.id)
    var document = document
    document.place(.string(JSONString(key.id)), at: "/_id")
    return try write(document, to: FolderFile(kind: key.kind, path: "\(folder)/\(name).json"), key: key)
  }

  private func write(
    _ document: JSONValue, to file: FolderFile, key: ResourceKey
  ) throws(EnvironmentError) -> EnvironmentDocument {
    let old = try? fileSystem.readIfPresent(file.path).map { try JSONValue(parsing: $0) }
    var document = SubdocumentIDs.mint(in: document, of: key.kind, makeID: makeID)
    do throws(FileSystemError) {
      if let text = file.takeText(from: &document, old: old ?? nil) {
        try fileSystem.writeAtomically(text.path, text.bytes)
      }
      let ordered = MemberOrder.arrange(document, like: old ?? nil)
      try fileSystem.writeAtomically(file.path, ordered.prettyBytes())
    } catch {
      throw EnvironmentError(writing: error)
    }
    known.withLock { $0[key] = file }
    return try file.read(fileSystem)
  }

  private func file(
    _ key: ResourceKey, expecting version: String
  ) throws(EnvironmentError) -> FolderFile {
    guard let document = try document(key), let file = known.withLock({ $0[key] }) else {
      throw Self.missing(key)
    }
    guard document.version == version else {
      throw EnvironmentError(
        .changed, "'\(file.path)' was changed by somebody else in the meantime",
        places: [file.path])
    }
    return file
  }

  // MARK: Files

  private func files(of layout: FolderLayout) throws(EnvironmentError) -> [FolderFile] {
    var files: [FolderFile] = []
    for root in layout.roots {
      var containerID: String?
      if let path = root.integrationFile {
        let file = FolderFile(kind: .integrations, path: path, isBundleIntegration: true)
        containerID = try file.read(fileSystem).key.id
        files.append(file)
      }
      for (kind, folder) in root.kinds {
        for entry in try FolderLayout.entries(folder, fileSystem)
        where entry.kind != .directory && entry.name.hasSuffix(".json")
          && !entry.name.hasPrefix(".")
        {
          files.append(
            FolderFile(kind: kind, path: "\(folder)/\(entry.name)", containerID: containerID))
        }
      }
    }
    return files
  }

  private static func isSafe(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "_"), UInt8(ascii: "-"): true
    default: false
    }
  }

  private static func missing(_ key: ResourceKey) -> EnvironmentError {
    EnvironmentError(
      .notFound, "there is no \(key.kind.singular) '\(key.id)'", places: [key.description])
  }

  private static func duplicate(
    _ key: ResourceKey, _ one: FolderFile, _ other: FolderFile
  ) -> EnvironmentError {
    EnvironmentError(
      .duplicateID,
      "'\(one.path)' and '\(other.path)' are two \(key.kind.rawValue) with one _id '\(key.id)'; "
        + "remove one or give it an _id of its own",
      places: [one.path, other.path])
  }
}

extension FolderFile {
  /// Takes the body out of a document where the file has it beside itself.
  func takeText(
    from document: inout JSONValue, old: JSONValue?
  ) -> (path: String, bytes: [UInt8])? {
    guard let textPath, let (member, _) = kind.textMember, old?[member] == nil,
      case .object(var object) = document, case .string(let text)? = object[member],
      text.isLossless
    else { return nil }
    object[member] = nil
    document = .object(object)
    return (textPath, text.utf8)
  }
}
