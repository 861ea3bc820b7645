import EnvironmentAdapters
import FileStorage
import Foundation
import IntegrationModel
import ObjectModel
import RepositoryCore
import TestKit
import Testing

@testable import LifecycleOperations

/// A cache that becomes shorter while it is mapped says what it said, or that it was cut: never
/// something else, and the program goes on.
@Suite struct CutCacheTests {
  private static let digest = [UInt8](repeating: 7, count: 32)

  @Test(arguments: [0, 0.4, 0.8, 0.99])
  func `what was cut off a cache is not taken for what it said`(share: Double) throws {
    let folder = TemporaryFolder()
    let repository = try Repository.initialize(
      in: folder.path("home"), format: .sha256, fileSystem: LocalFileSystem())
    let count = 3000
    AccountCache.save(
      "prod", digest: Self.digest, CacheDraft(try (0..<count).map { try .sample($0) }),
      CachedLists(isShared: false, folders: [], warnings: [], targets: [], gone: []),
      to: repository)
    let cache = try #require(AccountCache.load("prod", digest: Self.digest, from: repository))
    let path = AccountCache.path("prod", in: repository)
    let file = try LocalFileSystem().openForAppending(path)
    try file.truncate(
      to: Int64(Double(try LocalFileSystem().status(of: path).byteCount) * share))
    try file.close()
    var failures = 0
    for number in 0..<count {
      do {
        let summary = try cache.documents.summary(at: number)
        let positions = try cache.documents.positions(of: "id\(number)")
        #expect(summary.version == "v\(number)" && positions == [number])
      } catch {
        failures += 1
        #expect((error as? LifecycleError)?.code == "cache_cut", "\(error)")
      }
    }
    #expect(failures == count && cache.wasCut)
    #expect(AccountCache.load("prod", digest: Self.digest, from: repository) == nil)
  }
}
