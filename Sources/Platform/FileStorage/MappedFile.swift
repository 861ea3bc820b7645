import Glibc

/// The bytes of a file, mapped read-only for as long as this object lives.
///
/// Only for files that nobody changes in place: cutting a mapped file short ends the process.
public final class MappedFile: Sendable {
  /// Where the file was found.
  public let path: String

  // Read-only memory that stays until deinit, so any thread may read it.
  nonisolated(unsafe) private let region: UnsafeRawBufferPointer
  private let isMapped: Bool

  /// Takes over a region that `mmap` returned; an empty region needs no mapping.
  init(path: String, region: UnsafeRawBufferPointer) {
    self.path = path
    self.region = region
    isMapped = region.count > 0
  }

  /// Makes a copy of bytes look like a mapped file, for file systems that are no part of the kernel.
  public convenience init(path: String, copying bytes: [UInt8]) {
    guard !bytes.isEmpty, let memory = Self.anonymousMemory(bytes.count) else {
      self.init(path: path, region: UnsafeRawBufferPointer(start: nil, count: 0))
      return
    }
    memory.copyBytes(from: bytes)
    self.init(path: path, region: UnsafeRawBufferPointer(memory))
  }

  private static func anonymousMemory(_ byteCount: Int) -> UnsafeMutableRawBufferPointer? {
    let start = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard start != MAP_FAILED else { return nil }
    return UnsafeMutableRawBufferPointer(start: start, count: byteCount)
  }

  deinit {
    if isMapped { munmap(UnsafeMutableRawPointer(mutating: region.baseAddress), region.count) }
  }

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
