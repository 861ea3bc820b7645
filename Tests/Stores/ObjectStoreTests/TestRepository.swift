import FileStorage
import ObjectModel
import ObjectStore
import RefStore
import TestKit

/// A repository in a temporary folder, with shortcuts for the tests.
struct TestRepository {
  let folder = TemporaryFolder()
  let format: ObjectFormat
  let files: any FileSystem = LocalFileSystem()

  var path: String { folder.path("r.git") }
  var git: GitProgram { GitProgram(in: path) }

  /// - Parameter isForGit: Whether git is to find it sound in the end: not if it is damaged on
  ///   purpose, or if its refs point to nothing.
  init(_ format: ObjectFormat = .sha256, isForGit: Bool = true) throws {
    self.format = format
    if !isForGit { folder.expectDamage() }
    try BareRepository.initialize(
      path, format: format, head: RefName("refs/heads/main"), fileSystem: files)
  }

  func objects(_ fileSystem: (any FileSystem)? = nil) throws -> ObjectDatabase {
    try ObjectDatabase(
      directory: path + "/objects", format: format, fileSystem: fileSystem ?? files)
  }

  func refs(_ fileSystem: (any FileSystem)? = nil) -> RefDatabase {
    RefDatabase(directory: path, format: format, fileSystem: fileSystem ?? files)
  }

  /// Writes a commit whose tree holds `texts` under "dir/0.json", "dir/1.json" and so on.
  func writeCommit(
    _ transaction: ObjectTransaction, _ texts: [String], parents: [CommitID] = []
  ) throws -> CommitID {
    var entries: [TreeEntry] = []
    for (number, text) in texts.enumerated() {
      entries.append(
        TreeEntry(name: "\(number).json", blob: try transaction.writeBlob(Array(text.utf8))))
    }
    let inner = try transaction.writeTree(Tree(entries))
    let outer = try transaction.writeTree(Tree([TreeEntry(name: "dir", tree: inner)]))
    return try transaction.writeCommit(
      Commit(
        tree: outer, parents: parents, author: identity, committer: identity, message: "snapshot\n")
    )
  }

  func point(_ name: String, to commit: CommitID) throws {
    var transaction = refs().transaction()
    transaction.update(try RefName(name), to: commit.objectID, expecting: .any)
    try transaction.commit(by: identity, message: "point")
  }
}

let identity = Identity(
  name: "Ada", email: "ada@example.com", seconds: 1_700_000_000, utcOffsetMinutes: 60)

/// Returns a document like those that are stored, about 3 KB, different for each number.
func document(_ number: Int) -> String {
  var random = SeededRandom(seed: UInt64(number))
  var text = "{\"_id\":\"\(number)\""
  while text.utf8.count < 3000 {
    text += ",\"field\(random.next() % 500)\":\"value \(random.next() % 100_000)\""
  }
  return text + "}"
}
