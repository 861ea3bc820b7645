import FileStorage
import Glibc
import ObjectModel
import RefStore
import TestKit
import Testing

/// Changes of refs of any number and arrangement.
@Suite struct ManyRefTests {
  private let one = ObjectID(.sha256, bytes: [UInt8](repeating: 1, count: 32))!
  private let two = ObjectID(.sha256, bytes: [UInt8](repeating: 2, count: 32))!

  private func write(_ text: String, _ name: String, _ repository: TestRepository) throws {
    let path = repository.path + "/" + name
    try repository.files.createDirectories(repository.files.directory(of: path))
    try repository.files.writeAtomically(path, Array(text.utf8), durable: false)
  }

  private func setPacked(_ names: [String], _ repository: TestRepository) throws {
    let lines = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      .map { "\(one) \($0)\n" }
    try write("# pack-refs with: sorted \n" + lines.joined(), "packed-refs", repository)
  }

  private func names(_ count: Int, _ random: inout SeededRandom) -> Set<String> {
    let parts = ["a", "b", "a.b", "a-", "ä", "a\u{308}"]
    return Set(
      (0..<count).map { _ in
        let depth = Int.random(in: 1...3, using: &random)
        let path = (0..<depth).map { _ in parts.randomElement(using: &random)! }
        return (["refs", "heads"] + path).joined(separator: "/")
      })
  }

  private func collide(_ one: String, _ other: String) -> Bool {
    other.utf8.starts(with: "\(one)/".utf8) || one.utf8.starts(with: "\(other)/".utf8)
  }

  /// Names of which none is a folder of another, as far as that goes.
  private func apart(_ names: Set<String>) -> [String] {
    var kept: [String] = []
    for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    where !kept.contains(where: { collide($0, name) || $0.utf8.elementsEqual(name.utf8) }) {
      kept.append(name)
    }
    return kept
  }

  @Test(arguments: 1...60)
  func `names collide where a look at each pair says so`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let repository = try TestRepository(isForGit: false)
    let old = apart(names(Int.random(in: 0...6, using: &random), &random))
    let split = Int.random(in: 0...old.count, using: &random)
    try setPacked(Array(old[..<split]), repository)
    for name in old[split...] { try write("\(one)\n", name, repository) }
    let fresh = names(Int.random(in: 1...4, using: &random), &random)
      .filter { name in !old.contains { $0.utf8.elementsEqual(name.utf8) } }
    let expected = fresh.contains { name in
      (old + fresh).contains { collide(name, $0) }
    }
    let refs = repository.refs()
    var transaction = refs.transaction()
    for name in fresh { transaction.create(try RefName(name), at: two) }
    // What goes in the same step still counts.
    if let gone = old.first { transaction.delete(try RefName(gone), expecting: .any) }
    do {
      try transaction.commit(by: identity, message: "change")
      #expect(!expected, "seed \(seed): \(fresh) beside \(old)")
      #expect(try Set(refs.refs().map(\.name.text)) == Set(old.dropFirst() + fresh))
    } catch {
      #expect(error.code == .nameCollision && expected, "seed \(seed): \(fresh) beside \(old)")
      #expect(try Set(refs.refs().map(\.name.text)) == Set(old))
    }
    #expect(try refs.lockFiles().isEmpty)
  }

  @Test(arguments: [3, 33, 300])
  func `refs behind a linked folder are found however many change`(count: Int) throws {
    let repository = try TestRepository(isForGit: false)
    let outside = repository.path + "/elsewhere"
    let names = (0..<count).map { "refs/heads/p/\($0)" }
    try repository.files.createDirectories(outside + "/p")
    for number in 0..<count {
      try repository.files.writeAtomically("\(outside)/p/\(number)", Array("\(two)\n".utf8))
    }
    try repository.files.removeDirectory(repository.path + "/refs/heads")
    #expect(symlink("../elsewhere", repository.path + "/refs/heads") == 0)
    // Links in a circle end somewhere.
    #expect(symlink(".", outside + "/circle") == 0)
    try setPacked(names, repository)
    let refs = repository.refs()
    var transaction = refs.transaction()
    for name in names { transaction.update(try RefName(name), to: one, expecting: .exactly(two)) }
    try transaction.commit(by: identity, message: "change")
    for name in names {
      #expect(try refs.target(of: RefName(name)) == one)
      #expect(try repository.files.kind(of: repository.path + "/" + name) == nil)
    }
    #expect(try Set(refs.refs().map(\.name.text)) == Set(names))
  }

  @Test func `of thousands of refs only those with a file are opened`() throws {
    let repository = try TestRepository(isForGit: false)
    let numbers = 0..<3000
    let names = numbers.map { "refs/\(["heads", "facts", "heads/deep"][$0 % 3])/x/\($0)" }
    try setPacked(numbers.filter { $0 % 2 == 0 }.map { names[$0] }, repository)
    let loose = numbers.filter { $0 % 100 < 2 }.map { names[$0] }
    for name in loose { try write("\(two)\n", name, repository) }
    // An empty folder of a ref's name is no ref.
    try repository.files.createDirectories(repository.path + "/" + names[5])
    let counting = FaultyFileSystem(repository.files)
    let refs = repository.refs(counting)
    var transaction = refs.transaction()
    for number in numbers {
      let old = number % 100 < 2 ? two : number % 2 == 0 ? one : nil
      transaction.update(
        try RefName(names[number]), to: number % 7 == 0 ? one : two,
        expecting: old.map { .exactly($0) } ?? .absent)
    }
    try transaction.commit(by: identity, message: "change")
    let read = counting.readPaths.map { String($0.dropFirst(repository.path.utf8.count + 1)) }
    #expect(read.sorted() == (loose + ["HEAD", "config", "packed-refs"]).sorted())
    #expect(try refs.refs().count == numbers.count)
    for number in numbers {
      let name = try RefName(names[number])
      #expect(try refs.target(of: name) == (number % 7 == 0 ? one : two))
      #expect(try repository.files.kind(of: repository.path + "/" + names[number]) != .regular)
    }
    let verified = refs.verify()
    #expect(verified.problems.isEmpty)
    // All that is odd is the branch that HEAD names: nobody made it.
    #expect(verified.oddities.map(\.name) == [repository.path + "/HEAD"])
  }

  @Test(arguments: ["heads", "facts"])
  func `a symbolic ref among many stops all of them`(folder: String) throws {
    let repository = try TestRepository(isForGit: false)
    try write("ref: refs/heads/0\n", "refs/\(folder)/90", repository)
    let refs = repository.refs()
    var transaction = refs.transaction()
    for number in 0..<200 {
      transaction.update(try RefName("refs/\(folder)/\(number)"), to: one, expecting: .any)
    }
    let error = #expect(throws: RefError.self) {
      try transaction.commit(by: identity, message: "change")
    }
    #expect(error?.code == .unsupported && error?.name == "refs/\(folder)/90")
    #expect(try refs.refs().isEmpty && refs.lockFiles().isEmpty)
  }
}
