import ObjectModel

/// The commits of a history that were met so far, numbered in the order in which they were met.
final class KnownHistory {
  /// Where the ancestry of one commit goes on.
  struct Steps {
    /// The commits of which all ancestors count: the parents, or the target of a revert.
    let full: [Int]
    /// The parent on the chain of one branch.
    let first: Int?
    let isRevert: Bool
    let pull: PartialPull?
  }

  /// A pull that left something out.
  struct PartialPull {
    let source: Int
    let taken: Taken
  }

  private let load: (CommitID) throws -> CommitNode
  private var numbers: [CommitID: Int] = [:]
  private var ids: [CommitID] = []
  private var loaded: [Steps?] = []
  private var undone: [Int: [Int]] = [:]

  init(_ load: @escaping (CommitID) throws -> CommitNode) { self.load = load }

  var count: Int { ids.count }

  func id(_ number: Int) -> CommitID { ids[number] }

  func number(of id: CommitID) -> Int {
    if let number = numbers[id] { return number }
    numbers[id] = ids.count
    ids.append(id)
    loaded.append(nil)
    return ids.count - 1
  }

  func steps(from number: Int) throws -> Steps {
    if let steps = loaded[number] { return steps }
    let node = try load(ids[number])
    let parents = node.parents.map(self.number)
    let steps = Steps(
      full: node.revertsTo.map { [self.number(of: $0)] } ?? parents, first: parents.first,
      isRevert: node.revertsTo != nil,
      pull: node.taken.map { PartialPull(source: self.number(of: $0.source), taken: $0) })
    loaded[number] = steps
    return steps
  }

  /// Returns the commits that a commit undid, none unless it is a revert, and perhaps some that are
  /// ancestors of its target anyway.
  ///
  /// A chain of first parents that met an ancestor of the target meets only such from there on: what
  /// a revert on it passes over it undid. So all of the chain is right, and it is only to save
  /// steps that it ends at the target, where that is on it.
  func undone(by number: Int) throws -> [Int] {
    let revert = try steps(from: number)
    guard revert.isRevert else { return [] }
    if let list = undone[number] { return list }
    var list: [Int] = []
    var next = revert.first
    while let passed = next, passed != revert.full[0] {
      list.append(passed)
      next = try steps(from: passed).first
    }
    undone[number] = list
    return list
  }

  /// Returns all ancestors of a commit.
  func ancestors(of start: Int) throws -> Set<Int> {
    var full: Set<Int> = [start]
    var passedOver: Set<Int> = []
    var waiting = [start]
    while let number = waiting.popLast() {
      passedOver.formUnion(try undone(by: number))
      for next in try steps(from: number).full where full.insert(next).inserted {
        waiting.append(next)
      }
    }
    return full.union(passedOver)
  }
}
