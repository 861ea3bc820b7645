import ByteCoding
import Glibc

extension LocalFileSystem {
  public func entries(ofDirectory path: String) throws(FileSystemError) -> [DirectoryEntry] {
    try Descriptor.checkName(path)
    guard let stream = opendir(path) else {
      throw FileSystemError(action: "cannot list", path: path, errno: errno)
    }
    defer { closedir(stream) }
    var entries: [DirectoryEntry] = []
    while true {
      errno = 0
      guard let raw = readdir(stream) else { break }
      if let entry = try entry(raw, in: path) { entries.append(entry) }
    }
    guard errno == 0 else {
      throw FileSystemError(action: "cannot list", path: path, errno: errno)
    }
    return entries.sorted(byBytesOf: { $0.name })
  }

  private func entry(
    _ raw: UnsafeMutablePointer<dirent>, in directory: String
  ) throws(FileSystemError) -> DirectoryEntry? {
    guard let name = validName(raw) else {
      throw FileSystemError(
        .invalidName, path: directory,
        message: "cannot list '\(directory)': it holds a name that is not UTF-8; rename that entry")
    }
    if name == "." || name == ".." { return nil }
    switch Int(raw.pointee.d_type) {
    case DT_REG: return DirectoryEntry(name: name, kind: .regular)
    case DT_DIR: return DirectoryEntry(name: name, kind: .directory)
    case DT_LNK: return DirectoryEntry(name: name, kind: .symbolicLink)
    case DT_UNKNOWN:
      // Some file systems leave the kind out of the listing.
      let status = try status(of: directory + "/" + name, followingLinks: false)
      return DirectoryEntry(name: name, kind: status.kind)
    default: return DirectoryEntry(name: name, kind: .other)
    }
  }

  private func validName(_ raw: UnsafeMutablePointer<dirent>) -> String? {
    let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
    let start = UnsafeRawPointer(raw).advanced(by: offset).assumingMemoryBound(to: CChar.self)
    return String(validatingCString: start)
  }
}
