import LosslessJSON
import StructuralDiff
import StructuralMerge
import TestKit
import Testing

/// The laws of the merge over generated sets of named documents that refer to each other.
@Suite struct TreeLawTests {
  fileprivate typealias Documents = [JSONString: JSONValue]

  private struct Case {
    let seed: UInt64
    let base: Documents
    let ours: Documents
    let theirs: Documents

    init(seed: UInt64) {
      self.seed = seed
      var trees = RandomTrees(seed: seed)
      base = trees.tree()
      ours = trees.edited(base)
      theirs = trees.edited(base)
    }
  }

  private func forEachCase(_ body: (Case) throws -> Bool) rethrows {
    for seed in 700_000..<700_000 + UInt64(TestRounds.caseCount) {
      if try !body(Case(seed: seed)) {
        Issue.record("seed \(seed)")
        return
      }
    }
  }

  private func merged(
    _ base: Documents, _ ours: Documents, _ theirs: Documents
  ) throws -> (documents: Documents, conflicts: Set<Competition>, merge: TreeMerge<JSONValue>) {
    let merge = try TreeMerge(
      base: DocumentTree(stored: base), ours: DocumentTree(stored: ours),
      theirs: DocumentTree(stored: theirs),
      rules: TreeMergeRules(identity: { _ in PatternIdentity() }), load: { $0 })
    let documents = merge.tree.sources.compactMapValues { source in
      switch source {
      case .stored(let document): document
      case .made(let base): base.value
      }
    }
    let conflicts = merge.conflicts.map {
      Competition(name: $0.name, member: $0.conflict.path.tokens.first)
    }
    return (documents, Set(conflicts), merge)
  }

  @Test func `the merge of trees agrees with the naive one`() throws {
    var kinds: [String: Int] = [:]
    try forEachCase { test in
      let (documents, conflicts, merge) = try merged(test.base, test.ours, test.theirs)
      if merge.isClean { kinds["clean", default: 0] += 1 }
      for conflict in merge.conflicts { kinds[conflict.conflict.kind.rawValue, default: 0] += 1 }
      let naive = NaiveTreeMerge(test.base, test.ours, test.theirs)
      return documents == naive.documents && conflicts == naive.conflicts
    }
    print("trees:", kinds.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" })
    for kind in ["clean", "modify/modify", "modify/delete", "delete/modify", "delete/reference"] {
      #expect(kinds[kind, default: 0] > TestRounds.caseCount / 1000, "hardly any case is \(kind)")
    }
  }

  @Test func `one side alone is taken as it is, and equal sides too`() throws {
    try forEachCase { test in
      let alone = try merged(test.base, test.ours, test.base)
      let other = try merged(test.base, test.base, test.ours)
      let both = try merged(test.base, test.ours, test.ours)
      return [alone, other, both].allSatisfy { $0.documents == test.ours && $0.conflicts.isEmpty }
    }
  }

  /// What comes back because it is referred to may itself refer to what went; which of the two
  /// documents stays until then depends on the side.
  @Test func `exchanging the sides of trees exchanges nothing but who keeps what competes`() throws
  {
    var compared = 0
    try forEachCase { test in
      let one = try merged(test.base, test.ours, test.theirs)
      let other = try merged(test.base, test.theirs, test.ours)
      let kinds = (one.merge.conflicts + other.merge.conflicts).map(\.conflict.kind)
      guard !kinds.contains(.deleteReference) else { return true }
      compared += 1
      guard one.conflicts == other.conflicts else { return false }
      let competing = Set(one.conflicts.map(\.name))
      return Set(one.documents.keys).union(other.documents.keys).subtracting(competing)
        .allSatisfy { one.documents[$0] == other.documents[$0] }
    }
    #expect(compared > TestRounds.caseCount / 2)
  }
}

/// Where something competes: a document, and the member of it unless it is the whole.
private struct Competition: Hashable {
  let name: JSONString
  let member: JSONString?
}

/// Sets of small documents whose members are numbers or references to each other.
private struct RandomTrees {
  private var random: SeededRandom

  init(seed: UInt64) {
    random = SeededRandom(seed: seed)
  }

  private static let names: [JSONString] = ["n0", "n1", "n2", "n3", "n4", "n5"]
  private static let members: [JSONString] = ["a", "b", "c"]

  mutating func tree() -> [JSONString: JSONValue] {
    var tree: [JSONString: JSONValue] = [:]
    for name in Self.names where random.number(below: 4) > 0 { tree[name] = document() }
    return tree
  }

  private mutating func document() -> JSONValue {
    var object = JSONObject()
    for member in Self.members where random.number(below: 3) > 0 { object[member] = value() }
    return .object(object)
  }

  private mutating func value() -> JSONValue {
    if random.number(below: 3) > 0 { return .number(JSONNumber(random.number(below: 4))) }
    return ["$resource": .string(Self.names[random.number(below: Self.names.count)])]
  }

  mutating func edited(_ tree: [JSONString: JSONValue]) -> [JSONString: JSONValue] {
    var tree = tree
    for name in Self.names where random.number(below: 3) == 0 {
      switch (tree[name], random.number(below: 3)) {
      case (nil, _): tree[name] = document()
      case (_, 0): tree[name] = nil
      case (.object(var object)?, _):
        let member = Self.members[random.number(below: Self.members.count)]
        object[member] = random.number(below: 4) == 0 ? nil : value()
        tree[name] = .object(object)
      default: break
      }
    }
    return tree
  }
}

/// The same merge without any cleverness: every document, every member, every reference.
private struct NaiveTreeMerge {
  private(set) var documents: [JSONString: JSONValue] = [:]
  private(set) var conflicts: Set<Competition> = []

  init(
    _ base: [JSONString: JSONValue], _ ours: [JSONString: JSONValue],
    _ theirs: [JSONString: JSONValue]
  ) {
    for name in Set(base.keys).union(ours.keys).union(theirs.keys) {
      documents[name] = document(name, base[name], ours[name], theirs[name])
    }
    var isChanged = true
    while isChanged {
      isChanged = false
      for name in base.keys {
        let isDeletedHere = ours[name] == nil && theirs[name] == base[name]
        let isDeletedThere = theirs[name] == nil && ours[name] == base[name]
        guard isDeletedHere || isDeletedThere else { continue }
        let deleting = isDeletedHere ? ours : theirs
        let isUsed = documents.contains { user, document in
          Self.names(document).contains(name)
            && !(deleting[user].map(Self.names) ?? []).contains(name)
        }
        guard isUsed else { continue }
        if conflicts.insert(Competition(name: name, member: nil)).inserted { isChanged = true }
        documents[name] = ours[name]
      }
    }
  }

  private mutating func document(
    _ name: JSONString, _ base: JSONValue?, _ ours: JSONValue?, _ theirs: JSONValue?
  ) -> JSONValue? {
    if ours == theirs || theirs == base { return ours }
    if ours == base { return theirs }
    guard var merged = ours?.object, let other = theirs?.object else {
      conflicts.insert(Competition(name: name, member: nil))
      return ours
    }
    for member in Set(merged.keys + other.keys + (base?.object?.keys ?? [])) {
      let (start, own, its) = (base?[member], merged[member], other[member])
      if own == its || its == start { continue }
      if own == start {
        merged[member] = its
      } else {
        conflicts.insert(Competition(name: name, member: member))
      }
    }
    return .object(merged)
  }

  private static func names(_ document: JSONValue) -> Set<JSONString> {
    Set((document.object ?? JSONObject()).compactMap { $0.value["$resource"]?.string })
  }
}
