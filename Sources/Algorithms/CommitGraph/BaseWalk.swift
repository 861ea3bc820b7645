import ObjectModel

/// A walk from two commits at once that paints their ancestors and finds the best common ones.
///
/// Marks are only ever added, so a commit is passed a few times at most. What is below a common
/// ancestor is painted as outdated, by a second queue that moves twice as fast and so catches up
/// with a side that got past it.
///
/// For one resource, the partial pulls that took it are merges with their sources.
struct BaseWalk {
  /// Whose history is walked.
  struct Subject {
    let name: String
    /// Whether pulls count that left out something of the resource.
    let countsIncomplete: Bool

    fileprivate func counts(_ taken: Taken) -> Bool {
      taken.names.contains(name) && (countsIncomplete || !taken.incomplete.contains(name))
    }
  }

  /// What is known of a commit.
  struct Marks: OptionSet {
    let rawValue: UInt8
    /// An ancestor of this side, with all its own.
    static let fullA = Marks(rawValue: 1)
    static let fullB = Marks(rawValue: 2)
    /// An ancestor of a common ancestor, with all its own.
    static let outdated = Marks(rawValue: 4)
    /// Undone on the way.
    static let undoneA = Marks(rawValue: 8)
    static let undoneB = Marks(rawValue: 16)
    static let undoneOutdated = Marks(rawValue: 32)

    static let full: Marks = [.fullA, .fullB, .outdated]
    static let ofA: Marks = [.fullA, .undoneA]
    static let ofB: Marks = [.fullB, .undoneB]
    static let replaced: Marks = [.outdated, .undoneOutdated]

    /// What the commits get that were undone by one with these marks.
    var undone: Marks { Marks(rawValue: rawValue << 3) }
    /// Whether this is an ancestor of both sides, and on one of them not merely undone.
    var isCommon: Bool {
      !isDisjoint(with: .ofA) && !isDisjoint(with: .ofB) && !isDisjoint(with: [.fullA, .fullB])
    }
  }

  private let history: KnownHistory
  private let subject: Subject?
  private var marks: [Marks] = []
  /// What each commit has passed on.
  private var passed: [Marks] = []
  private var current = Queue()
  private var outdated = Queue()

  /// The common ancestors that are not known to be replaced by others.
  private(set) var candidates: Set<Int> = []
  /// The partial pulls that were met above the common ancestors, or not far below.
  private(set) var pulls: Set<Int> = []

  init(_ history: KnownHistory, _ a: Int, _ b: Int, subject: Subject? = nil) {
    self.history = history
    self.subject = subject
    mark(a, .fullA)
    mark(b, .fullB)
  }

  /// The best common ancestors in the order of their ids.
  var best: [Int] { candidates.sorted { history.id($0) < history.id($1) } }

  /// Whether a partial pull is a merge with its source here.
  func follows(_ pull: KnownHistory.PartialPull) -> Bool {
    subject?.counts(pull.taken) ?? false
  }

  func marks(of number: Int) -> Marks { number < marks.count ? marks[number] : [] }

  // MARK: Painting

  /// Paints until all that is not below a common ancestor has its marks.
  mutating func paintUncommon() throws {
    while let number = current.pop() {
      if marks[number].contains(.outdated) {
        outdated.push(number)
      } else {
        try pass(number)
      }
      for _ in 0..<2 { try passOutdated() }
    }
  }

  /// Paints on until it is certain which candidates are the best.
  ///
  /// Only outdated commits wait by now. They can replace candidates, but never add one, and one of
  /// the candidates stays.
  mutating func settle() throws {
    try paintUncommon()
    while candidates.count > 1, !current.isEmpty || !outdated.isEmpty {
      if let number = current.pop() { try pass(number) }
      try passOutdated()
    }
  }

  private mutating func passOutdated() throws {
    if let number = outdated.pop() { try pass(number) }
  }

  private mutating func pass(_ number: Int) throws {
    var passing = marks[number].intersection(.full)
    if marks[number].isCommon { passing.insert(.outdated) }
    guard !passing.subtracting(passed[number]).isEmpty else { return }
    passed[number] = passing
    let steps = try history.steps(from: number)
    for next in steps.full { mark(next, passing) }
    for next in try history.undone(by: number) { mark(next, passing.undone) }
    guard let pull = steps.pull else { return }
    pulls.insert(number)
    if follows(pull) { mark(pull.source, passing) }
  }

  private mutating func mark(_ number: Int, _ added: Marks) {
    while marks.count <= number {
      marks.append([])
      passed.append([])
    }
    let sum = marks[number].union(added)
    guard sum != marks[number] else { return }
    marks[number] = sum
    if sum.isCommon, sum.isDisjoint(with: .replaced) {
      candidates.insert(number)
    } else {
      candidates.remove(number)
    }
    if sum.contains(.outdated) { outdated.push(number) } else { current.push(number) }
  }
}

/// Numbers that come out in the order in which they went in.
private struct Queue {
  private var numbers: [Int] = []
  private var start = 0

  var isEmpty: Bool { start == numbers.count }

  mutating func push(_ number: Int) { numbers.append(number) }

  mutating func pop() -> Int? {
    guard start < numbers.count else { return nil }
    start += 1
    return numbers[start - 1]
  }
}
