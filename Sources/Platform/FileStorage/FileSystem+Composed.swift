extension FileSystem {
  /// Returns the whole content of a file of up to 1 GiB.
  public func read(_ path: String) throws(FileSystemError) -> [UInt8] {
    try read(path, byteCountMax: 1 << 30)
  }

  /// Returns what reads many files one by one.
  public func reader() -> any FileReader { SingleFileReader(self) }

  /// Returns the content of a file, or `nil` if there is no file of that name.
  public func readIfPresent(
    _ path: String, byteCountMax: Int = 1 << 30
  ) throws(FileSystemError) -> [UInt8]? {
    do throws(FileSystemError) {
      return try read(path, byteCountMax: byteCountMax)
    } catch {
      if error.code == .notFound || error.code == .notDirectory { return nil }
      throw error
    }
  }

  /// Returns what the file system knows of an entry, looking through symbolic links.
  public func status(of path: String) throws(FileSystemError) -> FileStatus {
    try status(of: path, followingLinks: true)
  }

  /// Returns what the file system knows of an entry, or `nil` if there is nothing of that name.
  public func statusIfPresent(of path: String) throws(FileSystemError) -> FileStatus? {
    do throws(FileSystemError) {
      return try status(of: path)
    } catch {
      if error.code == .notFound || error.code == .notDirectory { return nil }
      throw error
    }
  }

  /// Returns what the file system knows of many entries, one after another.
  public func statuses(of paths: PathList) throws(FileSystemError) -> [FileStatus?] {
    var statuses: [FileStatus?] = []
    statuses.reserveCapacity(paths.count)
    for position in 0..<paths.count {
      statuses.append(try statusIfPresent(of: paths[position]))
    }
    return statuses
  }

  /// Returns the kind of an entry, or `nil` if there is nothing of that name.
  public func kind(of path: String) throws(FileSystemError) -> FileKind? {
    do throws(FileSystemError) {
      return try status(of: path, followingLinks: false).kind
    } catch {
      if error.code == .notFound || error.code == .notDirectory { return nil }
      throw error
    }
  }

  /// Creates a directory and those above it that are missing; fine if it is there already.
  ///
  /// - Parameter durable: whether the new names are made durable before returning.
  public func createDirectories(
    _ path: String, durable: Bool = false
  ) throws(FileSystemError) {
    if (try? status(of: path))?.kind == .directory { return }
    let parent = directory(of: path)
    if parent != path { try createDirectories(parent, durable: durable) }
    do throws(FileSystemError) {
      try createDirectory(path)
    } catch {
      // Somebody else made it in the meantime, or it is a file in the way.
      guard error.code == .exists, (try? status(of: path))?.kind == .directory else { throw error }
    }
    if durable { try synchronizeDirectory(parent) }
  }

  /// Removes a directory with everything in it; symbolic links are removed, not followed.
  public func removeTree(_ path: String) throws(FileSystemError) {
    for entry in try entries(ofDirectory: path) {
      let child = path + "/" + entry.name
      if entry.kind == .directory { try removeTree(child) } else { try removeFile(child) }
    }
    try removeDirectory(path)
  }

  /// Replaces or creates a file so that a reader sees the old or the new content, never a mixture.
  ///
  /// A temporary file beside it is written and renamed; it is removed again when anything fails.
  ///
  /// - Parameter durable: whether content and name survive a power cut once this returns.
  public func writeAtomically(
    _ path: String, _ bytes: [UInt8], durable: Bool = true, permissions: UInt32 = 0o666
  ) throws(FileSystemError) {
    try writeAtomically(path, durable: durable, permissions: permissions) {
      (file) throws(FileSystemError) in try file.write(bytes)
    }
  }

  /// Does the same for content that is written piece by piece.
  public func writeAtomically(
    _ path: String, durable: Bool = true, permissions: UInt32 = 0o666,
    _ write: (any WritableFile) throws(FileSystemError) -> Void
  ) throws(FileSystemError) {
    let (temporary, file) = try createTemporary(beside: path, permissions: permissions)
    do throws(FileSystemError) {
      try write(file)
      if durable { try file.synchronize() }
      try file.close()
      try rename(temporary, to: path)
    } catch {
      try? file.close()
      try? removeFile(temporary)
      throw error.about(path)
    }
    if durable { try synchronizeDirectory(directory(of: path)) }
  }

  /// Returns the directory part of a path: "a/b" gives "a", "a" gives ".", "/a" gives "/".
  public func directory(of path: String) -> String {
    let trimmed = path.utf8.count > 1 && path.utf8.last == 0x2f ? String(path.dropLast()) : path
    guard let slash = trimmed.utf8.lastIndex(of: 0x2f) else { return "." }
    return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
  }

  /// Takes the first free name, so that no clock, process number or random number is needed.
  private func createTemporary(
    beside path: String, permissions: UInt32
  ) throws(FileSystemError) -> (path: String, file: any WritableFile) {
    let stem = Self.shortened(path)
    var attempt = 0
    while true {
      let candidate = TemporaryName.text(beside: stem, attempt)
      do throws(FileSystemError) {
        return (candidate, try createFile(candidate, permissions: permissions))
      } catch {
        guard error.code == .exists, attempt < 1000 else { throw error.about(path) }
        attempt += 1
      }
    }
  }

  /// Cuts a name that fills what file systems allow, so that a suffix fits behind it.
  private static func shortened(_ path: String) -> String {
    let bytes = path.utf8
    let start = bytes.lastIndex(of: 0x2f).map(bytes.index(after:)) ?? bytes.startIndex
    guard bytes.distance(from: start, to: bytes.endIndex) > 240 else { return path }
    return String(decoding: bytes[..<bytes.index(start, offsetBy: 200)], as: UTF8.self)
  }
}

/// Looks at each file, then reads it.
private final class SingleFileReader<Files: FileSystem>: FileReader {
  private let files: Files

  init(_ files: Files) { self.files = files }

  func read(
    _ path: String, byteCountMax: Int
  ) throws(FileSystemError) -> (bytes: [UInt8], status: FileStatus) {
    let status = try files.status(of: path)
    return (try files.read(path, byteCountMax: byteCountMax), status)
  }
}

/// What files are called until their content is whole.
public enum TemporaryName {
  static func text(beside path: String, _ number: Int) -> String { "\(path).tmp\(number)" }

  /// Whether a file of this name was to take the place of another one when its content was whole.
  public static func isOne(_ name: String) -> Bool {
    guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot != name.startIndex else {
      return false
    }
    let end = name.utf8[dot...]
    let number = end.dropFirst(4)
    return end.starts(with: ".tmp".utf8) && !number.isEmpty
      && number.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }
}
