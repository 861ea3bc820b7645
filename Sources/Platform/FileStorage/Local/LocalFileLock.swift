import Glibc
import Synchronization

/// A lock of `flock`: it belongs to the open file, so it goes away with the process.
final class LocalFileLock: FileLock {
  private let descriptor: Descriptor
  private let isHeld = Atomic<Bool>(true)

  init(_ descriptor: Descriptor) {
    self.descriptor = descriptor
  }

  deinit { release() }

  func release() {
    guard isHeld.exchange(false, ordering: .acquiringAndReleasing) else { return }
    // Closing alone would not do while a program that another thread starts has a copy of the
    // descriptor, between fork and exec.
    _ = flock(descriptor.number, LOCK_UN)
    descriptor.closeQuietly()
  }
}
