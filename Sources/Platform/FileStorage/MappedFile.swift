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
