public import FileStorage
import Synchronization

/// A file system whose n-th changing call fails, so that a test can fail every step in turn.
///
/// Counted are creating, appending, writing, synchronising, cutting, renaming, removing, making
/// directories and synchronising them. Reading never fails unless the process "has crashed".
public final class FaultyFileSystem: FileSystem {
  /// What happens at the chosen call.
  public enum Fault: Sendable, CaseIterable {
    /// The call fails with an input/output error and does nothing.
    case failure
    /// A write puts half of its bytes and then fails; any other call fails.
    case shortWrite
    /// The call fails because the disk is full.
    case noSpace
    /// This call and every later one fail, as if the process had died.
    case crash
    /// The call is done, then the process dies.
    case crashAfterwards
  }

  private struct State {
    var callCount = 0
    var isCrashed = false
    var calls: [String] = []
    var readPaths: [String] = []
  }

  private let underlying: any FileSystem
  private let fault: Fault
  private let failingCall: Int
  private let observe: @Sendable (Int, String) -> Void
  private let visit: @Sendable (String) -> Void
  private let state = Mutex(State())

  /// Wraps a file system.
  ///
  /// - Parameters:
  ///   - failingCall: the number of the call that fails, counted from 1; 0 for none.
  ///   - observe: told of every changing call before it is done.
  ///   - visit: told of the path of every call before it is done.
  public init(
    _ underlying: any FileSystem, fault: Fault = .failure, failingCall: Int = 0,
    observe: @escaping @Sendable (Int, String) -> Void = { _, _ in },
    visit: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.underlying = underlying
    self.visit = visit
    self.observe = observe
    self.fault = fault
    self.failingCall = failingCall
  }

  /// How many changing calls there were.
  public var callCount: Int { state.withLock { $0.callCount } }

  /// What the changing calls were, for messages.
  public var calls: [String] { state.withLock { $0.calls } }

  /// The files that were read, in order.
  public var readPaths: [String] { state.withLock { $0.readPaths } }

  /// Whether the chosen call was reached.
  public var hasFailed: Bool { failingCall > 0 && callCount >= failingCall }

  public func read(_ path: String, byteCountMax: Int) throws(FileSystemError) -> [UInt8] {
    try demandLife(path)
    state.withLock { $0.readPaths.append(path) }
    return try underlying.read(path, byteCountMax: byteCountMax)
  }

  public func map(_ path: String) throws(FileSystemError) -> MappedFile {
    try demandLife(path)
    return try underlying.map(path)
  }

  public func status(
    of path: String, followingLinks: Bool
  ) throws(FileSystemError) -> FileStatus {
    try demandLife(path)
    return try underlying.status(of: path, followingLinks: followingLinks)
  }

  public func entries(ofDirectory path: String) throws(FileSystemError) -> [DirectoryEntry] {
    try demandLife(path)
    return try underlying.entries(ofDirectory: path)
  }

  public func createDirectory(_ path: String) throws(FileSystemError) {
    try change("mkdir", path) { () throws(FileSystemError) in
      try underlying.createDirectory(path)
    }
  }

  public func createFile(
    _ path: String, permissions: UInt32
  ) throws(FileSystemError) -> any WritableFile {
    let file = try change("create", path) { () throws(FileSystemError) in
      try underlying.createFile(path, permissions: permissions)
    }
    return FaultyFile(file, path, self)
  }

  public func openForAppending(_ path: String) throws(FileSystemError) -> any WritableFile {
    let file = try change("append", path) { () throws(FileSystemError) in
      try underlying.openForAppending(path)
    }
    return FaultyFile(file, path, self)
  }

  public func link(_ source: String, to destination: String) throws(FileSystemError) {
    try change("link", destination) { () throws(FileSystemError) in
      try underlying.link(source, to: destination)
    }
  }

