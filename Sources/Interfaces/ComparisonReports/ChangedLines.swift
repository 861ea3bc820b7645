import LosslessJSON
import StructuralDiff

/// The lines of one change, as they are shown below each other.
struct ChangedLines {
  /// One line with its number on either side; a gap stands for lines that are the same.
  struct Line {
    enum Kind: String { case same, removed, added, gap }
    let kind: Kind
    var left: Int?
    var right: Int?
    let text: String
    /// What of the text is other than in its counterpart, in characters.
    var mark: Range<Int>?
  }

  private(set) var lines: [Line] = []

  /// Longer values show their beginning; the documents have the rest.
  private static let valueLineCountMax = 400

  init(_ change: Change) {
    if let diff = change.unifiedDiff() {
      add(diff)
    } else {
      let (from, to) = (Self.texts(change.from), Self.texts(change.to))
      add(from, .removed)
      add(to, .added)
      if from.count == 1, to.count == 1 { markDifference() }
    }
  }

  private static func texts(_ value: JSONValue?) -> [String] {
    guard let value else { return [] }
    // Pretty JSON has no empty lines, but for the end of its last.
    return String(decoding: value.prettyBytes(), as: UTF8.self)
      .split(separator: "\n").map(String.init)
  }

  private mutating func add(_ texts: [String], _ kind: Line.Kind) {
    for (index, text) in texts.prefix(Self.valueLineCountMax).enumerated() {
      lines.append(
        Line(
          kind: kind, left: kind == .removed ? index + 1 : nil,
          right: kind == .added ? index + 1 : nil, text: text))
    }
    let rest = texts.count - Self.valueLineCountMax
    if rest > 0 { lines.append(Line(kind: .gap, text: "\(rest) more lines")) }
  }

  private mutating func add(_ diff: UnifiedDiff) {
    for (index, hunk) in diff.hunks.enumerated() {
      if index > 0 { lines.append(Line(kind: .gap, text: "⋯")) }
      var (left, right) = (hunk.fromRange.lowerBound, hunk.toRange.lowerBound)
      for line in hunk.lines {
        if line.kind != .added { left += 1 }
        if line.kind != .removed { right += 1 }
        lines.append(
          Line(
            kind: line.kind == .added ? .added : line.kind == .removed ? .removed : .same,
            left: line.kind == .added ? nil : left, right: line.kind == .removed ? nil : right,
            text: String(decoding: line.bytes.filter { $0 != 0x0a }, as: UTF8.self)))
        if !line.endsLine { lines.append(Line(kind: .gap, text: "no line end")) }
      }
    }
  }

  /// Marks the middle in which two lines differ.
  private mutating func markDifference() {
    let (one, other) = (Array(lines[0].text), Array(lines[1].text))
    let start = zip(one, other).prefix { $0 == $1 }.count
    let end = zip(one.dropFirst(start).reversed(), other.dropFirst(start).reversed())
      .prefix { $0 == $1 }.count
    guard start + end > 0 else { return }
    lines[0].mark = start..<(one.count - end)
    lines[1].mark = start..<(other.count - end)
  }
}
