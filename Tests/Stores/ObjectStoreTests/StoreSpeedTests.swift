import FileStorage
import ObjectModel
import ObjectStore
import RefStore
import TestKit
import Testing

/// Prints figures; they mean something in release builds on a quiet machine only.
@Suite(.serialized) struct StoreSpeedTests {
  @Test func `ten thousand documents are written as one durable pack and read again`() throws {
    let repository = try TestRepository()
    let documents = (0..<10_000).map { StoredObject(kind: .blob, bytes: Array(document($0).utf8)) }
    let objects = try repository.objects()
    let clock = ContinuousClock()
    var ids: [ObjectID] = []
    let writing = try clock.measure {
      let transaction = objects.transaction()
      ids = try transaction.write(documents)
      try transaction.commit()
    }
    var foundCount = 0
    let finding = try clock.measure {
      for id in ids where try objects.contains(id) { foundCount += 1 }
    }
    #expect(foundCount == ids.count)
    var byteCount = 0
    let reading = try clock.measure {
      for id in ids { byteCount += try objects.object(id).bytes.count }
    }
    #expect(byteCount == documents.reduce(0) { $0 + $1.bytes.count })
    let verifying = clock.measure { #expect(objects.verify().problems.isEmpty) }
    print("figures: write \(writing), contains \(finding), read \(reading), verify \(verifying)")
  }

  @Test func `three hundred refs move together`() throws {
    let repository = try TestRepository(isForGit: false)
    let names = try (0..<300).map { try RefName("refs/heads/dev/integration-\($0)") }
    let clock = ContinuousClock()
    var times: [Duration] = []
    for round in UInt8(1)...2 {
      let target = try #require(ObjectID(.sha256, bytes: [UInt8](repeating: round, count: 32)))
      var transaction = repository.refs().transaction()
      for name in names { transaction.update(name, to: target, expecting: .any) }
      times.append(try clock.measure { try transaction.commit(by: identity, message: "move") })
    }
    var count = 0
    let listing = try clock.measure { count = try repository.refs().refs().count }
    #expect(count == 300)
    print("figures: create 300 refs \(times[0]), move them \(times[1]), list them \(listing)")
  }
}
