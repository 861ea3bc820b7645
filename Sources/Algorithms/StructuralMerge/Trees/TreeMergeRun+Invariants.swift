import LosslessJSON
import StructuralDiff

extension TreeMergeRun {
  /// Records the rules that a merged document breaks and neither side's version does.
  ///
  /// A document that the sides have alike can break none anew, since what it refers to is only
  /// missing where a side lacks it. The same goes for a document that is as a side has it, where
  /// all of that side's documents are still there. A document in conflict is checked when that is
  /// resolved.
  mutating func checkInvariants() throws {
    if rules.invariants.isEmpty { return }
    let whole = [sides.ours, sides.theirs].filter { side in
      side.sources.keys.allSatisfy { tree.sources[$0] != nil }
    }
    for name in differing where !isOpen(name) {
      let source = tree.sources[name]
      if source == nil || whole.contains(where: { $0.sources[name] == source }) { continue }
      guard let document = try documents.document(tree.sources[name]) else { continue }
      try check(document, named: name)
    }
  }

  /// Makes the resolutions; what still breaks a rule stays open unless ours was taken there.
  private mutating func check(_ document: JSONValue, named name: JSONString) throws {
    let found = try conflicts(in: document, named: name)
    var result = document
    var ended: [(conflict: MergeConflict, resolution: Resolution)] = []
    for conflict in found.reversed() where !isResolved(name, at: conflict.path) {
      let place = MergePlace(name: name, path: conflict.path)
      guard let resolution = resolutions[place] else { continue }
      ended.append((conflict, resolution))
      try result.put(resolution.value(of: conflict), at: conflict.path, in: name)
    }
    let left = result == document ? found : try conflicts(in: result, named: name)
    if result != document { tree.sources[name] = .made(MergeBase(result)) }
    let accepted = ended.filter { $0.resolution == .ours }.compactMap(\.conflict.violationKey)
    let open = left.filter { conflict in
      conflict.violationKey.map { !accepted.contains($0) } ?? true
    }
    for conflict in open { record(conflict, in: name, isOpen: true) }
    let openPaths = Set(open.map(\.path))
    for (conflict, _) in ended.reversed() where !openPaths.contains(conflict.path) {
      record(conflict, in: name, isOpen: false)
    }
  }

  private mutating func conflicts(
    in document: JSONValue, named name: JSONString
  ) throws -> [MergeConflict] {
    let added = try addedViolations(in: document, named: name)
    if added.isEmpty { return [] }
    let base = try documents.document(sides.base.sources[name])
    let theirs = try documents.document(sides.theirs.sources[name])
    return added.map { violation in
      MergeConflict(
        .invariant, at: violation.path, base: base?[violation.path],
        ours: document[violation.path], theirs: theirs?[violation.path],
        detail: .violation(violation))
    }
  }

  private mutating func addedViolations(
    in document: JSONValue, named name: JSONString
  ) throws -> [Violation] {
    let all = try violations(in: document, named: name, of: tree).filter { !isOpen($0.subject) }
    if all.isEmpty { return [] }
    var before: Set<ViolationKey> = []
    for side in [sides.ours, sides.theirs] {
      guard let document = try documents.document(side.sources[name]) else { continue }
      for violation in try violations(in: document, named: name, of: side) {
        before.insert(ViolationKey(violation))
      }
    }
    var places: Set<JSONPointer> = []
    return all.filter {
      !before.contains(ViolationKey($0)) && places.insert($0.path).inserted
    }.sorted { $0.path.isAbove($1.path) }
  }

  private func violations(
    in document: JSONValue, named name: JSONString, of tree: DocumentTree<ID>
  ) throws -> [Violation] {
    try rules.invariants.flatMap { invariant in
      try invariant.violations(in: document, named: name) {
        try tree.sources[$0] != nil || isAlike($0)
      }
    }
  }
}

/// What makes two violations of one document the same.
private struct ViolationKey: Hashable {
  let code: String
  let subject: JSONString

  init(_ violation: Violation) {
    code = violation.code
    subject = violation.subject
  }
}

extension JSONPointer {
  /// Orders places so that indices of one array come by number.
  fileprivate func isAbove(_ other: JSONPointer) -> Bool {
    tokens.lexicographicallyPrecedes(other.tokens) {
      ($0.byteCount, $0) < ($1.byteCount, $1)
    }
  }
}

extension MergeConflict {
  fileprivate var violationKey: ViolationKey? {
    if case .violation(let violation) = detail { ViolationKey(violation) } else { nil }
  }
}

extension Resolution {
  /// What the place of a conflict holds once it is resolved so.
  func value(of conflict: MergeConflict) -> JSONValue? {
    switch self {
    case .ours: conflict.ours
    case .theirs: conflict.theirs
    case .value(let value): value
    }
  }
}

extension JSONValue {
  /// Puts a value at a place that is there, or removes what is there.
  fileprivate mutating func put(
    _ value: JSONValue?, at path: JSONPointer, in name: JSONString
  ) throws(MergeError) {
    do {
      if let value { try set(value, at: path) } else { try remove(at: path) }
    } catch {
      throw .unsuitableValue(at: path, in: name)
    }
  }
}
