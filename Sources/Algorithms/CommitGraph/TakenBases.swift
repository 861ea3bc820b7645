import ObjectModel

/// The bases of single resources that partial pulls took.
struct TakenBases {
  private let history: KnownHistory
  private let a: Int
  private let b: Int
  /// The walk over everything.
  private let whole: BaseWalk
  private var found: [Finding] = []

  /// The bases of some resource, and the pulls that were met on the way to them.
  private struct Finding {
    let name: String
    let bases: [ResourceBase]
    let pulls: [Taken]

    /// Whether the way to the bases of another resource is the same.
    func holds(for other: String) -> Bool {
      pulls.allSatisfy { pull in
        pull.names.contains(name) == pull.names.contains(other)
          && pull.incomplete.contains(name) == pull.incomplete.contains(other)
      }
    }
  }

  init(_ history: KnownHistory, _ a: Int, _ b: Int, _ whole: BaseWalk) {
    self.history = history
    self.a = a
    self.b = b
    self.whole = whole
  }

  /// Returns the bases of each resource that has others than the whole.
  mutating func byName() throws -> [String: [ResourceBase]] {
    let common = whole.best.map { ResourceBase.commit(history.id($0)) }
    var result: [String: [ResourceBase]] = [:]
    for name in Set(try taken(whole).flatMap(\.names)).sorted() {
      let finding = try found.first { $0.holds(for: name) } ?? find(name)
      if finding.bases != common { result[name] = finding.bases }
    }
    return result
  }

  private mutating func find(_ name: String) throws -> Finding {
    let walk = try walk(name, countsIncomplete: true)
    var finding = Finding(name: name, bases: try bases(walk, name), pulls: try taken(walk))
    if finding.pulls.contains(where: { $0.incomplete.contains(name) }) {
      let strict = try self.walk(name, countsIncomplete: false)
      // Below the source of an incomplete pull nothing tells what was left out.
      let isSafe = try walk.candidates.allSatisfy { number in
        try strict.marks(of: number).isCommon || !records(of: number, walk, name).isEmpty
      }
      finding = Finding(
        name: name, bases: isSafe ? finding.bases : try bases(strict, name),
        pulls: finding.pulls + (try taken(strict)))
    }
    found.append(finding)
    return finding
  }

  private func walk(_ name: String, countsIncomplete: Bool) throws -> BaseWalk {
    var walk = BaseWalk(
      history, a, b, subject: BaseWalk.Subject(name: name, countsIncomplete: countsIncomplete))
    try walk.settle()
    return walk
  }

  private func taken(_ walk: BaseWalk) throws -> [Taken] {
    try walk.pulls.compactMap { try history.steps(from: $0).pull?.taken }
  }

  private func bases(_ walk: BaseWalk, _ name: String) throws -> [ResourceBase] {
    try walk.best.flatMap { number in
      let records = try records(of: number, walk, name)
      return records.isEmpty
        ? [ResourceBase.commit(history.id(number))] : records.map { .taken($0) }
    }
  }

  /// What was taken of a resource from a commit that is not common otherwise, the latest of it.
  private func records(of source: Int, _ walk: BaseWalk, _ name: String) throws -> [Taken] {
    guard !whole.marks(of: source).isCommon else { return [] }
    let pulls = try walk.pulls.compactMap { number -> (Int, Taken)? in
      guard let pull = try history.steps(from: number).pull, pull.source == source,
        walk.follows(pull), !walk.marks(of: number).isDisjoint(with: [.fullA, .fullB])
      else { return nil }
      return (number, pull.taken)
    }
    let latest = try pulls.filter { one in
      try !pulls.contains { try $0.0 != one.0 && isAncestor(one.0, of: $0.0) }
    }
    return Set(latest.map(\.1)).sorted { $0.record < $1.record }
  }

  private func isAncestor(_ one: Int, of other: Int) throws -> Bool {
    var walk = BaseWalk(history, one, other)
    try walk.paintUncommon()
    return !walk.marks(of: one).isDisjoint(with: .ofB)
  }
}
