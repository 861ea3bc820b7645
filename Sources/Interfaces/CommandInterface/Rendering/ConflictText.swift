import IntegrationModel
import LifecycleOperations
import LosslessJSON
import StructuralDiff
import StructuralMerge
import Terminal

/// Conflicts as people read them: what competes, where, and what each side holds.
enum ConflictText {
  /// How much of one value is shown before it is cut.
  private static let valueLineCountMax = 24

  static func list(
    _ open: [PullConflict], _ resolved: [PullConflict], _ palette: Palette
  ) -> String {
    var lines: [String] = []
    for conflict in open { lines += Self.lines(of: conflict, palette) + [""] }
    for conflict in resolved {
      lines.append(
        palette.green("resolved ") + heading(conflict, palette) + "  "
          + resolution(conflict.resolution))
    }
    lines.append(
      "\(Wording.count(open.count, "conflict")) open"
        + (resolved.isEmpty ? "" : ", \(resolved.count) resolved"))
    return lines.joined(separator: "\n") + "\n"
  }

  /// One conflict with its sides.
  static func lines(of conflict: PullConflict, _ palette: Palette) -> [String] {
    let sides = conflict.conflict
    var lines = [
      palette.yellow("conflict ") + heading(conflict, palette)
        + palette.dim("  \(sides.kind.rawValue)")
    ]
    switch sides.detail {
    case .violation(let violation): lines.append("  " + VisibleText.line(violation.message))
    case .references(let places):
      for place in places {
        lines.append(
          "  named by " + VisibleText.line("\(place.name.text) at \(place.path)"))
      }
    case .none, .text: break
    }
    if let differences = differences(sides, palette) { return lines + differences }
    lines += side("base", sides.base, palette.dim)
    lines += side("current", sides.ours, palette.cyan)
    lines += side("remote", sides.theirs, palette.green)
    return lines
  }

  /// Of texts of many lines, what each side made of the base; without a base, how they differ.
  private static func differences(_ sides: MergeConflict, _ palette: Palette) -> [String]? {
    guard let ours = sides.ours?.text, let theirs = sides.theirs?.text,
      ours.contains("\n"), theirs.contains("\n")
    else { return nil }
    func lines(_ title: String, _ from: JSONValue?, _ to: JSONValue?) -> [String] {
      guard let from, let to else { return [] }
      let change = Change.replace(from, with: to, at: sides.path)
      return ["  " + palette.bold(title)]
        + DifferenceText.lines(of: [change], palette).dropFirst().map { "  " + $0 }
    }
    guard sides.base?.text != nil else {
      return lines("current -> remote", sides.ours, sides.theirs)
    }
    return lines("base -> current", sides.base, sides.ours)
      + lines("base -> remote", sides.base, sides.theirs)
  }

  private static func heading(_ conflict: PullConflict, _ palette: Palette) -> String {
    let path = conflict.conflict.path.description
    return palette.bold(conflict.id) + " " + VisibleText.line(conflict.name.description) + " "
      + palette.bold(VisibleText.line(path.isEmpty ? "/" : path))
  }

  private static func side(
    _ label: String, _ value: JSONValue?, _ style: (String) -> String
  ) -> [String] {
    let title = "  " + label + String(repeating: " ", count: 8 - label.count)
    guard let value else { return [style(title + "(nothing)")] }
    let text = value.text ?? String(decoding: value.prettyBytes(), as: UTF8.self)
    var rows = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if rows.last == "" { rows.removeLast() }
    let hidden = rows.count - valueLineCountMax
    if hidden > 0 { rows = rows.prefix(valueLineCountMax) + ["… \(hidden) more lines"] }
    return rows.enumerated().map { index, row in
      style((index == 0 ? title : String(repeating: " ", count: 10)) + VisibleText.line(row))
    }
  }

  /// What a conflict became, in words.
  static func resolution(_ resolution: Resolution?) -> String {
    switch resolution {
    case .ours: "the current side"
    case .theirs: "the remote side"
    case .value: "a value of its own"
    case nil: ""
    }
  }
}
