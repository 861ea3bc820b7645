import FileStorage
import ObjectModel
import ObjectStore
import RefStore
import RepositoryCore
import TestKit

let orders = TargetName(environment: "prod", integration: "orders")
let billing = TargetName(environment: "prod", integration: "billing")

/// A repository in memory with revisions of two targets.
struct Sample {
  let files: MemoryFileSystem
  /// The ids of the blobs of every revision, by `prod/orders@r1`.
  private(set) var blobs: [String: BlobID] = [:]

  init(files: MemoryFileSystem = MemoryFileSystem(), revisionCount: Int = 4) throws {
    self.files = files
    let repository = try Repository.initialize(
      in: "/home", format: .sha256, fileSystem: files)
    for number in 1...revisionCount {
      for target in [orders, billing] {
        blobs["\(target)@r\(number)"] = try Self.record(target, number, in: repository)
      }
    }
  }

  /// Opens the repository as a new process does.
  func repository() throws -> Repository {
    try Repository(directory: "/home/.ilm", fileSystem: files)
  }

  static let ada = Identity(name: "Ada", email: "ada@example.com", seconds: 1_800_000_000)

  /// Records one revision, whose content is one file.
  @discardableResult
  static func record(
    _ target: TargetName, _ number: Int, in repository: Repository
  ) throws -> BlobID {
    let recording = Recording(repository, by: ada)
    let text = "{\n  \"number\": \(number),\n  \"of\": \"\(target)\"\n}\n"
    let blob = try recording.objects.writeBlob(Array(text.utf8))
    let tree = try FileTree(["flows/one.json": blob]).write(into: recording.objects)
    let content = try repository.refs.target(of: target.contentRef).map { CommitID($0) }
    let facts = try repository.refs.target(of: target.factsRef).map { CommitID($0) }
    let commit = try recording.commit(
      tree, parents: content.map { [$0] } ?? [], message: "content \(number)\n")
    let factsCommit = try recording.commit(
      tree, parents: facts.map { [$0] } ?? [], message: "facts \(number)\n")
    var revision = revision(target, number)
    revision.after = RecordedState(commit: commit, content: tree, facts: factsCommit)
    recording.move(try target.contentRef, to: commit, from: content)
    recording.move(try target.factsRef, to: factsCommit, from: facts)
    _ = try recording.write(revision, after: try RevisionJournal(target, in: repository).head())
    try recording.finish(message: "revision \(number)")
    return blob
  }

  static func revision(_ target: TargetName, _ number: Int) -> Revision {
    var revision = Revision(
      number: number, target: target, kind: .snapshot, status: .completed,
      description: "number \(number)", user: "Ada", createdAt: "2027-01-15T08:00:00.000Z")
    revision.finishedAt = "2027-01-15T08:00:01.000Z"
    return revision
  }
}