  public func rename(_ source: String, to destination: String) throws(FileSystemError) {
    try change("rename", source) { () throws(FileSystemError) in
      try underlying.rename(source, to: destination)
    }
  }

  public func setModificationTime(
    of path: String, to time: FileTimestamp?
  ) throws(FileSystemError) {
    try change("date", path) { () throws(FileSystemError) in
      try underlying.setModificationTime(of: path, to: time)
    }
  }

  public func removeFile(_ path: String) throws(FileSystemError) {
    try change("remove", path) { () throws(FileSystemError) in
      try underlying.removeFile(path)
    }
  }

  public func removeDirectory(_ path: String) throws(FileSystemError) {
    try change("rmdir", path) { () throws(FileSystemError) in
      try underlying.removeDirectory(path)
    }
  }

  public func synchronizeDirectory(_ path: String) throws(FileSystemError) {
    try change("syncdir", path) { () throws(FileSystemError) in
      try underlying.synchronizeDirectory(path)
    }
  }

  public func lock(_ path: String) throws(FileSystemError) -> any FileLock {
    try demandLife(path)
    return try underlying.lock(path)
  }

  /// Counts a call, and does it unless it is the one to fail.
  fileprivate func change<Result>(
    _ name: String, _ path: String, half: () throws(FileSystemError) -> Void = {},
    _ body: () throws(FileSystemError) -> Result
  ) throws(FileSystemError) -> Result {
    let isChosen = try count("\(name) \(path)", path)
    guard isChosen else { return try body() }
    switch fault {
    case .crashAfterwards: _ = try body()
    case .shortWrite: try half()
    case .failure, .noSpace, .crash: break
    }
    throw FileSystemError(
      fault == .noSpace ? .noSpace : .other, path: path, message: "planned failure of \(name)")
  }

  private func count(_ call: String, _ path: String) throws(FileSystemError) -> Bool {
    try demandLife(path)
    let number = state.withLock { state in
      state.callCount += 1
      state.calls.append(call)
      if state.callCount == failingCall, fault == .crash || fault == .crashAfterwards {
        state.isCrashed = true
      }
      return state.callCount
    }
    observe(number, call)
    return number == failingCall
  }

  private func demandLife(_ path: String) throws(FileSystemError) {
    visit(path)
    guard state.withLock({ !$0.isCrashed }) else {
      throw FileSystemError(.other, path: path, message: "planned crash before this call")
    }
  }
}

/// A file whose writes are counted and may fail.
private final class FaultyFile: WritableFile {
  private let underlying: any WritableFile
  private let path: String
  private let owner: FaultyFileSystem

  init(_ underlying: any WritableFile, _ path: String, _ owner: FaultyFileSystem) {
    self.underlying = underlying
    self.path = path
    self.owner = owner
  }

  var offset: Int64 { underlying.offset }

  func write(_ bytes: UnsafeRawBufferPointer) throws(FileSystemError) {
    let firstHalf = UnsafeRawBufferPointer(rebasing: bytes[..<(bytes.count / 2)])
    try owner.change(
      "write", path,
      half: { () throws(FileSystemError) in try underlying.write(firstHalf) },
      { () throws(FileSystemError) in try underlying.write(bytes) })
  }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(FileSystemError) {
    let firstHalf = UnsafeRawBufferPointer(rebasing: bytes[..<(bytes.count / 2)])
    try owner.change(
      "write", path,
      half: { () throws(FileSystemError) in try underlying.write(firstHalf, at: offset) },
      { () throws(FileSystemError) in try underlying.write(bytes, at: offset) })
  }

  func truncate(to byteCount: Int64) throws(FileSystemError) {
    try owner.change("truncate", path) { () throws(FileSystemError) in
      try underlying.truncate(to: byteCount)
    }
  }

  func synchronize() throws(FileSystemError) {
    try owner.change("sync", path) { () throws(FileSystemError) in try underlying.synchronize() }
  }

  func close() throws(FileSystemError) { try underlying.close() }
}
