import FileStorage
import RepositoryCore
import TestKit
import Testing

@Suite struct DeclaredRelationTests {
  private let path = "/home/.ilm/ilm/matches.json"
  private let clone = TargetName(environment: "dev", integration: "orders")

  @Test func `a relation is the same seen from either side`() throws {
    let sample = try Sample(revisionCount: 1)
    #expect(try sample.repository().relation(of: orders, and: clone) == nil)
    try sample.repository().changeRelation(of: orders, and: clone) {
      $0.pair("imports/a", "imports/b", reason: "declared")
      $0.keepAlone(left: "imports/c")
      $0.keepAlone(right: "imports/d")
    }
    let seen = try #require(try sample.repository().relation(of: orders, and: clone))
    #expect(seen.pairs == [.init(left: "imports/a", right: "imports/b", reason: "declared")])
    #expect(seen.leftAlone == ["imports/c"])
    #expect(seen.rightAlone == ["imports/d"])
    #expect(try sample.repository().relation(of: clone, and: orders) == seen.mirrored)
    #expect(try sample.repository().relation(of: orders, and: billing) == nil)
    #expect(try sample.repository().relations().count == 1)
  }

  @Test func `the last word on a resource counts`() throws {
    let sample = try Sample(revisionCount: 1)
    try sample.repository().changeRelation(of: orders, and: clone) {
      $0.pair("imports/a", "imports/b", reason: "name")
      $0.keepAlone(left: "imports/c")
    }
    try sample.repository().changeRelation(of: clone, and: orders) {
      $0.pair("imports/b", "imports/c", reason: "declared")
    }
    let seen = try #require(try sample.repository().relation(of: orders, and: clone))
    #expect(seen.pairs == [.init(left: "imports/c", right: "imports/b", reason: "declared")])
    #expect(seen.leftAlone.isEmpty)
  }

  @Test func `a relation is forgotten without the others`() throws {
    let sample = try Sample(revisionCount: 1)
    for other in [clone, billing] {
      try sample.repository().changeRelation(of: orders, and: other) { _ in }
    }
    #expect(try sample.repository().removeRelation(of: clone, and: orders))
    #expect(try !sample.repository().removeRelation(of: clone, and: orders))
    #expect(try sample.repository().relation(of: orders, and: clone) == nil)
    #expect(try sample.repository().relation(of: billing, and: orders) != nil)
  }

  @Test func `what is stored is plain and in one order`() throws {
    let sample = try Sample(revisionCount: 1)
    try sample.repository().changeRelation(of: orders, and: clone) {
      $0.pair("imports/b", "imports/a", reason: "name")
      $0.pair("imports/a", "imports/b", reason: "declared")
    }
    let text = String(decoding: try sample.files.read(path), as: UTF8.self)
    #expect(
      text == """
        {
          "relations": [
            {
              "left": "dev/orders",
              "leftAlone": [],
              "pairs": [
                {
                  "left": "imports/a",
                  "matchedBy": "name",
                  "right": "imports/b"
                },
                {
                  "left": "imports/b",
                  "matchedBy": "declared",
                  "right": "imports/a"
                }
              ],
              "right": "prod/orders",
              "rightAlone": []
            }
          ],
          "schemaVersion": 1
        }

        """)
  }

  @Test func `a change that fails leaves the relations as they were`() throws {
    let sample = try Sample(revisionCount: 1)
    for call in 1...12 {
      for fault in FaultyFileSystem.Fault.allCases {
        let files = sample.files.copy()
        let faulty = FaultyFileSystem(files, fault: fault, failingCall: call)
        try? Repository(directory: "/home/.ilm", fileSystem: faulty)
          .changeRelation(of: orders, and: clone) { $0.keepAlone(left: "imports/a") }
        let read = try Repository(directory: "/home/.ilm", fileSystem: files).relations()
        #expect([[], [["imports/a"]]].contains(read.map(\.rightAlone)), "\(fault) at call \(call)")
      }
    }
  }

  @Test(
    arguments: [
      ("{", RepositoryError.Code.damaged), (#"{"schemaVersion": 2}"#, .unsupported),
      (#"{"schemaVersion": 1, "relations": [{"left": "x"}]}"#, .damaged),
    ])
  func `what cannot be read is named with the way out`(
    _ text: String, _ code: RepositoryError.Code
  ) throws {
    let sample = try Sample(revisionCount: 1)
    try sample.files.writeAtomically(path, Array(text.utf8))
    let error = #expect(throws: RepositoryError.self) { try sample.repository().relations() }
    #expect(error?.code == code)
    #expect(error?.message.contains("matches.json") == true)
  }
}
