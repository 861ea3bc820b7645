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
        + palette.dim("  \(sides.kind.rawValue)") + PlanText.need(conflict.neededBy, palette)
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

  /// Of values of many lines, what each side made of the base; without a base, how they differ.
  private static func differences(_ sides: MergeConflict, _ palette: Palette) -> [String]? {
    let present = [sides.base, sides.ours, sides.theirs].compactMap { $0 }
    guard present.count > 1, present.allSatisfy({ isLined($0) || isLong($0) }),
      present.contains(where: { isLong($0) || $0.text != nil })
    else { return nil }
    func lines(_ title: String, _ from: JSONValue, _ to: JSONValue?) -> [String] {
      let title = "  " + palette.bold(title)
      guard let to else { return [title, "      " + palette.red("(nothing)")] }
      let change = Change.replace(lined(from), with: lined(to), at: sides.path)
      return [title] + DifferenceText.lines(of: [change], palette).dropFirst().map { "  " + $0 }
    }
    if let base = sides.base {
      return lines("base -> current", base, sides.ours)
        + lines("base -> remote", base, sides.theirs)
    }
    return sides.ours.map { lines("current -> remote", $0, sides.theirs) }
  }

  /// A text of lines, or what can be shown as lines.
  private static func isLined(_ value: JSONValue) -> Bool {
    value.text.map { $0.contains("\n") } ?? (value.object != nil || value.array != nil)
  }

  /// A document too long to be shown whole.
  private static func isLong(_ value: JSONValue) -> Bool {
    guard value.text == nil else { return false }
    return value.prettyBytes().count(where: { $0 == UInt8(ascii: "\n") }) > valueLineCountMax
  }

  /// A value as lines that can be compared.
  private static func lined(_ value: JSONValue) -> JSONValue {
    if value.text != nil { return value }
    return .string(JSONString(String(decoding: value.prettyBytes(), as: UTF8.self)))
  }

  private static func heading(_ conflict: PullConflict, _ palette: Palette) -> String {
    let path = conflict.conflict.path.description
    return palette.bold(conflict.id) + " " + VisibleText.line(conflict.name.description) + " "
      + palette.bold(VisibleText.line(path.isEmpty ? "/" : path))
      + DifferenceText.names(conflict.elements, palette)
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
