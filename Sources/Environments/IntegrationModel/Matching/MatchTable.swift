/// Which resources are matched so far, and which are free.
struct MatchTable {
  private(set) var matches: [ResourceMatch] = []
  private(set) var free: (left: Set<LogicalName>, right: Set<LogicalName>)
  private var partners: [LogicalName: LogicalName] = [:]
  private var lefts: Set<LogicalName> = []

  init(left: Set<LogicalName>, right: Set<LogicalName>) {
    free = (left, right)
  }

  /// Matches two resources if both are free, and tells whether they were.
  @discardableResult
  mutating func add(_ left: LogicalName, _ right: LogicalName, _ reason: MatchReason) -> Bool {
    guard left.kind == right.kind, free.left.contains(left), free.right.contains(right) else {
      return false
    }
    free.left.remove(left)
    free.right.remove(right)
    lefts.insert(left)
    partners[right] = left
    matches.append(ResourceMatch(left, right, reason))
    return true
  }

  /// The kinds of which both sides have something free, those first that others are made of.
  var kindsOpen: [ResourceKind] {
    Set(free.left.map(\.kind)).intersection(free.right.map(\.kind)).sorted {
      ($0.isContained ? 1 : 0, $0) < ($1.isContained ? 1 : 0, $1)
    }
  }

  /// A number that what the left side names has in common with its counterpart, and with nothing
  /// else.
  func token(left name: LogicalName) -> UInt64 {
    Mixer.start.adding(lefts.contains(name) ? 1 : 2).adding(name.description.utf8).value
  }

  /// The same for what the right side names.
  func token(right name: LogicalName) -> UInt64 {
    guard let partner = partners[name] else {
      return Mixer.start.adding(3).adding(name.description.utf8).value
    }
    return token(left: partner)
  }

  func isMatched(left name: LogicalName) -> Bool { lefts.contains(name) }
  func isMatched(right name: LogicalName) -> Bool { partners[name] != nil }
}
