import FileStorage
import ObjectModel
import RefStore
import TestKit
import Testing

@Suite struct RefTests {
  private let one = ObjectID(.sha256, bytes: [UInt8](repeating: 1, count: 32))!
  private let two = ObjectID(.sha256, bytes: [UInt8](repeating: 2, count: 32))!

  private func change(
    _ refs: RefDatabase, _ body: (inout RefTransaction) throws -> Void
  ) throws {
    var transaction = refs.transaction()
    try body(&transaction)
    try transaction.commit(by: identity, message: "change\nof refs")
  }

  @Test func `names are judged as git judges them`() throws {
    let names = [
      "refs/heads/a", "refs/heads/a/b", "refs/heads/.a", "refs/heads/a.", "refs/heads/a.lock",
      "refs/heads/a.lock/b", "refs/heads/a..b", "refs/heads//a", "refs/heads/a/", "/refs/heads/a",
      "refs/heads/a b", "refs/heads/a~", "refs/heads/a^", "refs/heads/a:", "refs/heads/a?",
      "refs/heads/a*", "refs/heads/a[", "refs/heads/a\\", "refs/heads/a@{b", "refs/heads/@",
      "refs/heads/é", "refs/heads/-", "refs/heads/a\u{7f}", "refs/heads/a\t", "refs/heads/{", "@",
      "refs/heads/a.b", "refs/heads/x.lockx", "refs/a./b", "refs/heads/😀", "refs/heads/]",
    ]
    for name in names {
      let ours = RefName.isWellFormed(name)
      guard GitProgram.isAvailable else { continue }
      let outcome = try GitProgram(in: "/").run(["check-ref-format", name])
      #expect(ours == (outcome.status == 0), "\(name)")
    }
    #expect(throws: RefError.self) { try RefName("heads/main") }
  }

