import FileStorage
import Foundation

extension MemoryFileSystem {
  /// What git finds wrong with a repository in memory; empty if nothing is, or there is no git.
  public func judgementOfGit(on directory: String) throws -> String {
    guard GitProgram.isAvailable else { return "" }
    let folder = TemporaryFolder()
    let files = LocalFileSystem()
    for name in ["refs", "objects"] { try files.createDirectories(folder.path(name)) }
    for path in paths where path.hasPrefix(directory + "/") {
      let copy = folder.path(String(path.dropFirst(directory.count + 1)))
      try files.createDirectories(files.directory(of: copy))
      try files.writeAtomically(copy, try read(path, byteCountMax: .max), durable: false)
    }
    let judgement = try GitProgram(in: folder.path).run(["fsck", "--full", "--strict"])
    return judgement.status == 0 ? "" : "\(judgement.errors)\(judgement.output)"
  }
}
