import Glibc

extension LocalFileSystem {
  public func statuses(of paths: [String]) throws(FileSystemError) -> [FileStatus?] {
    var folder = OpenFolder()
    defer { folder.close() }
    var statuses: [FileStatus?] = []
    statuses.reserveCapacity(paths.count)
    for path in paths {
      try Descriptor.checkName(path)
      var raw = stat()
      let number = path.withCString { folder.look(at: $0, &raw) }
      switch number {
      case 0: statuses.append(FileStatus(raw))
      case ENOENT, ENOTDIR: statuses.append(nil)
      default: throw FileSystemError(action: "cannot look at", path: path, errno: number)
      }
    }
    return statuses
  }
}

/// The folder of the entry that was looked at last, held open: its neighbours are found from there
/// instead of from the root.
private struct OpenFolder {
  private var name: [CChar] = []
  private var descriptor: Int32 = -1

  /// Looks at an entry and returns 0 or the error's number.
  mutating func look(at path: UnsafePointer<CChar>, _ raw: inout stat) -> Int32 {
    let slash = strrchr(path, 0x2f).map { UnsafePointer<CChar>($0) } ?? path
    guard slash > path, enter(UnsafeBufferPointer(start: path, count: slash - path)) else {
      return stat(path, &raw) == 0 ? 0 : errno
    }
    return fstatat(descriptor, slash + 1, &raw, 0) == 0 ? 0 : errno
  }

  /// Opens a folder unless it is open; false where that is not allowed, although its entries may
  /// be looked at.
  private mutating func enter(_ folder: UnsafeBufferPointer<CChar>) -> Bool {
    if descriptor >= 0, name.count == folder.count + 1,
      name.prefix(folder.count).elementsEqual(folder)
    {
      return true
    }
    close()
    name = folder + [0]
    descriptor = retrying { open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    return descriptor >= 0
  }

  mutating func close() {
    if descriptor >= 0 { _ = Glibc.close(descriptor) }
    descriptor = -1
  }
}
