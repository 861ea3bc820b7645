import FileStorage
import IntegrationModel
import LosslessJSON

/// One document's file in a folder environment, with its body beside it.
struct FolderFile: Sendable {
  let place: DocumentPlace

  var kind: ResourceKind { place.kind }
  var path: String { place.path }
  var containerID: String? { place.containerID }

  /// The path of the body of a document of this kind, whether it is there or not.
  var textPath: String? {
    guard Self.mayHaveBody(kind), path.hasSuffix(".json") else { return nil }
    return String(path.dropLast(5)) + (kind.textMember?.fileEnding ?? "")
  }

  /// Whether documents of a kind may have their body beside them.
  static func mayHaveBody(_ kind: ResourceKind) -> Bool {
    if case .scripts = kind { true } else { false }
  }

  /// The largest document that is read: a bound on what a mistake can cost.
  static let byteCountMax = 512 << 20

  /// What the file system says of the document and its body.
  func stamp(_ fileSystem: some FileSystem) throws(EnvironmentError) -> DocumentStamp {
    do throws(FileSystemError) {
      return .files(
        document: try fileSystem.status(of: path),
        text: try textPath.flatMap { path throws(FileSystemError) in
          try fileSystem.statusIfPresent(of: path)
        })
    } catch {
      throw EnvironmentError(reading: error)
    }
  }

  /// The error for a document that was there when its folder was listed.
  var missing: EnvironmentError {
    EnvironmentError(.unreachable, "'\(path)' is no longer there; try again", places: [path])
  }

  /// Reads the document.
  ///
  /// - Throws: `.malformedDocument` with line and column where it is no JSON object with an id.
  func read(_ fileSystem: some FileSystem) throws(EnvironmentError) -> EnvironmentDocument {
    guard let document = try readIfPresent(fileSystem) else { throw missing }
    return document
  }

  /// Reads the document, with what the file system said of its files before.
  ///
  /// The stamp is taken first: a change while the file is read makes it another one.
  func readStamped(
    _ fileSystem: some FileSystem, _ reader: any FileReader
  ) throws(EnvironmentError) -> (EnvironmentDocument, DocumentStamp) {
    guard textPath == nil else {
      let stamp = try stamp(fileSystem)
      return (try read(fileSystem), stamp)
    }
    let found: (bytes: [UInt8], status: FileStatus)
    do throws(FileSystemError) {
      found = try reader.read(path, byteCountMax: Self.byteCountMax)
    } catch {
      throw error.code == .notFound ? missing : EnvironmentError(reading: error)
    }
    let document = try document(of: found.bytes, fileSystem)
    return (document, .files(document: found.status, text: nil))
  }

  /// Reads the document, or returns `nil` if the file is not there.
  func readIfPresent(
    _ fileSystem: some FileSystem
  ) throws(EnvironmentError) -> EnvironmentDocument? {
    try contents(fileSystem).map { bytes throws(EnvironmentError) in
      try document(of: bytes, fileSystem)
    }
  }

  private func document(
    of bytes: [UInt8], _ fileSystem: some FileSystem
  ) throws(EnvironmentError) -> EnvironmentDocument {
    let document = try parse(bytes)
    let text = holdsText(document) ? nil : try readText(fileSystem)
    let version = DocumentVersion.of(bytes, text)
    return EnvironmentDocument(
      key: ResourceKey(kind, try id(of: document)), json: document, text: text,
      containerID: containerID, version: version)
  }

  /// Tells whether the body is in the document itself; a file beside it does not count then.
  private func holdsText(_ document: JSONDocument) -> Bool {
    guard textPath != nil, let (member, _) = kind.textMember else { return false }
    return document.withTape { $0.find(member: member, in: $0.root) != nil }
  }

  private func contents(_ fileSystem: some FileSystem) throws(EnvironmentError) -> [UInt8]? {
    do throws(FileSystemError) {
      return try fileSystem.readIfPresent(path, byteCountMax: Self.byteCountMax)
    } catch {
      throw EnvironmentError(reading: error)
    }
  }

  private func readText(_ fileSystem: some FileSystem) throws(EnvironmentError) -> [UInt8]? {
    guard let textPath else { return nil }
    let bytes: [UInt8]?
    do throws(FileSystemError) {
      bytes = try fileSystem.readIfPresent(textPath)
    } catch {
      throw EnvironmentError(reading: error)
    }
    guard let bytes else { return nil }
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw EnvironmentError(
        .malformedDocument, "the script '\(textPath)' is not UTF-8; save it as UTF-8",
        places: [textPath])
    }
    return bytes
  }

  private func parse(_ bytes: [UInt8]) throws(EnvironmentError) -> JSONDocument {
    do throws(JSONParseError) {
      return try JSONDocument(parsing: bytes)
    } catch {
      throw EnvironmentError(
        .malformedDocument,
        "'\(path)' line \(error.line), column \(error.column): \(error.message)",
        places: [path], line: error.line, column: error.column)
    }
  }

  private func id(of document: JSONDocument) throws(EnvironmentError) -> String {
    let id = document.withTape { tape -> String? in
      guard tape.kind(of: tape.root) == .object,
        let node = tape.find(member: "_id", in: tape.root), tape.kind(of: node) == .string
      else { return nil }
      return tape.decodedString(at: node).text
    }
    guard let id, !id.isEmpty else {
      throw EnvironmentError(
        .malformedDocument,
        "'\(path)' is no document of an account: it has no text '_id' at its top", places: [path],
        line: 1, column: 1)
    }
    return id
  }
}
