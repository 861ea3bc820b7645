public import FileStorage
import Synchronization

/// A file system in memory that forgets at a power cut whatever was not synchronised.
///
/// Content is durable when its file was synchronised, a name when its directory was: creating,
/// renaming, linking and removing alike. Until then everything looks as usual. To see whether an
/// operation survives a power cut at any place, let ``FaultyFileSystem`` stop it there and open what
/// is left:
///
///     let files = PowerCutFileSystem(over: prepared.copy())      // all in `prepared` is durable
///     try? operation(FaultyFileSystem(files, fault: .crash, failingCall: n))
///     for survival in PowerCutFileSystem.Survival.all(seed: n) {
///       let left = files.afterPowerCut(survival)                 // a MemoryFileSystem of its own
///       ... open `left`, verify it, demand the old or the new state ...
///     }
///
/// To see that a test would notice a missing synchronisation, leave one out: the k-th by
/// `ignoredSynchronization`, and demand that some n now fails.
public final class PowerCutFileSystem: FileSystem {
  /// What of the things that were not synchronised is there after the cut all the same.
  public enum Survival: Sendable, Hashable {
    /// Nothing: every name and every content is as it was synchronised last.
    case nothing
    /// All names, and no content: files that were never synchronised are empty.
    case names
    /// Of names and contents some, chosen by a seed; contents may be cut short.
    case some(seed: UInt64)
    /// Everything, as when only the process dies.
    case everything

    /// One of each kind.
    public static func all(seed: UInt64) -> [Survival] {
      [.nothing, .names, .some(seed: seed), .everything]
    }
  }

  /// A name in a directory: of a file, or of a directory.
  private enum Name: Hashable {
    case file(Int)
    case directory(Int)
  }

  /// What was synchronised; directories and files have numbers, so that one that takes a name after
  /// another is not mistaken for it.
  private struct Durable {
    var contents: [Int: [UInt8]] = [:]
    var names: [Int: [String: Name]] = [:]
    var directoryNumbers: [String: Int] = ["/": 0]
    var directoryCount = 1
    var synchronizations: [String] = []
  }

  private let live: MemoryFileSystem
  private let ignoredSynchronization: Int
  private let durable = Mutex(Durable())

  /// Starts with the files of another file system, all durable; that one must not be used any more.
  ///
  /// - Parameter ignoredSynchronization: the number of the synchronisation, counted from 1, that is
  ///   left out; 0 for none.
  public init(over files: MemoryFileSystem = .init(), ignoredSynchronization: Int = 0) {
    live = files
    if ignoredSynchronization > 0 { live.expectDamage() }
    self.ignoredSynchronization = ignoredSynchronization
    let state = files.state.withLock { $0 }
    durable.withLock { durable in
      durable.contents = state.contents
      for path in state.directories where path != "/" {
        durable.directoryNumbers[path] = durable.directoryCount
        durable.directoryCount += 1
      }
      for path in state.directories { Self.keepNames(of: path, state, &durable) }
    }
  }

  /// What was synchronised, in order: "sync PATH" and "syncdir PATH".
  public var synchronizations: [String] { durable.withLock { $0.synchronizations } }

  /// Returns what is there when the power comes back.
  public func afterPowerCut(_ survival: Survival) -> MemoryFileSystem {
    let result = live.copy()
    let state = result.state.withLock { $0 }
    let left = durable.withLock { Self.remains(of: state, $0, survival) }
    result.state.withLock { $0 = left }
    return result
  }

  // MARK: Changing

  public func createDirectory(_ path: String) throws(FileSystemError) {
    try live.createDirectory(path)
    durable.withLock { durable in
      durable.directoryNumbers[path] = durable.directoryCount
      durable.directoryCount += 1
    }
  }

  public func createFile(
    _ path: String, permissions: UInt32
  ) throws(FileSystemError) -> any WritableFile {
    PowerCutFile(try live.createFile(path, permissions: permissions), path, try number(path), self)
  }

  public func openForAppending(_ path: String) throws(FileSystemError) -> any WritableFile {
    PowerCutFile(try live.openForAppending(path), path, try number(path), self)
  }

  public func synchronizeDirectory(_ path: String) throws(FileSystemError) {
    try live.synchronizeDirectory(path)
    let state = live.state.withLock { $0 }
    synchronize("syncdir \(path)") { Self.keepNames(of: path, state, &$0) }
  }

  fileprivate func synchronizeFile(_ path: String, _ number: Int) {
    let content = live.state.withLock { $0.contents[number] }
    synchronize("sync \(path)") { $0.contents[number] = content }
  }

  private func synchronize(_ call: String, _ body: (inout Durable) -> Void) {
    durable.withLock { durable in
      durable.synchronizations.append(call)
      if durable.synchronizations.count != ignoredSynchronization { body(&durable) }
    }
  }

  private func number(_ path: String) throws(FileSystemError) -> Int {
    Int(try live.status(of: path, followingLinks: false).inode)
  }

  // MARK: Passed on

  public func read(_ path: String, byteCountMax: Int) throws(FileSystemError) -> [UInt8] {
    try live.read(path, byteCountMax: byteCountMax)
  }

