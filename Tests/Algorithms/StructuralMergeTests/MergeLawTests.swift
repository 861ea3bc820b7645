import DocumentSamples
import LosslessJSON
import StructuralDiff
import StructuralMerge
import TestKit
import Testing

/// The laws of the merge over generated documents, edits and strategies.
@Suite struct MergeLawTests {
  private struct Case {
    let seed: UInt64
    let base: JSONValue
    let ours: JSONValue
    let theirs: JSONValue
    let identity: ScatteredIdentity

    init(seed: UInt64) {
      self.seed = seed
      var documents = RandomDocuments(seed: seed)
      base = documents.document()
      let hasOneStart = !documents.random.happens(onceIn: 10)
      ours = hasOneStart ? documents.edited(base) : documents.document()
      theirs = hasOneStart ? documents.edited(base) : documents.document()
      identity = ScatteredIdentity(seed: seed &* 31)
    }

    func merged(_ resolutions: [JSONPointer: Resolution] = [:]) throws -> DocumentMerge {
      try DocumentMerge(
        base: MergeBase(base), ours: ours, theirs: theirs, identity: identity,
        resolutions: resolutions)
    }

    func merge(_ base: JSONValue, _ ours: JSONValue, _ theirs: JSONValue) throws -> DocumentMerge {
      try DocumentMerge(base: MergeBase(base), ours: ours, theirs: theirs, identity: identity)
    }
  }

  private func forEachCase(_ start: UInt64, _ body: (Case) throws -> Bool) rethrows {
    for seed in start..<start + UInt64(TestRounds.caseCount) {
      if try !body(Case(seed: seed)) {
        Issue.record("seed \(seed)")
        return
      }
    }
  }

