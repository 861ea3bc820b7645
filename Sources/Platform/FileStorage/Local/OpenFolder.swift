import Glibc

/// The folder of the entry that was looked at last, held open: its neighbours are found from there
/// instead of from the root.
struct OpenFolder {
  private var name: [CChar] = []
  private var descriptor: Int32 = -1
  /// Why the folder is not open.
  private var failure: Int32 = 0

  /// Looks at an entry and returns 0 or the error's number.
  mutating func look(at path: UnsafePointer<CChar>, _ raw: inout stat) -> Int32 {
    let slash = strrchr(path, 0x2f).map { UnsafePointer<CChar>($0) } ?? path
    guard slash > path, enter(path, byteCount: slash - path) else {
      // Nothing was in a folder that was not there a moment ago.
      if slash > path, failure == ENOENT { return ENOENT }
      return stat(path, &raw) == 0 ? 0 : errno
    }
    return fstatat(descriptor, slash + 1, &raw, 0) == 0 ? 0 : errno
  }

  /// Opens a file for reading and returns its descriptor, or -1 with `errno` set.
  mutating func open(_ path: UnsafePointer<CChar>) -> Int32 {
    let flags = O_RDONLY | O_CLOEXEC
    let slash = strrchr(path, 0x2f).map { UnsafePointer<CChar>($0) } ?? path
    guard slash > path, enter(path, byteCount: slash - path) else {
      return retrying { Glibc.open(path, flags) }
    }
    return retrying { openat(descriptor, slash + 1, flags) }
  }

  /// Opens a folder unless it is open; false where that is not allowed, although its entries may
  /// be looked at.
  private mutating func enter(_ folder: UnsafePointer<CChar>, byteCount: Int) -> Bool {
    if name.count == byteCount + 1, memcmp(name, folder, byteCount) == 0 {
      return descriptor >= 0
    }
    close()
    name = UnsafeBufferPointer(start: folder, count: byteCount) + [0]
    descriptor = retrying { Glibc.open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    failure = descriptor < 0 ? errno : 0
    return descriptor >= 0
  }

  mutating func close() {
    if descriptor >= 0 { _ = Glibc.close(descriptor) }
    descriptor = -1
  }
}
