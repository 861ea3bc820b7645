import Compression
import FileStorage
import ObjectModel

/// Objects in files of their own, as git writes them; read, never written.
struct LooseSource: Sendable {
  let directory: String
  let format: ObjectFormat
  let fileSystem: any FileSystem
  let byteCountMax: Int

  /// Returns an object, or `nil` if there is no file for it. The hash is not checked.
  func object(_ id: ObjectID) throws(ObjectReadError) -> StoredObject? {
    let path = path(of: id)
    guard let bytes = try read(path, id) else { return nil }
    do throws(CompressionError) {
      let inflated = try InflateStream.inflate(
        bytes, byteCountMax: byteCountMax + LooseSource.headerMax)
      if inflated.inputByteCount == bytes.count, let object = parse(inflated.bytes) {
        return object
      }
    } catch {
      let code: ObjectReadError.Code = error.code == .tooLarge ? .tooLarge : .corrupt
      throw ObjectReadError(code, id, "object '\(id)' in '\(path)': \(error.message)", error)
    }
    throw ObjectReadError(.corrupt, id, "object '\(id)' in '\(path)' is damaged")
  }

  /// Tells whether there is a file for an object. An empty one, as git leaves after a power cut, holds
  /// nothing: whoever relied on it would lose the object.
  func contains(_ id: ObjectID) throws(FileSystemError) -> Bool {
    do throws(FileSystemError) {
      let status = try fileSystem.status(of: path(of: id), followingLinks: false)
      return status.kind == .regular && status.byteCount > 0
    } catch {
      if error.code == .notFound || error.code == .notDirectory { return false }
      throw error
    }
  }

  /// Dates the file of an object to this moment, and tells whether there is one that could be.
  func renew(_ id: ObjectID) -> Bool {
    guard (try? contains(id)) == true else { return false }
    return (try? fileSystem.setModificationTime(of: path(of: id), to: nil)) != nil
  }

  /// Returns the first bytes of ids for which there is a folder.
  func firstBytes() throws(FileSystemError) -> Set<UInt8> {
    var found: Set<UInt8> = []
    for entry in try fileSystem.entries(ofDirectory: directory) where entry.kind == .directory {
      if entry.name.utf8.count == 2, let byte = UInt8(entry.name, radix: 16) { found.insert(byte) }
    }
    return found
  }

  /// Calls `body` with every file in the folders for objects: its path, and its id if it has one.
  func forEachFile(
    startingWith digits: String = "", _ body: (String, ObjectID?) -> Void
  ) throws(FileSystemError) {
    guard try fileSystem.kind(of: directory) != nil else { return }
    for folder in try fileSystem.entries(ofDirectory: directory) where folder.kind == .directory {
      let name = folder.name
      guard name.utf8.count == 2, digits.isEmpty || digits.hasPrefix(name) || name.hasPrefix(digits)
      else { continue }
      for file in try files(in: "\(directory)/\(name)") {
        let id = ObjectID(hex: name + file.name)
        body("\(directory)/\(name)/\(file.name)", id?.format == format ? id : nil)
      }
    }
  }

  /// Lists a folder; whoever removed the last file in it has removed it, too.
  private func files(in folder: String) throws(FileSystemError) -> [DirectoryEntry] {
    do throws(FileSystemError) {
      return try fileSystem.entries(ofDirectory: folder)
    } catch {
      guard error.code == .notFound else { throw error }
      return []
    }
  }

  func path(of id: ObjectID) -> String {
    let hex = id.hex
    return "\(directory)/\(hex.prefix(2))/\(hex.dropFirst(2))"
  }

  // "commit ", nineteen digits and a NUL.
  private static let headerMax = 32

  private func read(_ path: String, _ id: ObjectID) throws(ObjectReadError) -> [UInt8]? {
    do throws(FileSystemError) {
      return try fileSystem.readIfPresent(path, byteCountMax: byteCountMax)
    } catch {
      let code: ObjectReadError.Code = error.code == .tooLarge ? .tooLarge : .unreadable
      throw ObjectReadError(code, id, error.message, error)
    }
  }

  private func parse(_ bytes: [UInt8]) -> StoredObject? {
    guard let nul = bytes.prefix(LooseSource.headerMax).firstIndex(of: 0) else { return nil }
    let content = Array(bytes[(nul + 1)...])
    let word = String(decoding: bytes[..<nul].prefix { $0 != 0x20 }, as: UTF8.self)
    // Comparing with what we would write refuses leading zeros, signs and other spellings.
    guard let kind = ObjectKind(name: word),
      ObjectHasher.header(kind, byteCount: content.count) == Array(bytes[...nul])
    else { return nil }
    return StoredObject(kind: kind, bytes: content)
  }
}