  @Test func `the merge agrees with the naive one`() throws {
    var counts: [String: Int] = [:]
    try forEachCase(1_000_000) { test in
      let merge = try test.merged()
      var reference = ReferenceMerge()
      let value = reference.merge(test.base, test.ours, test.theirs, at: test.identity)
      if merge.isClean { counts["clean", default: 0] += 1 }
      for conflict in merge.conflicts { counts[conflict.kind.rawValue, default: 0] += 1 }
      let met = Set(merge.conflicts.map { ReferenceMerge.Conflict(kind: $0.kind, path: $0.path) })
      if merge.value == value, met == Set(reference.conflicts),
        merge.conflicts.count == reference.conflicts.count, met.count == merge.conflicts.count
      {
        return true
      }
      print("base   ", text(test.base))
      print("ours   ", text(test.ours))
      print("theirs ", text(test.theirs))
      print("merged ", text(merge.value), merge.conflicts.map { "\($0.kind.rawValue) \($0.path)" })
      print("naive  ", text(value), reference.conflicts.map { "\($0.kind.rawValue) \($0.path)" })
      return false
    }
    print("merged:", counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" })
    for kind in ["clean", "modify/modify", "modify/delete", "delete/modify", "add/add", "order"] {
      #expect(counts[kind, default: 0] > TestRounds.caseCount / 100, "hardly any case is \(kind)")
    }
  }

  private func text(_ value: JSONValue?) -> String {
    value.map { String(decoding: $0.compactBytes(), as: UTF8.self) } ?? "nothing"
  }

  @Test func `one side alone is taken as it is`() throws {
    try forEachCase(2_000_000) { test in
      let (base, edited) = (test.base, test.ours)
      let merges = [
        try test.merge(base, edited, base), try test.merge(base, base, edited),
        try test.merge(base, edited, edited),
      ]
      return merges.allSatisfy { $0.isClean && $0.value == edited }
    }
  }

  @Test func `exchanging the sides exchanges nothing but names and display order`() throws {
    try forEachCase(3_000_000) { test in
      let merge = try test.merged()
      let exchanged = try test.merge(test.base, test.theirs, test.ours)
      if merge.isClean != exchanged.isClean { return false }
      if merge.isClean {
        return merge.value.map { ordered($0, at: test.identity) }
          == exchanged.value.map { ordered($0, at: test.identity) }
      }
      return kinds(merge.conflicts.map(\.kind)) == kinds(exchanged.conflicts.map(\.kind.exchanged))
    }
  }

  private func kinds(_ kinds: [MergeConflict.Kind]) -> [String] { kinds.map(\.rawValue).sorted() }

  @Test func `the result is valid, and resolutions end all conflicts`() throws {
    try forEachCase(4_000_000) { test in
      let merge = try test.merged()
      if let value = merge.value, try JSONValue(parsing: value.canonicalBytes()) != value {
        return false
      }
      for side in [Resolution.ours, .theirs, .value(["own": "value"])] {
        let table = Dictionary(
          uniqueKeysWithValues: merge.conflicts.filter { side.fits($0) }.map { ($0.path, side) })
        let result = try test.merged(table)
        if result.resolved.count < table.count { return false }
        if result.conflicts.count + result.resolved.count != merge.conflicts.count { return false }
        if side == .ours, result.value != merge.value || !result.isClean { return false }
        if side == .theirs, !result.isClean { return false }
      }
      return true
    }
  }

  @Test func `a resolution of one conflict holds what the conflict says`() throws {
    try forEachCase(5_000_000) { test in
      let merge = try test.merged()
      let isRow = { (conflict: MergeConflict) in
        conflict.kind == .modifyModify && merge.value?[conflict.path] != conflict.ours
      }
      for conflict in merge.conflicts where !isRow(conflict) {
        if merge.value?[conflict.path] != conflict.ours { return false }
        // Below an array whose elements go, places move.
        guard conflict.theirs != nil, conflict.ours != nil else { continue }
        let resolved = try test.merged([conflict.path: .theirs])
        if resolved.value?[conflict.path] != conflict.theirs { return false }
      }
      return true
    }
  }

  @Test func `a resolution of what does not compete is refused by name`() throws {
    let identity = PatternIdentity()
    let error = #expect(throws: MergeError.self) {
      try DocumentMerge(
        base: MergeBase(["a": 1]), ours: ["a": 2], theirs: ["a": 1], identity: identity,
        resolutions: [JSONPointer(tokens: ["a"]): .ours])
    }
    #expect(error?.code == .unknownConflict)
    #expect(
      error?.message == "cannot resolve '/a': nothing competes there; list the conflicts again")
  }

  @Test func `where a base equals nothing every difference is a conflict`() throws {
    try forEachCase(6_000_000) { test in
      let hole = MergeBase(test.base, holes: PlaceSet([.root]))
      let merge = try DocumentMerge(
        base: hole, ours: test.ours, theirs: test.theirs, identity: test.identity)
      return merge.conflicts.count == (test.ours == test.theirs ? 0 : 1)
    }
  }

  @Test func `a base of bases keeps what both have and equals nothing where they compete`() throws {
    var lost = 0
    try forEachCase(7_000_000) { test in
      let made = MergeBase(
        merging: MergeBase(test.ours), MergeBase(test.theirs), base: MergeBase(test.base),
        identity: test.identity)
      let merge = try test.merged()
      if merge.isClean { return made.holes.isEmpty && made.value == merge.value }
      if made.holes.isEmpty { return false }
      // The two sides themselves, merged over it, compete again.
      let again = try DocumentMerge(
        base: made, ours: test.ours, theirs: test.theirs, identity: test.identity)
      if !again.isClean { return true }
      // Elements without a lasting key may be told apart otherwise over another base.
      lost += 1
      return merge.conflicts.allSatisfy { $0.path.tokens.contains { Int($0.text) != nil } }
    }
    #expect(lost <= TestRounds.caseCount / 10_000 + 1)
  }
}

extension MergeConflict.Kind {
  fileprivate var exchanged: MergeConflict.Kind {
    switch self {
    case .modifyDelete: .deleteModify
    case .deleteModify: .modifyDelete
    default: self
    }
  }
}

extension Resolution {
  /// Tells whether a value can stand at the place of a conflict.
  fileprivate func fits(_ conflict: MergeConflict) -> Bool {
    if case .value = self { conflict.kind != .order } else { true }
  }
}
