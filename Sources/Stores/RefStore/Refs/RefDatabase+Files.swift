import FileStorage
import ObjectModel
import Synchronization

extension RefDatabase {
  /// What the file of a ref says.
  enum FileValue {
    case id(ObjectID)
    case symbolic(RefName)
  }

  /// Returns what the ref's own file says, or `nil` if it has none.
  func looseValue(of name: RefName) throws(RefError) -> FileValue? {
    try value(inFile: path(name.text))
  }

  func value(inFile path: String) throws(RefError) -> FileValue? {
    let bytes: [UInt8]?
    do throws(FileSystemError) {
      bytes = try fileSystem.readIfPresent(path, byteCountMax: 8192)
    } catch {
      // A folder of the name is where refs below it lie, or an empty leftover.
      if error.code == .isDirectory { return nil }
      throw RefError(.unreadable, name: path, error.message, error)
    }
    guard let bytes else { return nil }
    guard let value = parse(bytes) else {
      throw RefError(
        .corrupt, name: path, "'\(path)' is damaged: it holds neither an object id nor a ref")
    }
    return value
  }

  /// Returns all of packed-refs, for those who change it.
  func packedRefs() throws(RefError) -> PackedRefs {
    let path = path("packed-refs")
    let bytes = try RefError.reading(path) { () throws(FileSystemError) in
      try fileSystem.readIfPresent(path)
    }
    guard let bytes else { return PackedRefs() }
    return try PackedRefs(bytes, format: format, path: path)
  }

  /// Returns packed-refs for those who read it.
  func packedRefsView() throws(RefError) -> PackedRefsView {
    let path = path("packed-refs")
    guard let status = try packedRefsStatus() else { return PackedRefsView(emptyFor: format) }
    if let known = lastPackedRefs.withLock({ $0 }), known.status == status { return known.refs }
    let file: MappedFile
    do throws(FileSystemError) {
      file = try fileSystem.map(path)
    } catch {
      if error.code == .notFound { return PackedRefsView(emptyFor: format) }
      throw RefError(.unreadable, name: path, error.message, error)
    }
    let refs = try PackedRefsView(file, format: format)
    // The file is only ever replaced, so the same inode, size and time are the same content; one
    // that was replaced while it was read is not kept.
    if try packedRefsStatus() == status { lastPackedRefs.withLock { $0 = (status, refs) } }
    return refs
  }

  /// Returns what tells one state of packed-refs from another; `nil` if there is no such file.
  func packedRefsStatus() throws(RefError) -> FileStatus? {
    let path = path("packed-refs")
    return try RefError.reading(path) { () throws(FileSystemError) in
      try fileSystem.statusIfPresent(of: path)
    }
  }

  /// Returns the names of refs that have files of their own.
  func looseNames(startingWith prefix: String) throws(RefError) -> [RefName] {
    var names: [RefName] = []
    // The folder part of the prefix spares a walk through all the others.
    let folder = prefix.utf8.lastIndex(of: 0x2f).map { String(prefix[..<$0]) } ?? "refs"
    try forEachFile(in: folder.hasPrefix("refs") ? folder : "refs") { name in
      // Locks are refused before an error is made of each.
      guard name.utf8.starts(with: prefix.utf8), RefName.isWellFormed(name),
        let name = try? RefName(name)
      else { return }
      names.append(name)
    }
    return names
  }

  /// Returns those of some refs that have files of their own, found together.
  func looseNames(among names: [RefName]) throws(RefError) -> [RefName] {
    // Of most there is no file, and to learn that of each takes longer than to list where they would be.
    guard names.count <= Self.askedCountMax else {
      let loose = Set(try looseNames(startingWith: "refs/"))
      return names.filter(loose.contains)
    }
    let statuses = try RefError.reading(directory) { () throws(FileSystemError) in
      try fileSystem.statuses(of: PathList(names.map { path($0.text) }))
    }
    return zip(names, statuses).filter { $0.1 != nil && $0.1?.kind != .directory }.map(\.0)
  }

  /// Up to how many refs are asked for one by one.
  private static let askedCountMax = 32

  /// Calls `body` with the name of each file below a folder, such as "refs/heads/main".
  ///
  /// A folder may be a link to another one: git and ``looseValue(of:)`` look through it.
  func forEachFile(
    in folder: String, linkCount: Int = 0, _ body: (String) -> Void
  ) throws(RefError) {
    let entries: [DirectoryEntry]
    do throws(FileSystemError) {
      entries = try fileSystem.entries(ofDirectory: path(folder))
    } catch {
      // Folders come and go with the refs in them.
      if error.code == .notFound || error.code == .notDirectory { return }
      throw RefError(.unreadable, name: error.path, error.message, error)
    }
    for entry in entries {
      let name = "\(folder)/\(entry.name)"
      let isLink = entry.kind == .symbolicLink && linkCount < Self.linkCountMax
      if entry.kind == .directory {
        try forEachFile(in: name, linkCount: linkCount, body)
      } else if isLink, isFolder(name) {
        try forEachFile(in: name, linkCount: linkCount + 1, body)
      } else {
        body(name)
      }
    }
  }

  /// Through how many links, one below the other, files are looked for: links may go in circles.
  private static let linkCountMax = 4

  private func isFolder(_ name: String) -> Bool {
    (try? fileSystem.statusIfPresent(of: path(name)))?.kind == .directory
  }

  private func parse(_ bytes: [UInt8]) -> FileValue? {
    let end = (bytes.lastIndex { $0 != 0x0a && $0 != 0x0d && $0 != 0x20 } ?? -1) + 1
    let content = bytes[..<end]
    if content.starts(with: "ref:".utf8) {
      let target = content.dropFirst(4).drop { $0 == 0x20 || $0 == 0x09 }
      guard let text = String(validating: target, as: UTF8.self), let name = try? RefName(text)
      else { return nil }
      return .symbolic(name)
    }
    // Git passes over whatever stands behind the id and a blank.
    let digits = content.prefix { ![0x09, 0x0a, 0x0d, 0x20].contains($0) }
    guard let id = ObjectID(hexDigits: digits), id.format == format else { return nil }
    return .id(id)
  }
}

extension RefError {
  /// Reads files and turns an error into one about refs.
  static func reading<Value>(
    _ name: String, _ body: () throws(FileSystemError) -> Value
  ) throws(RefError) -> Value {
    do throws(FileSystemError) {
      return try body()
    } catch {
      throw RefError(.unreadable, name: name, error.message, error)
    }
  }

  /// Writes files and turns an error into one about refs, or whatever else they hold.
  static func writing<Value>(
    _ name: String, _ subject: String = "refs", _ body: () throws(FileSystemError) -> Value
  ) throws(RefError) -> Value {
    do throws(FileSystemError) {
      return try body()
    } catch {
      throw RefError(
        .notWritten, name: name, "cannot change \(subject): \(error.message)", error)
    }
  }
}
