import ObjectModel
import Testing

@Suite struct CommitScanTests {
  private static let identity = Identity(name: "A", email: "a@example.com", seconds: 1)

  @Test(arguments: ObjectFormat.allCases)
  func `a scan finds what a decoded commit has`(_ format: ObjectFormat) throws {
    let hasher = ObjectHasher(format)
    func id(_ text: String) -> ObjectID { hasher.id(of: .blob, Array(text.utf8)) }
    for parentCount in 0..<3 {
      for message in ["r1 snapshot\n\nbody\n", "", "\n\nparent x", "tree of life"] {
        let commit = Commit(
          tree: TreeID(id("tree")), parents: (0..<parentCount).map { CommitID(id("\($0)")) },
          author: Self.identity, committer: Self.identity,
          extraHeaders: [Commit.ExtraHeader(name: "gpgsig", value: "a\n\nb")], message: message)
        let scan = try CommitScan(commit.encoded(), format: format)
        #expect(scan.tree == commit.tree && scan.parents == commit.parents)
        #expect(scan.seconds == commit.committer.seconds)
        #expect(scan.messageStarts(with: message))
        #expect(!scan.messageStarts(with: message + "x"))
      }
    }
  }

  @Test(
    arguments: [
      ("committer A <a> 17 +0100", 17), ("committer > <> -5 +0000", -5), ("committer A <a>  8", 8),
      ("committer A <a> x +0100", 0), ("committer A 17 +0100", 0), ("author A <a> 17 +0100", 0),
      ("author committer <a> 9 +0000\ncommitter \u{0} <a> 3 +0000\ncommitter A <a> 4 +0000", 3),
    ])
  func `the time is read wherever there is one`(lines: String, seconds: Int64) throws {
    let tree = "tree " + String(repeating: "a", count: 64) + "\n"
    let scan = try CommitScan(
      Array("\(tree)\(lines)\n\ncommitter A <a> 99 +0000\n".utf8), format: .sha256)
    #expect(scan.seconds == seconds)
  }

  @Test func `what has no tree or no message is refused`() throws {
    let tree = "tree " + String(repeating: "a", count: 64) + "\n"
    for text in ["", "tree", "tree x\n\n", tree, tree + "author A", "parent" + tree + "\n"] {
      #expect(throws: ObjectCodingError.self, "\(text)") {
        try CommitScan(Array(text.utf8), format: .sha256)
      }
    }
  }
}