  @Test(arguments: 1...20)
  func `single refs are found in packed-refs as all of them are`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let repository = try TestRepository(isForGit: false)
    let path = repository.path + "/packed-refs"
    let names = (0..<Int.random(in: 0...40, using: &random)).map { _ in
      "refs/" + ["heads", "tags", "facts/a", "facts/b"].randomElement(using: &random)! + "/"
        + String(Int.random(in: 0...60, using: &random), radix: 3)
    }
    for isSorted in [true, false] {
      var lines = "# pack-refs with: peeled\(isSorted ? " sorted" : "") \n"
      let written = Set(names).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      for name in isSorted ? written : written.reversed() {
        lines += "\(Bool.random(using: &random) ? one : two) \(name)\n"
        if Bool.random(using: &random) { lines += "^\(one)\n" }
      }
      try repository.files.writeAtomically(path, Array(lines.utf8))
      let refs = repository.refs()
      let all = try refs.refs()
      #expect(all.map(\.name.text) == written, "seed \(seed)")
      #expect(lines.split(separator: "\n").filter { $0.contains("refs/") }.count == all.count)
      for ref in all {
        #expect(try refs.target(of: ref.name) == ref.target, "seed \(seed)")
        #expect(lines.contains("\(ref.target) \(ref.name)\n"), "seed \(seed)")
      }
      for prefix in ["refs/facts/", "refs/facts/a/", "refs/tags/1", "refs/x", "refs/heads/0"] {
        #expect(
          try refs.refs(startingWith: prefix)
            == all.filter { $0.name.text.utf8.starts(with: prefix.utf8) }, "seed \(seed)")
        #expect(
          try refs.target(of: try RefName(prefix + "zz")) == nil, "seed \(seed)")
      }
    }
  }

  @Test(arguments: ["", "# pack-refs with: peeled fully-peeled \n", "# pack-refs with: sorted \n"])
  func `what is left of a last line is no ref`(header: String) throws {
    let repository = try TestRepository(isForGit: false)
    let path = repository.path + "/packed-refs"
    let whole = try RefName("refs/tags/a")
    let start = Array("\(header)\(one) \(whole)\n".utf8)
    for last in [Array("\(two) refs/tags/long\n".utf8), Array("^\(two)\n".utf8)] {
      for count in 1..<last.count {
        try repository.files.writeAtomically(path, start + last[..<count], durable: false)
        let refs = repository.refs()
        #expect(throws: RefError.self) { try refs.refs() }
        #expect(throws: RefError.self) { try refs.target(of: whole) }
        #expect(throws: RefError.self) {
          try change(refs) { $0.update(whole, to: two, expecting: .any) }
        }
        let found = refs.verify()
        #expect(found.refs.map(\.name) == [whole] && found.problems.count == 1, "\(count) bytes")
      }
    }
    if GitProgram.isAvailable {
      #expect(try repository.git.run(["show-ref"]).status != 0)
    }
    let cutHeader = Array("# pack-refs with: sorted".utf8)
    try repository.files.writeAtomically(path, cutHeader, durable: false)
    #expect(throws: RefError.self) { try repository.refs().refs() }
  }

  @Test func `what stands behind the id in the file of a ref does not count`() throws {
    let repository = try TestRepository(isForGit: false)
    let name = try RefName("refs/heads/a")
    let path = repository.path + "/\(name)"
    try repository.files.createDirectories(repository.path + "/refs/heads")
    for tail in ["", "\n", " text\n", "\ttext", "\nmore\n"] {
      try repository.files.writeAtomically(path, Array("\(one)\(tail)".utf8), durable: false)
      #expect(try repository.refs().target(of: name) == one, "\(tail)")
      guard GitProgram.isAvailable else { continue }
      #expect(try repository.git.output("rev-parse", name.text) == one.hex, "\(tail)")
    }
    try repository.files.writeAtomically(path, Array("\(one)x".utf8), durable: false)
    #expect(throws: RefError.self) { try repository.refs().target(of: name) }
  }

  @Test func `all changes happen or none`() throws {
    let repository = try TestRepository(isForGit: false)
    let refs = repository.refs()
    let names = try ["refs/heads/a", "refs/heads/b", "refs/facts/c"].map { try RefName($0) }
    try change(refs) { for name in names { $0.create(name, at: one) } }
    #expect(try refs.refs().map(\.name) == names.sorted())
    let error = #expect(throws: RefError.self) {
      try change(refs) {
        $0.update(names[0], to: two, expecting: .exactly(one))
        $0.update(names[1], to: two, expecting: .exactly(two))
      }
    }
    #expect(error?.code == .conflict)
    #expect(error?.name == "refs/heads/b")
    #expect(try refs.refs().allSatisfy { $0.target == one })
    #expect(try refs.reflog(of: names[0]).count == 1)
    try change(refs) {
      $0.update(names[0], to: two, expecting: .exactly(one))
      $0.delete(names[1], expecting: .exactly(one))
    }
    #expect(try refs.target(of: names[0]) == two)
    #expect(try refs.target(of: names[1]) == nil)
    #expect(try refs.reflog(of: names[1]).isEmpty)
    let log = try refs.reflog(of: names[0])
    #expect(log.map(\.new) == [one, two] && log[0].old.isNull && log[1].old == one)
    #expect(log[1].message == "change of refs" && log[1].identity == identity)
    #expect(throws: RefError.self) { try change(refs) { $0.create(names[0], at: one) } }
  }

  @Test(
    arguments: [
      ("always", ["refs/heads/a", "refs/tags/t"]), ("true", ["refs/heads/a"]), ("false", []),
      (nil, ["refs/heads/a"]),
    ] as [(String?, [String])])
  func `the setting of git says which refs get a history`(
    setting: String?, expected: [String]
  ) throws {
    let repository = try TestRepository(isForGit: false)
    let text = setting.map { "\tlogAllRefUpdates = \($0)\n" } ?? ""
    try repository.files.writeAtomically(
      repository.path + "/config", Array("[core]\n\tbare = true\n\(text)".utf8))
    let refs = RefDatabase(
      directory: repository.path, format: repository.format, fileSystem: repository.files,
      histories: ["refs/facts/"])
    let names = try ["refs/facts/c", "refs/heads/a", "refs/tags/t"].map { try RefName($0) }
    try change(refs) { for name in names { $0.create(name, at: one) } }
    let logged = try names.filter { try !refs.reflog(of: $0).isEmpty }
    #expect(logged.map(\.text) == expected)
    // Who has a history keeps it, whatever is said later.
    try repository.files.writeAtomically(
      repository.path + "/config", Array("[core]\n\tlogAllRefUpdates = false\n".utf8))
    try change(refs) { for name in names { $0.update(name, to: two, expecting: .exactly(one)) } }
    for name in names {
      #expect(try refs.reflog(of: name).map(\.new) == (logged.contains(name) ? [one, two] : []))
    }
  }

  @Test func `a name cannot be a folder of another`() throws {
    let repository = try TestRepository(isForGit: false)
    let refs = repository.refs()
    try change(refs) { $0.create(try RefName("refs/heads/a/b"), at: one) }
    // One more as a file of its own, as git writes it.
    try repository.files.writeAtomically(
      repository.path + "/refs/heads/file", Array("\(one)\n".utf8))
    for name in ["refs/heads/a", "refs/heads/a/b/c", "refs/heads/file/x"] {
      let error = #expect(throws: RefError.self) {
        try change(refs) { $0.create(try RefName(name), at: one) }
      }
      #expect(error?.code == .nameCollision, "\(name)")
    }
    let error = #expect(throws: RefError.self) {
      try change(refs) {
        $0.create(try RefName("refs/heads/n"), at: one)
        $0.create(try RefName("refs/heads/n/m"), at: one)
      }
    }
    #expect(error?.code == .nameCollision)
    #expect(try refs.refs().count == 2)
    try change(refs) { $0.delete(try RefName("refs/heads/a/b"), expecting: .any) }
    try change(refs) { $0.create(try RefName("refs/heads/a"), at: one) }
    #expect(try refs.reflog(of: RefName("refs/heads/a")).count == 1)
    try change(refs) { $0.delete(try RefName("refs/heads/a"), expecting: .any) }
    try change(refs) { $0.create(try RefName("refs/heads/a/b"), at: one) }
    #expect(try refs.lockFiles().isEmpty)
  }

  @Test(arguments: ["packed-refs.lock", "refs/heads/a.lock", "HEAD.lock"])
  func `a stale lock is named together with what to do`(name: String) throws {
    let repository = try TestRepository(isForGit: false)
    let refs = repository.refs()
    let path = repository.path + "/" + name
    try repository.files.writeAtomically(path, [])
    let error = #expect(throws: RefError.self) {
      if name == "HEAD.lock" { try refs.setHead(to: RefName("refs/heads/b")) }
      try change(refs) { $0.create(try RefName("refs/heads/a"), at: one) }
    }
    #expect(error?.code == .locked)
    #expect(error?.message.contains("'\(path)' exists") == true)
    #expect(error?.message.contains("remove the file") == true)
    #expect(try refs.lockFiles() == [path])
    try repository.files.removeFile(path)
    try change(refs) { $0.create(try RefName("refs/heads/a"), at: one) }
    try refs.setHead(to: RefName("refs/heads/b"))
    #expect(try refs.head() == .symbolic(RefName("refs/heads/b")))
  }

  @Test func `a ref of its own file is folded in and hides nothing`() throws {
    let repository = try TestRepository(isForGit: false)
    let refs = repository.refs()
    let name = try RefName("refs/heads/main")
    let file = repository.path + "/refs/heads/main"
    try repository.files.writeAtomically(file, Array("\(one)\n".utf8))
    #expect(try refs.target(of: name) == one)
    try change(refs) { $0.update(name, to: two, expecting: .exactly(one)) }
    #expect(try refs.target(of: name) == two)
    #expect(try repository.files.kind(of: file) == nil)
    #expect(try refs.headReflog().map(\.new) == [two])
  }

  @Test func `damaged files of refs are refused`() throws {
    let repository = try TestRepository(isForGit: false)
    let refs = repository.refs()
    let name = try RefName("refs/heads/main")
    for text in ["", "\n", "zz", "\(one.hex.dropLast())", "ref: ../x", "ref: refs/heads/main"] {
      try repository.files.writeAtomically(
        repository.path + "/refs/heads/main", Array(text.utf8), durable: false)
      let error = #expect(throws: RefError.self) { try refs.target(of: name) }
      #expect(error?.code == .corrupt)
    }
    try repository.files.removeFile(repository.path + "/refs/heads/main")
    for text in ["x", "\(one)", "\(one) main\n", "^\(one)\n", "\(one) refs/a/b\n\(one) refs/a/b\n"]
    {
      try repository.files.writeAtomically(
        repository.path + "/packed-refs", Array(text.utf8), durable: false)
      let error = #expect(throws: RefError.self) { try refs.target(of: name) }
      #expect(error?.code == .corrupt, "\(text)")
    }
  }

  @Test(arguments: ["", " sorted"])
  func `a ref that became a comment is not dropped by the next change`(traits: String) throws {
    let repository = try TestRepository(isForGit: false)
    let refs = repository.refs()
    let path = repository.path + "/packed-refs"
    let lines = ["a", "b", "c"].map { "\(one) refs/heads/\($0)\n" }
    for broken in ["#\(lines[1].dropFirst())", "# \(lines[1])", "\n"] {
      let text = "# pack-refs with:\(traits) \n" + lines[0] + broken + lines[2]
      try repository.files.writeAtomically(path, Array(text.utf8), durable: false)
      let error = #expect(throws: RefError.self) {
        try change(refs) { $0.create(try RefName("refs/heads/d"), at: one) }
      }
      #expect(error?.code == .corrupt && error?.message.contains("line 3") == true)
      #expect(refs.verify().problems.map(\.code) == [.corrupt])
      #expect(try repository.files.read(path) == Array(text.utf8))
    }
  }
}
