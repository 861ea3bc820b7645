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
        #expect(scan.messageStarts(with: message))
        #expect(!scan.messageStarts(with: message + "x"))
      }
    }
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
