public import FileStorage
import Synchronization

/// A file system in memory: fast, and copied whole in one step, so that a test can go on from one
/// state in many ways.
///
/// Symbolic links are not known. Whatever was written is durable at once. When it is released, git
/// judges the repositories in it.
public final class MemoryFileSystem: FileSystem {
  struct State {
    var directories: Set<String> = ["/"]
    var files: [String: Int] = [:]
    var contents: [Int: [UInt8]] = [:]
    var nextNumber = 1
    var clock: Int64 = 1
    var times: [Int: Int64] = [:]
    var directoryTimes: [String: Int64] = [:]
    var locks: Set<String> = []
    var holdsDamage = false
  }

  let state = Mutex(State())
  private let isCopy: Bool

  /// Makes an empty file system.
  public init() { isCopy = false }

  private init(_ copied: State) {
    isCopy = true
    state.withLock { $0 = copied }
  }

  deinit {
    let left = state.withLock { $0 }
    if !left.holdsDamage { Judgement.passed(on: left, isCopy: isCopy) }
  }

  /// Returns a copy with the same files, in which nothing is open or locked.
  public func copy() -> MemoryFileSystem {
    var copied = state.withLock { $0 }
    copied.locks = []
    return MemoryFileSystem(copied)
  }

  /// Says that repositories in it are damaged on purpose: git is not asked about them.
  public func expectDamage() { state.withLock { $0.holdsDamage = true } }

  /// The paths of all files, sorted.
  public var paths: [String] { state.withLock { $0.files.keys.sorted() } }

  /// Changes the bytes of a file in place, as a failing disk does; git is not asked about them.
  public func damage(_ path: String, _ change: (inout [UInt8]) -> Void) {
    state.withLock { state in
      state.holdsDamage = true
      guard let number = state.files[path] else { return }
      change(&state.contents[number, default: []])
    }
  }

  public func read(_ path: String, byteCountMax: Int) throws(FileSystemError) -> [UInt8] {
    let found = state.withLock { state in
      state.directories.contains(path) ? nil : state.files[path].flatMap { state.contents[$0] }
    }
    guard let found else { throw Self.missing(path) }
    guard found.count <= byteCountMax else {
      throw FileSystemError(.tooLarge, path: path, message: "'\(path)' is too large")
    }
    return found
  }

  public func map(_ path: String) throws(FileSystemError) -> MappedFile {
    MappedFile(path: path, copying: try read(path, byteCountMax: .max))
  }

  public func status(
    of path: String, followingLinks: Bool
  ) throws(FileSystemError) -> FileStatus {
    let found = state.withLock { state -> FileStatus? in
      if state.directories.contains(path) {
        return Self.status(.directory, 0, 0, time: state.directoryTimes[path] ?? 1)
      }
      guard let number = state.files[path] else { return nil }
      return Self.status(
        .regular, state.contents[number]?.count ?? 0, number, time: state.times[number] ?? 1)
    }
    guard let found else { throw Self.missing(path) }
    return found
  }

  private static func status(
    _ kind: FileKind, _ count: Int, _ number: Int, time: Int64
  ) -> FileStatus {
    let time = FileTimestamp(seconds: time, nanoseconds: 0)
    return FileStatus(
      kind: kind, byteCount: Int64(count), modificationTime: time, changeTime: time,
      inode: UInt64(number), device: 1, permissions: 0o644)
  }

