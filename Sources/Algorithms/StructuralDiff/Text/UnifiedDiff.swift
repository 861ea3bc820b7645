/// The difference of two texts as hunks with context, rendered like `diff -u` does.
///
/// Edits whose distance is at most twice the context share a hunk.
public struct UnifiedDiff: Sendable {
  /// What a line of a hunk says; the raw value is the byte it starts with.
  public enum LineKind: UInt8, Sendable {
    /// The line stands in both texts.
    case context = 0x20
    /// The line stands in the first text only.
    case removed = 0x2D
    /// The line stands in the second text only.
    case added = 0x2B
  }

  /// One line of a hunk.
  public struct Line: Sendable {
    /// What the line says.
    public let kind: LineKind
    /// The line with its line feed, if it has one.
    public let bytes: ArraySlice<UInt8>
    /// Whether it ends with a line feed; the last line of a text may not.
    public var endsLine: Bool { bytes.last == UInt8(ascii: "\n") }
  }

  /// Edits close to each other with the lines around them.
  public struct Hunk: Sendable {
    /// The lines of the first text that the hunk covers, counted from 0.
    public let fromRange: Range<Int>
    /// The lines of the second text that the hunk covers, counted from 0.
    public let toRange: Range<Int>
    /// Context, removed and added lines in reading order.
    public let lines: [Line]
  }

  /// The hunks from first to last; none when the texts are equal.
  public let hunks: [Hunk]

  /// Compares two texts and groups the edits into hunks with `context` lines around them.
  public init(from: TextLines, to: TextLines, context: Int = 3) {
    precondition(context >= 0, "negative context")
    let list = EditList(from: from, to: to)
    hunks = Self.groups(list.edits, context: context).map { group in
      Hunk(group, from: from, to: to, context: context)
    }
  }

  /// Splits the edits where more than twice the context lies between two of them.
  private static func groups(_ edits: [Edit], context: Int) -> [ArraySlice<Edit>] {
    var groups: [ArraySlice<Edit>] = []
    var start = 0
    for index in edits.indices.dropFirst() {
      let gap = edits[index].removed.lowerBound - edits[index - 1].removed.upperBound
      if gap > 2 * context {
        groups.append(edits[start..<index])
        start = index
      }
    }
    if start < edits.count { groups.append(edits[start...]) }
    return groups
  }
}

extension UnifiedDiff {
  /// The hunks as bytes, without the two lines that name the texts.
  ///
  /// A last line without line feed is followed by `\ No newline at end of file`.
  public var rendered: [UInt8] {
    var output: [UInt8] = []
    for hunk in hunks { hunk.render(into: &output) }
    return output
  }
}

extension UnifiedDiff.Hunk {
  fileprivate init(_ edits: ArraySlice<Edit>, from: TextLines, to: TextLines, context: Int) {
    let (first, last) = (edits[edits.startIndex], edits[edits.endIndex - 1])
    let before = min(context, first.removed.lowerBound)
    let after = min(context, from.count - last.removed.upperBound)
    fromRange = first.removed.lowerBound - before..<last.removed.upperBound + after
    toRange = first.inserted.lowerBound - before..<last.inserted.upperBound + after
    var lines: [UnifiedDiff.Line] = []
    var position = fromRange.lowerBound
    for edit in edits {
      lines += from[position..<edit.removed.lowerBound].map { .init(kind: .context, bytes: $0) }
      lines += from[edit.removed].map { .init(kind: .removed, bytes: $0) }
      lines += to[edit.inserted].map { .init(kind: .added, bytes: $0) }
      position = edit.removed.upperBound
    }
    lines += from[position..<fromRange.upperBound].map { .init(kind: .context, bytes: $0) }
    self.lines = lines
  }

  /// The line `@@ -a,b +c,d @@` without a line feed; a count of one is left out.
  public var heading: String {
    "@@ -\(Self.span(fromRange)) +\(Self.span(toRange)) @@"
  }

  /// Counts lines from 1; an empty run is named by the line before it.
  private static func span(_ range: Range<Int>) -> String {
    switch range.count {
    case 0: "\(range.lowerBound),0"
    case 1: "\(range.lowerBound + 1)"
    default: "\(range.lowerBound + 1),\(range.count)"
    }
  }

  fileprivate func render(into output: inout [UInt8]) {
    output += heading.utf8
    output.append(UInt8(ascii: "\n"))
    for line in lines {
      output.append(line.kind.rawValue)
      output += line.bytes
      if !line.endsLine {
        output += "\n\\ No newline at end of file\n".utf8
      }
    }
  }
}
