import FileStorage
import RepositoryCore
import Synchronization
import TestKit
import Testing

/// `ilm fsck --repair` while packs come and go.
@Suite struct RepairBesideOthersTests {
  @Test func `nothing is repaired while packs are removed`() throws {
    let sample = try Sample()
    let lock = try sample.files.lock("/home/.ilm/ilm/locks/packs.lock")
    defer { lock.release() }
    let error = try #require(
      throws: RepositoryError.self, performing: { try RepositoryRepair.run(sample.repository()) })
    #expect(error.code == .locked)
  }

  @Test func `a pack that git removes while it is read gets no index`() throws {
    let files = try Sample().files
    let stem = try #require(files.paths.first { $0.hasSuffix(".pack") }).dropLast(5)
    let isRemoved = Mutex(false)
    // Its pack has been read by then.
    let watched = FaultyFileSystem(
      files,
      visit: { path in
        guard path == stem + ".idx", isRemoved.withLock({ !$0 }) else { return }
        isRemoved.withLock { $0 = true }
        files.expectDamage()
        try? files.removeFile(stem + ".idx")
        try? files.removeFile(stem + ".pack")
      })
    let repository = try Repository(directory: "/home/.ilm", fileSystem: watched)
    #expect(try RepositoryRepair.run(repository).isEmpty)
    #expect(isRemoved.withLock { $0 })
    #expect(!files.paths.contains { $0.hasPrefix(stem) })
  }
}
