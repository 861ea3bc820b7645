import Bundles
import FileStorage
public import IntegrationModel
public import LosslessJSON
import Synchronization

extension FolderEnvironment {
  public func create(
    _ kind: ResourceKind, _ document: JSONValue
  ) throws(EnvironmentError) -> EnvironmentDocument {
    let key = ResourceKey(kind, makeID())
    guard known.withLock({ $0[key].isEmpty }) else { throw Self.existing(key) }
    let time = JSONValue.string(JSONString(now()))
    var document = document
    document.place(time, at: "/createdAt")
    document.place(time, at: "/lastModified")
    return try write(document, as: key)
  }

  public func restore(
    _ key: ResourceKey, _ document: JSONValue
  ) throws(EnvironmentError) -> EnvironmentDocument? {
    guard try self.document(key) == nil else { throw Self.existing(key) }
    let written = try write(document, as: key)
    try forgetCopy(of: key)
    return written
  }

  public func update(
    _ key: ResourceKey, to document: JSONValue, expecting version: String
  ) throws(EnvironmentError) -> EnvironmentDocument {
    let files = try files(of: key, expecting: version)
    var document = SubdocumentIDs.mint(in: document, of: key.kind, makeID: makeID)
    document.place(.string(JSONString(key.id)), at: "/_id")
    for file in files { try write(document, to: file) }
    return try files[0].read(fileSystem)
  }

  public func delete(_ key: ResourceKey, expecting version: String) throws(EnvironmentError) {
    for file in try files(of: key, expecting: version) { try remove(file) }
    known.withLock { $0[key] = [] }
  }

  public func removeLeftovers(since time: Int64) throws(EnvironmentError) {
    for (kind, folder) in try FolderLayout(of: path, in: fileSystem).roots.flatMap(\.kinds) {
      let files = try FolderLayout.entries(folder, fileSystem).filter { $0.kind == .regular }
      let names = Set(files.map(\.name))
      for name in names.sorted()
      where Self.isLeftover(name) || Self.isLoneBody(name, of: kind, among: names, since: time) {
        do throws(FileSystemError) { try fileSystem.removeFile("\(folder)/\(name)") } catch {
          throw EnvironmentError(writing: error)
        }
      }
    }
  }

  /// Whether a file is the body of a document that was being created and never came: its name ends
  /// with an id that was made since, and no document stands beside it.
  private static func isLoneBody(
    _ name: String, of kind: ResourceKind, among names: Set<String>, since time: Int64
  ) -> Bool {
    guard let ending = kind.textMember?.fileEnding, name.hasSuffix(ending) else { return false }
    let stem = name.dropLast(ending.count)
    let id = stem.suffix(24)
    guard stem.count > 24, stem.dropLast(24).last == "-", id.allSatisfy(\.isHexDigit),
      !names.contains(stem + ".json"), let made = Int64(id.prefix(8), radix: 16)
    else { return false }
    return made >= time
  }

  /// Whether a file is what a write that did not end left beside a document or its body.
  private static func isLeftover(_ name: String) -> Bool {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count > 2, let last = parts.last, last.hasPrefix("tmp"), last.count > 3 else {
      return false
    }
    return last.dropFirst(3).allSatisfy(\.isWholeNumber)
      && ["json", "js"].contains(parts[parts.count - 2])
  }

  /// The files of a document, each still as expected.
  private func files(
    of key: ResourceKey, expecting version: String
  ) throws(EnvironmentError) -> [FolderFile] {
    guard let document = try document(key) else { throw Self.missing(key) }
    let files = known.withLock { $0[key] }
    guard let first = files.first else { throw Self.missing(key) }
    guard document.version == version else { throw Self.changed(first) }
    for copy in files.dropFirst() {
      guard try copy.read(fileSystem).version == version else { throw Self.changed(copy) }
    }
    return files
  }

  // MARK: Files

