import FileStorage
import ObjectModel
import ObjectStore
import TestKit
import Testing

/// A pack or an index that becomes shorter while it is mapped is an error, not the end of the
/// program.
@Suite struct CutFileTests {
  @Test(arguments: ["pack", "idx"], [0, 0.3, 0.9])
  func `what was cut off is reported`(ending: String, share: Double) throws {
    let repository = try TestRepository()
    let transaction = try repository.objects().transaction()
    let texts = (0..<60).map(document)
    _ = try repository.writeCommit(transaction, texts)
    let pack = try #require(try transaction.commit().packPath)
    let path = String(pack.dropLast(4)) + ending
    let objects = try repository.objects()
    // Everything is open and mapped from here on.
    let contents = try objects.storedPacks().flatMap(\.ids).map { ($0, try objects.object($0)) }
    let byteCount = try repository.files.status(of: path).byteCount
    let file = try LocalFileSystem().openForAppending(path)
    try file.truncate(to: Int64(Double(byteCount) * share))
    try file.close()
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
}
