import ObjectModel
import TestKit
import Testing

extension SeededRandom {
  fileprivate mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}

/// Trees that are looked at in their bytes, beside the same ones as values.
@Suite struct TreeViewTests {
  /// Some entries of few names, so that two trees have many in common.
  private static func tree(_ random: inout SeededRandom, _ format: ObjectFormat) throws -> Tree {
    var entries: [String: TreeEntry] = [:]
    for _ in 0..<random.below(40) {
      let name = name(&random)
      let id = ObjectID(format, bytes: [1] + random.bytes(count: format.byteCount - 1, spread: 2))
      guard let id else { continue }
      let mode: EntryMode = random.below(4) == 0 ? .directory : .file
      entries[name] = TreeEntry(name: name, mode: mode, id: id)
    }
    return try Tree(Array(entries.values))
  }

  private static func name(_ random: inout SeededRandom) -> String {
    let words = ["a", "a.b", "a0", "b", "é", "flows", "long-name-of-some-resource-"]
    return words[random.below(words.count)] + (random.below(2) == 0 ? "" : "\(random.below(9))")
  }

  @Test func `entries are found as in the tree itself`() throws {
    var random = SeededRandom(seed: 31)
    for round in 0..<300 {
      let format = ObjectFormat.allCases[round % 2]
      let tree = try Self.tree(&random, format)
      let view = try TreeView(tree.encoded(), format: format)
      #expect(try (0..<view.count).map { try view.entry(at: $0) } == tree.entries)
      for _ in 0..<20 {
        let name = Self.name(&random)
        #expect(try view.entry(named: name) == tree[name])
        let isThere = tree[name].map { !$0.isDirectory } ?? false
        #expect((view.position(of: name, isDirectory: false) != nil) == isThere)
      }
    }
  }

  @Test func `two trees differ where their entries do`() throws {
    var random = SeededRandom(seed: 32)
    for round in 0..<300 {
      let format = ObjectFormat.allCases[round % 2]
      let (left, right) = (try Self.tree(&random, format), try Self.tree(&random, format))
      let views = (
        try TreeView(left.encoded(), format: format), try TreeView(right.encoded(), format: format)
      )
      var found: Set<TreeEntry> = []
      for (one, other) in TreeView.differences(views.0, views.1) {
        let pair = (
          try one.map { try views.0.entry(at: $0) }, try other.map { try views.1.entry(at: $0) }
        )
        if let one = pair.0, let other = pair.1 {
          #expect(one.name == other.name && one != other)
        }
        found.formUnion([pair.0, pair.1].compactMap { $0 })
      }
      #expect(found == Set(left.entries).symmetricDifference(right.entries))
    }
  }

  @Test func `an edited tree is the tree of the edited entries`() throws {
    var random = SeededRandom(seed: 33)
    for round in 0..<300 {
      let format = ObjectFormat.allCases[round % 2]
      let tree = try Self.tree(&random, format)
      var entries = Dictionary(uniqueKeysWithValues: tree.entries.map { ($0.name, $0) })
      var edits: [String: TreeEntry?] = [:]
      for entry in try Self.tree(&random, format).entries.prefix(random.below(6)) {
        edits[entry.name] = .some(random.below(3) == 0 ? nil : entry)
      }
      for (name, entry) in edits { entries[name] = entry }
      let expected = try Tree(Array(entries.values))
      let view = try TreeView(tree.encoded(), format: format)
      #expect(try view.encoded(replacing: edits) ?? tree.encoded() == expected.encoded())
      #expect(try (view.encoded(replacing: edits) == nil) == (expected == tree))
    }
  }

  @Test func `what git refuses in a tree cannot be put into one`() throws {
    let view = TreeView(emptyOf: .sha1)
    guard let id = ObjectID(.sha1, bytes: [UInt8](repeating: 7, count: 20)) else { return }
    for name in ["", ".git", "a/b"] {
      let entry = TreeEntry(name: name, mode: .file, id: id)
      let error = #expect(throws: ObjectCodingError.self) {
        try view.encoded(replacing: [name: entry])
      }
      #expect(error?.code == .invalidName)
    }
  }

  @Test func `damage and wrong order are refused and never crash`() throws {
    var random = SeededRandom(seed: 34)
    let tree = try Self.tree(&random, .sha1)
    let bytes = tree.encoded()
    #expect(bytes.count > 100)
    for end in 1..<bytes.count {
      let isWhole = (try? Tree(decoding: Array(bytes[..<end]), format: .sha1)) != nil
      #expect(((try? TreeView(Array(bytes[..<end]), format: .sha1)) != nil) == isWhole)
    }
    for _ in 0..<2000 {
      var damaged = bytes
      damaged[random.below(damaged.count)] = UInt8(random.below(256))
      guard let view = try? TreeView(damaged, format: .sha1) else {
        #expect(throws: ObjectCodingError.self) { try Tree(decoding: damaged, format: .sha1) }
        continue
      }
      for position in 0..<view.count { _ = try? view.entry(at: position) }
    }
    let entries = tree.entries.map { try? Tree([$0]).encoded() }.compactMap { $0 }
    let swapped = try #require(entries.last) + entries.dropLast().joined()
    let error = #expect(throws: ObjectCodingError.self) { try TreeView(swapped, format: .sha1) }
    #expect(error?.code == .malformed)
    let twice = #expect(throws: ObjectCodingError.self) {
      try TreeView(entries[0] + entries[0], format: .sha1)
    }
    #expect(twice?.code == .duplicateName)
  }
}
