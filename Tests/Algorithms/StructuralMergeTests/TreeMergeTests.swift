import LosslessJSON
import StructuralDiff
import StructuralMerge
import Testing

/// Merging named documents.
@Suite struct TreeMergeTests {
  /// Documents that are stored under their own canonical text.
  private struct Store {
    private(set) var loads: [String: Int] = [:]

    static func tree(_ documents: [JSONString: JSONValue]) -> DocumentTree<String> {
      DocumentTree(stored: documents.mapValues(id))
    }

    static func id(_ document: JSONValue) -> String {
      String(decoding: document.compactBytes(), as: UTF8.self)
    }

    mutating func load(_ id: String) throws -> JSONValue {
      loads[id, default: 0] += 1
      return try JSONValue(parsing: Array(id.utf8))
    }
  }

  private typealias Documents = [JSONString: JSONValue]

  private func rules(
    _ invariants: [any DocumentInvariant] = []
  ) -> TreeMergeRules<PatternIdentity> {
    TreeMergeRules(
      identity: { _ in PatternIdentity() }, nameMember: JSONPointer(tokens: ["name"]),
      invariants: invariants)
  }

  private func merge(
    _ base: Documents, _ ours: Documents, _ theirs: Documents,
    _ invariants: [any DocumentInvariant] = [], _ resolutions: [MergePlace: Resolution] = [:]
  ) throws -> TreeMerge<String> {
    var store = Store()
    let merge = try TreeMerge(
      base: Store.tree(base), ours: Store.tree(ours), theirs: Store.tree(theirs),
      rules: rules(invariants), resolutions: resolutions, load: { try store.load($0) })
    #expect(store.loads.values.allSatisfy { $0 == 1 })
    return merge
  }

  private func documents(_ merge: TreeMerge<String>) throws -> Documents {
    try merge.tree.sources.mapValues { source in
      switch source {
      case .stored(let id): try JSONValue(parsing: Array(id.utf8))
      case .made(let base): try #require(base.value)
      }
    }
  }

  private func conflicts(_ merge: TreeMerge<String>) -> [String] {
    merge.conflicts.map { "\($0.conflict.kind.rawValue) \($0.name)\($0.conflict.path)" }
  }

  private func reference(_ name: JSONString) -> JSONValue { ["$resource": .string(name)] }

  @Test func `documents that only one side changed are never loaded`() throws {
    let merge = try TreeMerge(
      base: Store.tree(["a": 1, "b": 1]), ours: Store.tree(["a": 2, "b": 1]),
      theirs: Store.tree(["a": 1, "b": 3]), rules: rules(),
      load: { id in
        Issue.record("loaded \(id)")
        return .null
      })
    #expect(merge.tree == Store.tree(["a": 2, "b": 3]))
  }

  @Test func `changes of both sides merge, and what equals a side stays that side's`() throws {
    let merge = try merge(
      ["a": ["x": 1, "y": 1]], ["a": ["x": 2, "y": 1]], ["a": ["x": 1, "y": 2]])
    #expect(merge.isClean)
    #expect(try documents(merge) == ["a": ["x": 2, "y": 2]])
    let same = try self.merge(["a": ["x": 1]], ["a": ["x": 2, "y": 1]], ["a": ["x": 2]])
    #expect(same.tree == Store.tree(["a": ["x": 2, "y": 1]]))
  }

  @Test func `additions of both sides merge over nothing`() throws {
    let merge = try merge([:], ["a": ["x": 1, "y": 1]], ["a": ["x": 2, "z": 1]])
    #expect(conflicts(merge) == ["add/add a/x"])
    #expect(try documents(merge) == ["a": ["x": 1, "y": 1, "z": 1]])
  }

  @Test func `a deletion competes with a change, whichever side made it`() throws {
    let merge = try merge(
      ["a": 1, "b": 1, "c": 1], ["a": 2, "c": 1], ["b": 2, "c": 1])
    #expect(conflicts(merge) == ["modify/delete a", "delete/modify b"])
    #expect(try documents(merge) == ["a": 2, "c": 1])
    let resolved = try self.merge(
      ["a": 1, "b": 1, "c": 1], ["a": 2, "c": 1], ["b": 2, "c": 1], [],
      [MergePlace(name: "a"): .theirs, MergePlace(name: "b"): .theirs])
    #expect(resolved.isClean)
    #expect(resolved.resolved.count == 2)
    #expect(try documents(resolved) == ["b": 2, "c": 1])
  }

  @Test func `a renaming merges with an edit and competes with another renaming`() throws {
    let base: Documents = ["a": ["name": "a", "x": 1]]
    let edited = try merge(base, ["a": ["name": "b", "x": 1]], ["a": ["name": "a", "x": 2]])
    #expect(try documents(edited) == ["a": ["name": "b", "x": 2]])
    let both = try merge(base, ["a": ["name": "b", "x": 1]], ["a": ["name": "c", "x": 1]])
    #expect(conflicts(both) == ["rename/rename a/name"])
  }