  public func map(_ path: String) throws(FileSystemError) -> MappedFile { try live.map(path) }

  public func status(
    of path: String, followingLinks: Bool
  ) throws(FileSystemError) -> FileStatus {
    try live.status(of: path, followingLinks: followingLinks)
  }

  public func entries(ofDirectory path: String) throws(FileSystemError) -> [DirectoryEntry] {
    try live.entries(ofDirectory: path)
  }

  public func link(_ source: String, to destination: String) throws(FileSystemError) {
    try live.link(source, to: destination)
  }

  public func rename(_ source: String, to destination: String) throws(FileSystemError) {
    try live.rename(source, to: destination)
  }

  public func setModificationTime(
    of path: String, to time: FileTimestamp?
  ) throws(FileSystemError) { try live.setModificationTime(of: path, to: time) }

  public func removeFile(_ path: String) throws(FileSystemError) { try live.removeFile(path) }

  public func removeDirectory(_ path: String) throws(FileSystemError) {
    try live.removeDirectory(path)
  }

  public func lock(_ path: String) throws(FileSystemError) -> any FileLock { try live.lock(path) }
}

// MARK: - The power cut

extension PowerCutFileSystem {
  /// Makes the present names of a directory the durable ones.
  private static func keepNames(
    of path: String, _ state: MemoryFileSystem.State, _ durable: inout Durable
  ) {
    guard let number = durable.directoryNumbers[path] else { return }
    durable.names[number] = names(of: path, state, durable)
  }

  private static func names(
    of path: String, _ state: MemoryFileSystem.State, _ durable: Durable
  ) -> [String: Name] {
    var names: [String: Name] = [:]
    for name in MemoryFileSystem.names(state.files.keys, in: path) {
      names[name] = state.files[join(path, name)].map { .file($0) }
    }
    for name in MemoryFileSystem.names(state.directories, in: path) {
      names[name] = durable.directoryNumbers[join(path, name)].map { .directory($0) }
    }
    return names
  }

  private static func join(_ folder: String, _ name: String) -> String {
    folder == "/" ? "/" + name : folder + "/" + name
  }

  private static func remains(
    of state: MemoryFileSystem.State, _ durable: Durable, _ survival: Survival
  ) -> MemoryFileSystem.State {
    var choice = Choice(survival)
    var left = state
    left.directories = ["/"]
    left.files = [:]
    var queue: [(path: String, number: Int)] = [("/", 0)]
    while let (path, number) = queue.popLast() {
      let live =
        durable.directoryNumbers[path] == number ? names(of: path, state, durable) : [:]
      let kept = durable.names[number] ?? [:]
      for name in Set(live.keys).union(kept.keys).sorted() {
        let isLive = live[name] != kept[name] && choice.keepsName()
        switch isLive ? live[name] : kept[name] {
        case .file(let file): left.files[join(path, name)] = file
        case .directory(let directory):
          left.directories.insert(join(path, name))
          queue.append((join(path, name), directory))
        case nil: continue
        }
      }
    }
    for file in state.contents.keys.sorted() {
      left.contents[file] = choice.content(
        kept: durable.contents[file] ?? [], live: state.contents[file] ?? [])
    }
    return left
  }

  /// Decides what survives.
  private struct Choice {
    private let survival: Survival
    private var random: SeededRandom

    init(_ survival: Survival) {
      self.survival = survival
      if case .some(let seed) = survival {
        random = SeededRandom(seed: seed)
      } else {
        random = SeededRandom(seed: 0)
      }
    }

    mutating func keepsName() -> Bool {
      switch survival {
      case .nothing: false
      case .names, .everything: true
      case .some: Bool.random(using: &random)
      }
    }

    mutating func content(kept: [UInt8], live: [UInt8]) -> [UInt8] {
      switch survival {
      case .nothing, .names: return kept
      case .everything: return live
      case .some:
        guard kept != live else { return live }
        // What was synchronised and not written again since is there.
        let safeCount = zip(kept, live).prefix { $0 == $1 }.count
        let end = Int.random(in: safeCount...live.count, using: &random)
        return [kept, live, Array(live[..<end])].randomElement(using: &random) ?? kept
      }
    }
  }
}

/// A file that tells its file system when it is synchronised.
private final class PowerCutFile: WritableFile {
  private let underlying: any WritableFile
  private let path: String
  private let number: Int
  private let owner: PowerCutFileSystem

  init(
    _ underlying: any WritableFile, _ path: String, _ number: Int, _ owner: PowerCutFileSystem
  ) {
    self.underlying = underlying
    self.path = path
    self.number = number
    self.owner = owner
  }

  var offset: Int64 { underlying.offset }

  func write(_ bytes: UnsafeRawBufferPointer) throws(FileSystemError) {
    try underlying.write(bytes)
  }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(FileSystemError) {
    try underlying.write(bytes, at: offset)
  }

  func truncate(to byteCount: Int64) throws(FileSystemError) {
    try underlying.truncate(to: byteCount)
  }

  func synchronize() throws(FileSystemError) {
    try underlying.synchronize()
    owner.synchronizeFile(path, number)
  }

  func close() throws(FileSystemError) { try underlying.close() }
}
