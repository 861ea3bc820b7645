/// One place where two sequences differ: a run of the first replaced by a run of the second.
///
/// Either run may be empty, never both: an empty `removed` is an insertion at that position.
public struct Edit: Hashable, Sendable {
  /// The positions in the first sequence that go.
  public let removed: Range<Int>
  /// The positions in the second sequence that come in their place.
  public let inserted: Range<Int>

  /// Creates an edit from its two runs.
  public init(removed: Range<Int>, inserted: Range<Int>) {
    self.removed = removed
    self.inserted = inserted
  }
}

/// The edits, in order and apart from each other, that turn one sequence into another.
///
/// What lies between two edits is equal on both sides and of equal length. A list is minimal for
/// sequences that differ moderately; beyond some hundred edits it may be longer, never wrong.
public struct EditList: Hashable, Sendable {
  /// The edits from first to last; between two of them at least one element is kept.
  public let edits: [Edit]
  /// The length of the first sequence.
  public let fromCount: Int
  /// The length of the second sequence.
  public let toCount: Int

  /// Compares two sequences of hashable elements.
  public init<Element: Hashable>(from: some Sequence<Element>, to: some Sequence<Element>) {
    var tokens = TokenTable<Element>()
    let fromTokens = from.map { tokens.token(for: $0) }
    let toTokens = to.map { tokens.token(for: $0) }
    self.init(fromTokens: fromTokens, toTokens: toTokens, tokenCount: tokens.count)
  }

  /// Compares two texts line by line.
  public init(from: TextLines, to: TextLines) {
    var tokens = TokenTable<ByteKey>()
    let fromTokens = from.map { tokens.token(for: ByteKey($0)) }
    let toTokens = to.map { tokens.token(for: ByteKey($0)) }
    self.init(fromTokens: fromTokens, toTokens: toTokens, tokenCount: tokens.count)
  }

  /// Compares two sequences of tokens that are all in `0..<tokenCount`.
  public init(fromTokens: [Int], toTokens: [Int], tokenCount: Int) {
    var comparison = SequenceComparison(from: fromTokens, to: toTokens, tokenCount: tokenCount)
    edits = comparison.edits()
    fromCount = fromTokens.count
    toCount = toTokens.count
  }
}

extension EditList {
  /// Tells whether the two sequences are equal.
  public var isEmpty: Bool { edits.isEmpty }

  /// The number of elements removed and inserted, together.
  public var cost: Int {
    edits.reduce(0) { $0 + $1.removed.count + $1.inserted.count }
  }

  /// The pairs of runs that are kept, in order; both runs of a pair have the same length.
  public var kept: [(from: Range<Int>, to: Range<Int>)] {
    var runs: [(from: Range<Int>, to: Range<Int>)] = []
    var (from, to) = (0, 0)
    for edit in edits + [end] {
      if from < edit.removed.lowerBound {
        runs.append((from..<edit.removed.lowerBound, to..<edit.inserted.lowerBound))
      }
      (from, to) = (edit.removed.upperBound, edit.inserted.upperBound)
    }
    return runs
  }

  /// Returns the second sequence, made of what is kept of `first` and what `second` inserts.
  ///
  /// Both must have the lengths of the sequences that were compared.
  public func applied<Element>(to first: [Element], inserting second: [Element]) -> [Element] {
    precondition(first.count == fromCount && second.count == toCount, "other sequences")
    var result: [Element] = []
    result.reserveCapacity(toCount)
    var position = 0
    for edit in edits {
      result += first[position..<edit.removed.lowerBound]
      result += second[edit.inserted]
      position = edit.removed.upperBound
    }
    return result + first[position...]
  }

  private var end: Edit {
    Edit(removed: fromCount..<fromCount, inserted: toCount..<toCount)
  }
}
