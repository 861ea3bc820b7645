import FileStorage
import Foundation
import ObjectModel
import ObjectStore
import TestKit
import Testing

/// A file that becomes shorter while it is mapped is an error or passed over, not the end of the
/// program.
@Suite struct CutFileTests {
  @Test(arguments: ["pack", "idx"], [0, 0.3, 0.9])
  func `what was cut off is reported`(ending: String, share: Double) throws {
    let repository = try TestRepository(isForGit: false)
    let transaction = try repository.objects().transaction()
    let texts = (0..<400).map { document($0 % 20) + "\($0)" }
    _ = try repository.writeCommit(transaction, texts)
    let pack = try #require(try transaction.commit().packPath)
    let path = String(pack.dropLast(4)) + ending
    let objects = try repository.objects()
    // Everything is open and mapped from here on.
    let contents = try objects.storedPacks().flatMap(\.ids).map { ($0, try objects.object($0)) }
    try cut(path, share)
    var failures = 0
    for (id, content) in contents {
      do throws(ObjectReadError) {
        let object = try objects.object(id)
        #expect(object == content)
      } catch {
        failures += 1
        #expect(error.code == .corrupt, "\(error)")
        #expect(error.message.contains(pack.dropLast(4)), "\(error)")
      }
    }
    #expect(failures > 0)
    #expect(!(try repository.objects().verify().isSound))
  }

  @Test(.enabled(if: GitProgram.isAvailable), arguments: [0, 0.5, 0.97])
  func `what was cut off the file of commits is not taken for a parent`(share: Double) throws {
    let repository = try TestRepository(isForGit: false)
    let transaction = try repository.objects().transaction()
    var commits: [CommitID] = []
    for number in 0..<400 {
      commits.append(
        try repository.writeCommit(
          transaction, ["\(number)"], parents: commits.last.map { [$0] } ?? []))
    }
    try repository.point("refs/heads/main", to: try #require(commits.last))
    try transaction.commit()
    try repository.git.output("commit-graph", "write", "--reachable")
    let objects = try repository.objects()
    #expect(objects.knownParents(of: commits[1].objectID) == [commits[0].objectID])
    try cut("\(repository.path)/objects/info/commit-graph", share)
    for place in commits.indices.dropFirst() {
      let parents = objects.knownParents(of: commits[place].objectID)
      // The last page is kept, so that a cut inside of it is none.
      #expect(parents == nil || share > 0.9 && parents == [commits[place - 1].objectID])
    }
    #expect(!objects.verifyCommitGraph(comparingCommits: true).isEmpty)
  }

  /// Cuts a file that is open, as no program should.
  private func cut(_ path: String, _ share: Double) throws {
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
    let byteCount = try LocalFileSystem().status(of: path).byteCount
    let file = try LocalFileSystem().openForAppending(path)
    try file.truncate(to: Int64(Double(byteCount) * share))
    try file.close()
  }
}
