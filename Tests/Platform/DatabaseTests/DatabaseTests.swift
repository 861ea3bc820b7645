import Database
import Dispatch
import Foundation
import Synchronization
import TestKit
import Testing

@Suite struct DatabaseTests {
  private let folder = TemporaryFolder()
  private let schema = ["CREATE TABLE things (id INTEGER PRIMARY KEY, content BLOB) STRICT"]

  private func makePool(_ migrations: [String]? = nil) throws -> DatabasePool {
    try DatabasePool(path: folder.path("x.sqlite"), migrations: migrations ?? schema)
  }

  @Test(
    arguments: [
      .null, .integer(.min), .integer(.max), .real(-0.5), .text(""), .text("a\0b"), .text("🙂é"),
      .bytes([]), .bytes([0, 255]),
    ] as [DatabaseValue])
  func `a value comes back as it went in`(value: DatabaseValue) throws {
    let pool = try makePool()
    let found = try pool.read { try $0.row("SELECT ?", value) { $0.value(0) } }
    #expect(found == value)
  }

  @Test func `what a failing transaction wrote is gone`() throws {
    let pool = try makePool()
    struct Stop: Error {}
    try pool.write { _ = try $0.run("INSERT INTO things VALUES (1, x'01')") }
    #expect(throws: Stop.self) {
      try pool.write { database in
        try database.run("INSERT INTO things VALUES (2, x'02')")
        throw Stop()
      }
    }
    let ids = try pool.read { try $0.rows("SELECT id FROM things") { $0.int(0) } }
    #expect(ids == [1])
    #expect(try pool.write { try $0.run("DELETE FROM things") } == 1)
  }

  @Test func `a broken rule is an error with a code, and the connection goes on`() throws {
    let pool = try makePool()
    try pool.write { _ = try $0.run("INSERT INTO things VALUES (1, NULL)") }
    let error = #expect(throws: DatabaseError.self) {
      try pool.write { _ = try $0.run("INSERT INTO things VALUES (1, NULL)") }
    }
    #expect(error?.code == .constraint)
    let wrong = #expect(throws: DatabaseError.self) { try pool.read { try $0.execute("HELLO") } }
    #expect(wrong?.code == .failed)
    #expect(try pool.read { try $0.row("SELECT count(*) FROM things") { $0.int(0) } } == 1)
  }

  @Test func `a view stays as it is while others write`() throws {
    let pool = try makePool()
    let count = { (database: DatabaseConnection) throws in
      try database.row("SELECT count(*) FROM things") { $0.int(0) } ?? 0
    }
    var view: DatabaseView? = try pool.view()
    for number in 1...3 {
      try pool.write { _ = try $0.run("INSERT INTO things VALUES (?, NULL)", number) }
      #expect(try view?.read(count) == 0)
      #expect(try pool.read(count) == number)
    }
    view = nil
    #expect(try pool.view().read(count) == 3)
  }

  @Test func `a reader cannot write`() throws {
    let pool = try makePool()
    #expect(throws: DatabaseError.self) {
      try pool.read { _ = try $0.run("INSERT INTO things VALUES (1, NULL)") }
    }
  }

  @Test func `migrations run once, in order, and a newer file is refused`() throws {
    let more =
      schema + ["ALTER TABLE things ADD COLUMN name TEXT", "INSERT INTO things(id) VALUES (7)"]
    _ = try makePool()
    for _ in 0..<2 {
      let pool = try makePool(more)
      #expect(try pool.read { try $0.rows("SELECT id FROM things") { $0.int(0) } } == [7])
    }
    let error = #expect(throws: DatabaseError.self) { _ = try makePool() }
    #expect(error?.code == .tooNew)
  }

  @Test func `a migration that fails leaves the old version`() throws {
    _ = try makePool()
    #expect(throws: DatabaseError.self) {
      _ = try makePool(schema + ["CREATE TABLE other (id)", "NO"])
    }
    let pool = try makePool()
    let tables = try pool.read {
      try $0.rows("SELECT name FROM sqlite_schema WHERE type = 'table'") { $0.text(0) }
    }
    #expect(tables == ["things"])
  }

  @Test func `what is no database is refused`() throws {
    try folder.write("x.sqlite", Array("this is not a database, though it is long enough".utf8))
    let error = #expect(throws: DatabaseError.self) { _ = try makePool() }
    #expect(error?.code == .damaged)
    let nowhere = #expect(throws: DatabaseError.self) {
      _ = try DatabasePool(path: folder.path("none/x"), migrations: [])
    }
    #expect(nowhere?.code == .cannotOpen)
  }

  @Test func `readers see whole transactions while a writer works`() throws {
    let pool = try makePool()
    try pool.write { database in
      for id in 0..<10 { try database.run("INSERT INTO things VALUES (?, ?)", id, [UInt8(0)]) }
    }
    let torn = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: 4) { worker in
      for round in 0..<50 {
        do {
          if worker == 0 {
            try pool.write { _ = try $0.run("UPDATE things SET content = ?", [UInt8(round)]) }
          } else {
            let values = try pool.read { database in
              try (0..<10).compactMap { id in
                try database.row("SELECT content FROM things WHERE id = ?", id) { $0.bytes(0) }
              }
            }
            if Set(values).count != 1 { torn.add(1, ordering: .relaxed) }
          }
        } catch {
          Issue.record(error)
        }
      }
    }
    #expect(torn.load(ordering: .relaxed) == 0)
    #expect(try pool.integrityProblems() == [])
  }

  @Test func `the log does not grow while many write, and nothing is lost`() throws {
    let pool = try DatabasePool(
      path: folder.path("x.sqlite"), migrations: schema, logPageCountMax: 50)
    let (threadCount, writeCount) = (4, 200)
    DispatchQueue.concurrentPerform(iterations: threadCount) { thread in
      for number in 0..<writeCount {
        do {
          try pool.write { database in
            _ = try database.run(
              "INSERT INTO things VALUES (?, zeroblob(9000))", thread * writeCount + number)
          }
        } catch {
          Issue.record(error)
        }
      }
    }
    let count = threadCount * writeCount
    #expect(try pool.read { try $0.row("SELECT count(*) FROM things") { $0.int(0) } } == count)
    #expect(try pool.integrityProblems() == [])
    // More than 2,400 pages were written.
    let attributes = try FileManager.default.attributesOfItem(
      atPath: folder.path("x.sqlite-wal"))
    #expect(try #require(attributes[.size] as? Int) < 400 * 4120)
  }

  @Test func `a commit that is waited for is in the log on the disk`() throws {
    let pool = try makePool()
    let (count, commit) = try pool.commit { try $0.run("INSERT INTO things VALUES (1, x'01')") }
    #expect(count == 1)
    try commit.makeDurable()
    // What a machine that fails now leaves: the files as they are, without the memory beside them.
    for suffix in ["", "-wal"] {
      try FileManager.default.copyItem(
        atPath: folder.path("x.sqlite" + suffix), toPath: folder.path("copy.sqlite" + suffix))
    }
    let copy = try DatabasePool(path: folder.path("copy.sqlite"), migrations: schema)
    #expect(try copy.read { try $0.row("SELECT count(*) FROM things") { $0.int(0) } } == 1)
  }
}