  @Test func `a new reference to a deleted document competes with the deletion`() throws {
    let base: Documents = ["e": ["x": 1], "f": ["step": 0], "g": 1]
    let deleted: Documents = ["f": ["step": 0], "g": 1]
    let referring: Documents = ["e": ["x": 1], "f": ["step": reference("e")], "g": 1]
    let checks: [any DocumentInvariant] = [ReferencesResolve()]
    let merge = try merge(base, deleted, referring, checks)
    #expect(conflicts(merge) == ["delete/reference e"])
    #expect(
      merge.conflicts.first?.conflict.detail
        == .references([MergePlace(name: "f", path: JSONPointer(tokens: ["step"]))]))
    let kept = try self.merge(base, deleted, referring, checks, [MergePlace(name: "e"): .theirs])
    #expect(kept.isClean)
    #expect(try documents(kept) == referring)
    let mirrored = try self.merge(base, referring, deleted, checks)
    #expect(conflicts(mirrored) == ["delete/reference e"])
    #expect(try documents(mirrored) == referring)
    let gone = try self.merge(base, deleted, referring, checks, [MergePlace(name: "e"): .ours])
    #expect(conflicts(gone) == ["invariant f/step"])
    let mended = try self.merge(
      base, deleted, referring, checks,
      [
        MergePlace(name: "e"): .ours,
        MergePlace(name: "f", path: JSONPointer(tokens: ["step"])): .value(0),
      ])
    #expect(mended.isClean)
    #expect(try documents(mended) == deleted)
  }

  @Test func `a document that comes back brings what it refers to`() throws {
    let base: Documents = ["e": ["c": reference("c")], "c": 1, "f": 0]
    let merge = try merge(
      base, ["f": 0], ["e": ["c": reference("c")], "c": 1, "f": reference("e")], [],
      [MergePlace(name: "e"): .theirs])
    #expect(conflicts(merge) == ["delete/reference c"])
  }

  @Test func `a resolution of what does not compete is refused by name`() {
    let error = #expect(throws: MergeError.self) {
      try merge(["a": 1], ["a": 2], ["a": 1], [], [MergePlace(name: "a"): .ours])
    }
    #expect(
      error?.message
        == "cannot resolve '' in 'a': nothing competes there; list the conflicts again")
    #expect(error?.name == "a")
  }

  @Test func `a rule broken by neither side but by both is a conflict`() throws {
    let routers = { (ids: [JSONValue], next: JSONValue) -> Documents in
      [
        "f": [
          "routers": .array(ids.map { ["id": $0] }), "next": ["nextRouterId": next],
        ]
      ]
    }
    let checks: [any DocumentInvariant] = [LocalReferencesResolve.nextRouterID]
    let merge = try merge(
      routers(["a", "b"], "a"), routers(["a"], "a"), routers(["a", "b"], "b"), checks)
    #expect(conflicts(merge) == ["invariant f/next/nextRouterId"])
    #expect(merge.conflicts.first?.conflict.theirs == "b")
    let before = try self.merge(
      routers(["a", "b"], "z"), routers(["a"], "z"), routers(["a", "b", "c"], "z"), checks)
    #expect(before.isClean)
    let place = MergePlace(name: "f", path: JSONPointer(tokens: ["next", "nextRouterId"]))
    let resolved = try self.merge(
      routers(["a", "b"], "a"), routers(["a"], "a"), routers(["a", "b"], "b"), checks,
      [place: .value("a")])
    #expect(resolved.isClean)
    let stillWrong = try self.merge(
      routers(["a", "b"], "a"), routers(["a"], "a"), routers(["a", "b"], "b"), checks,
      [place: .value("z")])
    #expect(!stillWrong.isClean)
  }

  @Test func `several bases make one that equals nothing where they compete`() throws {
    var store = Store()
    let base = Store.tree(["a": ["x": 0, "y": 0], "b": 0, "c": 0])
    let made = try DocumentTree(
      merging: Store.tree(["a": ["x": 1, "y": 0], "b": 1]),
      Store.tree(["a": ["x": 2, "y": 5], "c": 0]), base: base, rules: rules(),
      load: { try store.load($0) })
    let sides =
      [["a": ["x": 1, "y": 5], "b": 1], ["a": ["x": 2, "y": 5], "b": 1]] as [Documents]
    let merge = try TreeMerge(
      base: made, ours: Store.tree(sides[0]), theirs: Store.tree(sides[1]), rules: rules(),
      load: { try store.load($0) })
    #expect(conflicts(merge) == ["modify/modify a/x"])
    let deleted = try TreeMerge(
      base: made, ours: Store.tree(sides[0]), theirs: Store.tree(["a": ["x": 1, "y": 5]]),
      rules: rules(), load: { try store.load($0) })
    #expect(conflicts(deleted) == ["modify/delete b"])
  }
}
