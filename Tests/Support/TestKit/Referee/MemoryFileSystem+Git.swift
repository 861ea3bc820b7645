import FileStorage
import Synchronization

extension MemoryFileSystem {
  /// What git finds wrong with a repository in memory; empty if nothing is, or there is no git.
  public func judgementOfGit(on directory: String) throws -> String {
    guard GitProgram.isAvailable else { return "" }
    let folder = TemporaryFolder(isJudged: false)
    try state.withLock { $0 }.write(directory, to: folder.path)
    return try GitReferee(folder.path).problems().joined(separator: "\n")
  }
}

extension MemoryFileSystem.State {
  /// The folders that are bare repositories.
  var repositories: [String] {
    files.keys.filter { $0.hasSuffix("/HEAD") }.map { String($0.dropLast(5)) }.filter {
      directories.contains($0 + "/objects") && directories.contains($0 + "/refs")
    }.sorted()
  }

  /// What all files of a folder hold, as a number.
  func digest(of folder: String) -> UInt64 {
    var digest = StableDigest()
    for (path, number) in files.filter({ $0.key.hasPrefix(folder + "/") }).sorted(by: <) {
      digest.add(path.utf8)
      digest.add(contents[number] ?? [])
    }
    return digest.value
  }

  /// Writes the files of a folder to the disk.
  func write(_ folder: String, to place: String) throws {
    let disk = LocalFileSystem()
    for name in ["refs", "objects"] { try disk.createDirectories("\(place)/\(name)") }
    for (path, number) in files where path.hasPrefix(folder + "/") {
      let copy = place + path.dropFirst(folder.count)
      try disk.createDirectories(disk.directory(of: copy))
      let file = try disk.createFile(copy, permissions: 0o644)
      try file.write(contents[number] ?? [])
      try file.close()
    }
  }
}
