import ObjectModel
import TestKit
import Testing

@Suite struct ObjectModelTests {
  private let sample = ObjectID(hex: "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391")!

  @Test func `the empty blob has the ids that git gives it`() {
    let empty = StoredObject(kind: .blob, bytes: [])
    #expect(empty.id(in: .sha1) == sample)
    #expect(
      empty.id(in: .sha256).hex
        == "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813")
  }

  @Test func `ids are ordered like their digits`() {
    var random = SeededRandom(seed: 6)
    for format in ObjectFormat.allCases {
      let ids = (0..<300).compactMap { _ in
        ObjectID(format, bytes: random.bytes(count: format.byteCount, spread: 2))
      }
      #expect(ids.sorted().map(\.hex) == ids.map(\.hex).sorted())
      for id in ids {
        #expect(ObjectID(hex: id.hex) == id)
        #expect(ObjectID(format, bytes: id.bytes) == id)
      }
    }
    #expect(ObjectID(hex: String(repeating: "0", count: 41)) == nil)
    #expect(ObjectID.null(.sha1).isNull && !sample.isNull)
  }

  @Test func `a directory sorts as if its name ended in a slash`() throws {
    let tree = try Tree([
      TreeEntry(name: "a0", mode: .file, id: sample),
      TreeEntry(name: "a", tree: TreeID(sample)),
      TreeEntry(name: "a.b", mode: .file, id: sample),
    ])
    #expect(tree.entries.map(\.name) == ["a.b", "a", "a0"])
    #expect(try Tree(decoding: tree.encoded(), format: .sha1) == tree)
    for entry in tree.entries { #expect(tree[entry.name] == entry) }
    #expect(tree["b"] == nil)
  }

  @Test func `two spellings of one letter are two names`() throws {
    let tree = try Tree([
      TreeEntry(name: "\u{e9}", mode: .file, id: sample),
      TreeEntry(name: "e\u{301}", mode: .file, id: sample),
    ])
    #expect(tree.entries.count == 2)
    #expect(tree["\u{e9}"] != tree["e\u{301}"])
  }

  @Test(arguments: ["", ".", "..", ".git", ".GIT", ".git ", ".gi\u{200c}t", "git~1", "a/b", "a\0b"])
  func `names that git refuses are refused`(name: String) {
    let error = #expect(throws: ObjectCodingError.self) {
      try Tree([TreeEntry(name: name, mode: .file, id: sample)])
    }
    #expect(error?.code == .invalidName)
  }

  @Test(arguments: ["git", ".gitignore", ".gita", "a b", "gitt~1", "é"])
  func `names that git accepts are accepted`(name: String) throws {
    #expect(try Tree([TreeEntry(name: name, mode: .file, id: sample)])[name] != nil)
  }

  @Test func `a name cannot be a file and a directory`() {
    let error = #expect(throws: ObjectCodingError.self) {
      try Tree([
        TreeEntry(name: "a", mode: .file, id: sample),
        TreeEntry(name: "a.b", mode: .file, id: sample),
        TreeEntry(name: "a", tree: TreeID(sample)),
      ])
    }
    #expect(error?.code == .duplicateName)
  }

  @Test(arguments: UInt64(1)...100)
  func `a tree has every name once, whatever bears it`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let letters = ["a", "b", "-", "!", "0"]
    let entries = (0..<random.number(below: 9)).map { _ in
      let name = (0...random.number(below: 2)).map { _ in letters[random.number(below: 5)] }
      return TreeEntry(
        name: name.joined(), mode: [.file, .directory, .executable][random.number(below: 3)],
        id: sample)
    }
    let isUnique = Set(entries.map(\.name)).count == entries.count
    #expect(((try? Tree(entries)) != nil) == isUnique, "seed \(seed): \(entries.map(\.name))")
  }

  @Test func `damaged trees are refused and never crash`() throws {
    let tree = try Tree([
      TreeEntry(name: "a", mode: .file, id: sample), TreeEntry(name: "b", tree: TreeID(sample)),
    ])
    let bytes = tree.encoded()
    var random = SeededRandom(seed: 7)
    for end in 1..<bytes.count where end != bytes.count / 2 {
      _ = try? Tree(decoding: Array(bytes[..<end]), format: .sha1)
    }
    for _ in 0..<2000 {
      var damaged = bytes
      damaged[Int.random(in: bytes.indices, using: &random)] = UInt8(random.next() & 255)
      if let read = try? Tree(decoding: damaged, format: .sha1) {
        #expect(read.encoded() == damaged)
      }
    }
    let swapped = Array(bytes[(bytes.count / 2)...] + bytes[..<(bytes.count / 2)])
    #expect(throws: ObjectCodingError.self) { try Tree(decoding: swapped, format: .sha1) }
  }

  @Test func `a commit survives a round trip with all its headers`() throws {
    let author = Identity(
      name: "Zoë", email: "z@example.com", seconds: 1_700_000_000, utcOffsetMinutes: -570)
    let commit = Commit(
      tree: TreeID(sample), parents: [CommitID(sample), CommitID(sample)], author: author,
      committer: author,
      extraHeaders: [
        .init(name: "gpgsig", value: "-----BEGIN\n\nabc\n-----END"), .init(name: "x", value: "y"),
      ],
      message: "subject\n\nbody\nwithout an end")
    let decoded = try Commit(decoding: commit.encoded(), format: .sha1)
    #expect(decoded == commit)
    #expect(decoded.extraHeaders == commit.extraHeaders)
    #expect(decoded.author.utcOffsetMinutes == -570)
    #expect(decoded.subject == "subject")
    #expect(author.encoded == "Zoë <z@example.com> 1700000000 -0930")
  }

  @Test func `damaged commits are refused and never crash`() {
    let author = Identity(name: "A", email: "a@b", seconds: 1)
    let commit = Commit(
      tree: TreeID(sample), parents: [CommitID(sample)], author: author, committer: author,
      message: "m")
    let bytes = commit.encoded()
    var random = SeededRandom(seed: 8)
    for _ in 0..<3000 {
      var damaged = bytes
      damaged[Int.random(in: bytes.indices, using: &random)] = UInt8(random.next() & 255)
      if let read = try? Commit(decoding: damaged, format: .sha1) {
        #expect(read.encoded() == damaged)
      }
    }
    for end in 0..<(bytes.count - 2) {
      #expect(throws: ObjectCodingError.self) {
        try Commit(decoding: Array(bytes[..<end]), format: .sha1)
      }
    }
  }

  @Test func `characters that git refuses are left out of identities`() {
    let identity = Identity(name: " .A<b>\nC, ", email: "<x@y>\n", seconds: 5)
    #expect(identity.name == "AbC")
    #expect(identity.email == "x@y")
    #expect(Identity(encoded: identity.encoded) == identity)
    let nobody = Identity(name: "<>", email: "", seconds: 5)
    #expect(Identity(encoded: nobody.encoded) == nobody)
  }
}
