/// Which entries of a pack are built on which: trees, of which each entry is in one.
///
/// An entry whose base is not known by its place in the same pack is a root.
struct DeltaForest {
  private var firstChild: [Int32]
  private var nextSibling: [Int32]
  private let roots: [Int]
  /// The bytes of all entries of a root's tree, by the place of the root.
  private var weights: [Int]

  private static let none: Int32 = -1

  /// Reads the headers of all entries; what is wrong with one is found when it is read.
  ///
  /// - Parameter extents: The entries in the order of their offsets.
  init(of extents: [PackExtent], in reader: PackReader) {
    firstChild = Array(repeating: Self.none, count: extents.count)
    nextSibling = firstChild
    weights = Array(repeating: 0, count: extents.count)
    var roots: [Int] = []
    // A base lies before what is built on it, so its root is known.
    var rootByPlace = Array(extents.indices)
    for place in extents.indices {
      if let base = Self.base(of: extents[place], in: extents[..<place], reader) {
        nextSibling[place] = firstChild[base]
        firstChild[base] = Int32(place)
        rootByPlace[place] = rootByPlace[base]
      } else {
        roots.append(place)
      }
      weights[rootByPlace[place]] += extents[place].end - extents[place].offset
    }
    self.roots = roots
  }

  private static func base(
    of extent: PackExtent, in earlier: ArraySlice<PackExtent>, _ reader: PackReader
  ) -> Int? {
    guard case .offsetDelta(let offset)? = (try? reader.cursor.entry(at: extent.offset))?.content
    else { return nil }
    var (low, high) = (0, earlier.count)
    while low < high {
      let middle = (low + high) / 2
      if earlier[middle].offset < offset { low = middle + 1 } else { high = middle }
    }
    return low < earlier.count && earlier[low].offset == offset ? low : nil
  }

  /// Calls `body` with the places of what is built on an entry directly.
  func forEachChild(of place: Int, _ body: (Int) -> Void) {
    var child = firstChild[place]
    while child != Self.none {
      body(Int(child))
      child = nextSibling[Int(child)]
    }
  }

  /// The roots in at most so many shares of about the same weight.
  func shares(_ countMax: Int) -> [ArraySlice<Int>] {
    let wanted = max(1, roots.reduce(0) { $0 + weights[$1] } / countMax)
    var shares: [ArraySlice<Int>] = []
    var (start, weight) = (0, 0)
    for (rank, root) in roots.enumerated() {
      weight += weights[root]
      guard weight >= wanted || rank == roots.count - 1 else { continue }
      shares.append(roots[start...rank])
      (start, weight) = (rank + 1, 0)
    }
    return shares
  }
}
