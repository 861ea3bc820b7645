import CMappingGuard
import Glibc
import Synchronization

/// The bytes of a file, mapped read-only for as long as this object lives.
///
/// What somebody cuts off the file meanwhile reads as zeros: whoever reads has checksums for all that
/// counts, or asks ``wasCut`` afterwards.
public final class MappedFile: Sendable {
  /// Where the file was found.
  public let path: String

  // Read-only memory that stays until deinit, so any thread may read it.
  nonisolated(unsafe) private let region: UnsafeRawBufferPointer
  private let isMapped: Bool
  private let isCopy: Bool
  /// The number under which the mapping is watched; negative if it is not.
  private let guardNumber = Atomic<Int32>(-1)
  private let isShort = Atomic<Bool>(false)

  /// Takes over a region that `mmap` returned; an empty region needs no mapping.
  init(path: String, region: UnsafeRawBufferPointer, isCopy: Bool = false) {
    self.path = path
    self.region = region
    self.isCopy = isCopy
    isMapped = region.count > 0
  }

  /// Makes a copy of bytes look like a mapped file, for file systems that are no part of the kernel.
  public convenience init(path: String, copying bytes: [UInt8]) {
    guard !bytes.isEmpty, let memory = Self.anonymousMemory(bytes.count) else {
      self.init(path: path, region: UnsafeRawBufferPointer(start: nil, count: 0))
      return
    }
    memory.copyBytes(from: bytes)
    self.init(path: path, region: UnsafeRawBufferPointer(memory), isCopy: true)
  }

  private static func anonymousMemory(_ byteCount: Int) -> UnsafeMutableRawBufferPointer? {
    let start = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard start != MAP_FAILED else { return nil }
    return UnsafeMutableRawBufferPointer(start: start, count: byteCount)
  }

  deinit {
    mapping_guard_end(guardNumber.load(ordering: .relaxed))
    if isMapped { munmap(UnsafeMutableRawPointer(mutating: region.baseAddress), region.count) }
  }

  /// Lets what somebody cuts off the file read as zeros from now on, where it would end the process.
  /// Called once, before the file is shared.
  func watch() {
    guard isMapped, !isCopy else { return }
    let start = UnsafeMutableRawPointer(mutating: region.baseAddress)
    guardNumber.store(mapping_guard_begin(start, region.count), ordering: .relaxed)
    mapping_guard_keep_end(start, region.count)
  }

  /// Remembers that the file was cut before it was watched.
  func noteCut() { isShort.store(true, ordering: .relaxed) }

  /// Whether the file became shorter since it was mapped, so that what was read may have been zeros.
  public var wasCut: Bool {
    isShort.load(ordering: .relaxed)
      || mapping_guard_was_cut(guardNumber.load(ordering: .relaxed))
  }

  /// Gives back the memory of the bytes before `end`; they are read again when asked for.
  public func releaseMemory(upTo end: Int) {
    // A copy has no file to be read from again.
    guard !isCopy, isMapped else { return }
    let whole = min(end, region.count) & ~(Self.pageByteCount - 1)
    madvise(UnsafeMutableRawPointer(mutating: region.baseAddress), whole, MADV_DONTNEED)
  }

  private static let pageByteCount = Int(sysconf(Int32(_SC_PAGESIZE)))

  /// The length of the file when it was mapped.
  public var count: Int { region.count }

  /// Calls `body` with all bytes; the pointer is valid during the call only.
  @inline(__always)
  public func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try withExtendedLifetime(self) { () throws(Failure) in try body(region) }
  }
}
