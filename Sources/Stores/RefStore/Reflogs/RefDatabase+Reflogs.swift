import FileStorage
public import ObjectModel

extension RefDatabase {
  /// Returns the history of a ref, oldest first; empty if it has none.
  ///
  /// - Throws: `.corrupt` naming the line that cannot be understood.
  public func reflog(of name: RefName) throws(RefError) -> [ReflogEntry] {
    try reflog(inFile: path("logs/" + name.text))
  }

  /// Returns the names of all refs that have a history, those of refs that are gone among them.
  public func loggedNames() throws(RefError) -> [RefName] {
    var names: [RefName] = []
    try forEachFile(in: "logs/refs") { path in
      if let name = try? RefName(String(path.dropFirst("logs/".count))) { names.append(name) }
    }
    return names
  }

  /// Returns the history of HEAD, oldest first; empty if it has none.
  public func headReflog() throws(RefError) -> [ReflogEntry] {
    try reflog(inFile: path("logs/HEAD"))
  }

  /// Notes in the history of HEAD that it names another branch now, which is at `target`.
  public func logHead(
    at target: ObjectID, by identity: Identity, message: String
  ) throws(RefError) {
    guard try reflogScope().includes("HEAD") else { return }
    let old = try headReflog().last?.new ?? .null(format)
    let entry = ReflogEntry(old: old, new: target, identity: identity, message: message)
    try ReflogAppender(self).append(entry, to: "HEAD")
  }

  private func reflog(inFile path: String) throws(RefError) -> [ReflogEntry] {
    let bytes: [UInt8]?
    do throws(FileSystemError) {
      bytes = try fileSystem.readIfPresent(path)
    } catch {
      if error.code == .isDirectory { return [] }
      throw RefError(.unreadable, name: path, error.message, error)
    }
    guard let bytes else { return [] }
    let text = String(decoding: bytes, as: UTF8.self)
    var entries: [ReflogEntry] = []
    for (number, line) in text.utf8.split(separator: 0x0a).enumerated() {
      guard let entry = ReflogEntry(line: Substring(line), format: format) else {
        throw RefError(
          .corrupt, name: path, "'\(path)' is damaged: line \(number + 1) cannot be understood")
      }
      entries.append(entry)
    }
    return entries
  }
}
