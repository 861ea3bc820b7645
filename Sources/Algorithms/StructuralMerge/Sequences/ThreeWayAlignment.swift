import StructuralDiff

/// Three versions of a sequence as runs that correspond (diff3).
struct ThreeWayAlignment {
  /// Who changed a run.
  enum Author { case nobody, ours, theirs, both }

  /// The positions of one run in every version.
  struct Run {
    let author: Author
    let base: Range<Int>
    let ours: Range<Int>
    let theirs: Range<Int>
  }

  /// When edits of two sides belong together.
  enum Joining {
    /// Where they overlap or touch: for lines, whose neighbours matter.
    case touching
    /// Where they overlap, or both make the sequence longer at one position.
    case competing
  }

  private(set) var runs: [Run] = []

  /// Aligns by what each side changed; both lists start from the base.
  init(ours: EditList, theirs: EditList, joining: Joining) {
    var position = 0
    var (oursShift, theirsShift) = (0, 0)
    func append(_ base: Range<Int>, _ author: Author, _ oursGain: Int, _ theirsGain: Int) {
      if base.isEmpty, author == .nobody { return }
      let oursStart = base.lowerBound + oursShift
      let theirsStart = base.lowerBound + theirsShift
      (oursShift, theirsShift) = (oursShift + oursGain, theirsShift + theirsGain)
      runs.append(
        Run(
          author: author, base: base, ours: oursStart..<base.upperBound + oursShift,
          theirs: theirsStart..<base.upperBound + theirsShift))
      position = base.upperBound
    }
    for region in Self.regions(ours.edits, theirs.edits, joining) {
      append(position..<region.range.lowerBound, .nobody, 0, 0)
      append(region.range, region.author, region.oursGain, region.theirsGain)
    }
    append(position..<ours.fromCount, .nobody, 0, 0)
  }

  private static func regions(
    _ ours: [Edit], _ theirs: [Edit], _ joining: Joining
  ) -> [ChangedRegion] {
    var regions: [ChangedRegion] = []
    var (i, j) = (0, 0)
    while i < ours.count || j < theirs.count {
      let isOurs = j == theirs.count || i < ours.count && ours[i].isBefore(theirs[j])
      let edit = isOurs ? ours[i] : theirs[j]
      if isOurs { i += 1 } else { j += 1 }
      if regions.last?.admits(edit, isOurs: isOurs, joining) != true {
        regions.append(ChangedRegion(edit))
      }
      regions[regions.count - 1].add(edit, isOurs: isOurs)
    }
    return regions
  }
}

/// Edits of either side that belong together.
private struct ChangedRegion {
  private(set) var range: Range<Int>
  private(set) var oursGain = 0
  private(set) var theirsGain = 0
  private var hasOurs = false
  private var hasTheirs = false
  /// Whether the last edit of each side makes the sequence longer where it ends.
  private var oursGrowth: Int?
  private var theirsGrowth: Int?

  init(_ edit: Edit) {
    range = edit.removed
  }

  var author: ThreeWayAlignment.Author {
    hasOurs ? (hasTheirs ? .both : .ours) : .theirs
  }

  func admits(_ edit: Edit, isOurs: Bool, _ joining: ThreeWayAlignment.Joining) -> Bool {
    let start = edit.removed.lowerBound
    if start < range.upperBound { return true }
    guard start == range.upperBound else { return false }
    switch joining {
    case .touching: return true
    case .competing: return edit.grows && (isOurs ? theirsGrowth : oursGrowth) == start
    }
  }

  mutating func add(_ edit: Edit, isOurs: Bool) {
    range = range.lowerBound..<max(range.upperBound, edit.removed.upperBound)
    let gain = edit.inserted.count - edit.removed.count
    let growth = edit.grows ? edit.removed.upperBound : nil
    if isOurs {
      (hasOurs, oursGain, oursGrowth) = (true, oursGain + gain, growth)
    } else {
      (hasTheirs, theirsGain, theirsGrowth) = (true, theirsGain + gain, growth)
    }
  }
}

extension Edit {
  fileprivate var grows: Bool { inserted.count > removed.count }

  fileprivate func isBefore(_ other: Edit) -> Bool {
    (removed.lowerBound, removed.upperBound) <= (other.removed.lowerBound, other.removed.upperBound)
  }
}