  public func entries(ofDirectory path: String) throws(FileSystemError) -> [DirectoryEntry] {
    let found = state.withLock { state -> [DirectoryEntry]? in
      guard state.directories.contains(path) else { return nil }
      let folders = Self.names(state.directories, in: path).map {
        DirectoryEntry(name: $0, kind: .directory)
      }
      return folders
        + Self.names(state.files.keys, in: path).map { DirectoryEntry(name: $0, kind: .regular) }
    }
    guard let found else { throw Self.missing(path) }
    return found.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  static func names(_ paths: some Sequence<String>, in folder: String) -> [String] {
    let prefix = folder == "/" ? "/" : folder + "/"
    return paths.compactMap { path in
      guard path.hasPrefix(prefix), path != prefix else { return nil }
      let name = path.dropFirst(prefix.count)
      return name.contains("/") ? nil : String(name)
    }
  }

  public func createDirectory(_ path: String) throws(FileSystemError) {
    try demandParent(of: path)
    let isNew = state.withLock { state -> Bool in
      guard state.files[path] == nil, state.directories.insert(path).inserted else { return false }
      note(path, &state)
      return true
    }
    guard isNew else { throw Self.exists(path) }
  }

  public func createFile(
    _ path: String, permissions: UInt32
  ) throws(FileSystemError) -> any WritableFile {
    try demandParent(of: path)
    let number = state.withLock { state -> Int? in
      guard state.files[path] == nil, !state.directories.contains(path) else { return nil }
      return make(path, &state)
    }
    guard let number else { throw Self.exists(path) }
    return MemoryFile(self, number, offset: 0)
  }

  public func openForAppending(_ path: String) throws(FileSystemError) -> any WritableFile {
    try demandParent(of: path)
    let (number, count) = state.withLock { state in
      let number = state.files[path] ?? make(path, &state)
      return (number, state.contents[number]?.count ?? 0)
    }
    return MemoryFile(self, number, offset: Int64(count))
  }

  /// Notes that a name came, went or changed: its folder has changed.
  private func note(_ path: String, _ state: inout State) {
    state.clock += 1
    state.directoryTimes[directory(of: path)] = state.clock
    if let number = state.files[path] { state.times[number] = state.clock }
  }

  private func make(_ path: String, _ state: inout State) -> Int {
    defer { note(path, &state) }
    let number = state.nextNumber
    state.nextNumber += 1
    state.files[path] = number
    state.contents[number] = []
    return number
  }

  public func link(_ source: String, to destination: String) throws(FileSystemError) {
    try demandParent(of: destination)
    let failure = state.withLock { state -> FileSystemError? in
      guard let number = state.files[source] else { return Self.missing(source) }
      guard state.files[destination] == nil, !state.directories.contains(destination) else {
        return Self.exists(destination)
      }
      state.files[destination] = number
      note(destination, &state)
      return nil
    }
    if let failure { throw failure }
  }

  public func rename(_ source: String, to destination: String) throws(FileSystemError) {
    let isDone = state.withLock { state in
      guard let number = state.files.removeValue(forKey: source) else { return false }
      state.files[destination] = number
      note(source, &state)
      note(destination, &state)
      return true
    }
    guard isDone else { throw Self.missing(source) }
  }

  public func setModificationTime(
    of path: String, to time: FileTimestamp?
  ) throws(FileSystemError) {
    let isDone = state.withLock { state -> Bool in
      guard let number = state.files[path] else { return false }
      state.times[number] = time?.seconds ?? state.clock
      return true
    }
    guard isDone else { throw Self.missing(path) }
  }

  public func removeFile(_ path: String) throws(FileSystemError) {
    let isGone = state.withLock { state in
      guard state.files.removeValue(forKey: path) != nil else { return false }
      note(path, &state)
      return true
    }
    guard isGone else { throw Self.missing(path) }
  }

  public func removeDirectory(_ path: String) throws(FileSystemError) {
    guard try entries(ofDirectory: path).isEmpty else {
      throw FileSystemError(.notEmpty, path: path, message: "'\(path)' is not empty")
    }
    state.withLock { state in
      state.directories.remove(path)
      note(path, &state)
    }
  }

  public func synchronizeDirectory(_ path: String) throws(FileSystemError) {}

  public func lock(_ path: String) throws(FileSystemError) -> any FileLock {
    guard state.withLock({ $0.locks.insert(path).inserted }) else {
      throw FileSystemError(.locked, path: path, message: "'\(path)' is locked")
    }
    return MemoryLock(self, path)
  }

  fileprivate func unlock(_ path: String) { state.withLock { _ = $0.locks.remove(path) } }

  fileprivate func change(_ number: Int, _ body: (inout [UInt8]) -> Void) {
    state.withLock { state in
      body(&state.contents[number, default: []])
      state.clock += 1
      state.times[number] = state.clock
    }
  }

  private func demandParent(of path: String) throws(FileSystemError) {
    let parent = directory(of: path)
    guard state.withLock({ $0.directories.contains(parent) }) else { throw Self.missing(parent) }
  }

  private static func missing(_ path: String) -> FileSystemError {
    FileSystemError(.notFound, path: path, message: "there is no '\(path)'")
  }

  private static func exists(_ path: String) -> FileSystemError {
    FileSystemError(.exists, path: path, message: "there is '\(path)' already")
  }
}

private final class MemoryFile: WritableFile {
  private let owner: MemoryFileSystem
  private let number: Int
  private(set) var offset: Int64

  init(_ owner: MemoryFileSystem, _ number: Int, offset: Int64) {
    self.owner = owner
    self.number = number
    self.offset = offset
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(FileSystemError) {
    try write(bytes, at: offset)
    offset += Int64(bytes.count)
  }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(FileSystemError) {
    owner.change(number) { content in
      let end = Int(offset) + bytes.count
      if content.count < end { content += Array(repeating: 0, count: end - content.count) }
      content.replaceSubrange(Int(offset)..<end, with: bytes)
    }
  }

  func truncate(to byteCount: Int64) throws(FileSystemError) {
    owner.change(number) { $0.removeLast(max(0, $0.count - Int(byteCount))) }
    offset = byteCount
  }

  func synchronize() throws(FileSystemError) {}

  func close() throws(FileSystemError) {}
}

private final class MemoryLock: FileLock {
  private let owner: MemoryFileSystem
  private let path: String
  private let isHeld = Mutex(true)

  init(_ owner: MemoryFileSystem, _ path: String) {
    self.owner = owner
    self.path = path
  }

  deinit { release() }

  func release() {
    let wasHeld = isHeld.withLock { isHeld in
      defer { isHeld = false }
      return isHeld
    }
    if wasHeld { owner.unlock(path) }
  }
}