  private func write(
    _ document: JSONValue, as key: ResourceKey
  ) throws(EnvironmentError) -> EnvironmentDocument {
    guard Self.canBeFileName(key.id) else {
      throw EnvironmentError(
        .malformedDocument, "the id '\(key.id)' cannot be part of a file name",
        places: [key.description])
    }
    let layout = try FolderLayout(of: path, in: fileSystem)
    let folder = layout.folder(for: key.kind, of: path)
    var document = SubdocumentIDs.mint(in: document, of: key.kind, makeID: makeID)
    document.place(.string(JSONString(key.id)), at: "/_id")
    // Room for the extension, a number, and the name of the temporary file.
    let name = bundleFileName(
      name: document["name"]?.text ?? "", id: key.id, extensionLength: 32)
    let file: FolderFile
    do throws(FileSystemError) {
      try fileSystem.createDirectories(folder, durable: true)
      file = FolderFile(
        place: DocumentPlace(kind: key.kind, path: try freePath("\(folder)/\(name)")))
      try put(document, in: file)
    } catch {
      throw EnvironmentError(writing: error)
    }
    known.withLock { $0[key] = [file] }
    listed.withLock { $0?.insert(file.path) }
    return try file.read(fileSystem)
  }

  private func write(
    _ document: JSONValue, to file: FolderFile
  ) throws(EnvironmentError) {
    do throws(FileSystemError) { try put(document, in: file) } catch {
      throw EnvironmentError(writing: error)
    }
  }

  /// Returns a path that nothing has, so that no file of a misleading name is overwritten.
  private func freePath(_ path: String) throws(FileSystemError) -> String {
    var candidate = "\(path).json"
    var number = 2
    while try fileSystem.kind(of: candidate) != nil {
      candidate = "\(path)-\(number).json"
      number += 1
    }
    return candidate
  }

  /// Writes the body first: a document never stands without it.
  private func put(_ document: JSONValue, in file: FolderFile) throws(FileSystemError) {
    let old = try fileSystem.readIfPresent(file.path).flatMap { try? JSONValue(parsing: $0) }
    var document = document
    let text = file.takeText(from: &document, old: old)
    if let text, let path = file.textPath, try fileSystem.readIfPresent(path) != text {
      try fileSystem.writeAtomically(path, text)
    }
    if document != old {
      try fileSystem.writeAtomically(
        file.path, MemberOrder.arrange(document, like: old).prettyBytes())
    }
    if text == nil, let path = file.textPath, try fileSystem.kind(of: path) != nil {
      try fileSystem.removeFile(path)
    }
  }

  private func remove(_ file: FolderFile) throws(EnvironmentError) {
    do throws(FileSystemError) {
      try fileSystem.removeFile(file.path)
      listed.withLock { $0?.remove(file.path) }
      if let text = file.textPath, try fileSystem.kind(of: text) != nil {
        try fileSystem.removeFile(text)
      }
      try fileSystem.synchronizeDirectory(fileSystem.directory(of: file.path))
    } catch {
      throw EnvironmentError(writing: error)
    }
  }

  static func canBeFileName(_ id: String) -> Bool {
    !id.isEmpty && id.utf8.allSatisfy(isSafe)
  }

  private static func isSafe(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "_"), UInt8(ascii: "-"): true
    default: false
    }
  }

  private static func existing(_ key: ResourceKey) -> EnvironmentError {
    EnvironmentError(
      .exists, "\(key.kind.singular) '\(key.id)' is there already", places: [key.description])
  }

  private static func changed(_ file: FolderFile) -> EnvironmentError {
    EnvironmentError(
      .changed, "'\(file.path)' was changed by somebody else in the meantime",
      places: [file.path])
  }
}

extension FolderFile {
  /// Takes the body out of a document where the file has it beside itself.
  fileprivate func takeText(from document: inout JSONValue, old: JSONValue?) -> [UInt8]? {
    guard textPath != nil, let (member, _) = kind.textMember, old?[member] == nil,
      case .object(var object) = document, case .string(let text)? = object[member],
      text.isLossless
    else { return nil }
    object[member] = nil
    document = .object(object)
    return text.utf8
  }
}
