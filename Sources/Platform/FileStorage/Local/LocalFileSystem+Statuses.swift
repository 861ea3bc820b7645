import Glibc

extension LocalFileSystem {
  public func statuses(of paths: PathList) throws(FileSystemError) -> [FileStatus?] {
    var folder = OpenFolder()
    defer { folder.close() }
    var statuses: [FileStatus?] = []
    statuses.reserveCapacity(paths.count)
    for position in 0..<paths.count {
      var raw = stat()
      let number = paths.withPath(position) { name, byteCount in
        byteCount > 0 && strlen(name) == byteCount ? folder.look(at: name, &raw) : nil
      }
      guard let number else { throw Descriptor.invalidName(paths[position]) }
      switch number {
      case 0: statuses.append(FileStatus(raw))
      case ENOENT, ENOTDIR: statuses.append(nil)
      default:
        throw FileSystemError(action: "cannot look at", path: paths[position], errno: number)
      }
    }
    return statuses
  }
}
