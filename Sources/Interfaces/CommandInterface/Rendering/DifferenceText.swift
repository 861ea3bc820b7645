import IntegrationModel
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import StructuralDiff
import Terminal

/// Differences as people read them: what, where, from what to what.
struct DifferenceText {
  private let palette: Palette
  private var lines: [String] = []

  /// How much of one value is shown before it is cut.
  private static let valueLineCountMax = 40

  init(_ palette: Palette) {
    self.palette = palette
  }

  /// The whole comparison.
  static func of(
    _ comparison: StateComparison, _ palette: Palette, statOnly: Bool, showsIgnored: Bool
  ) -> String {
    var text = DifferenceText(palette)
    for resource in comparison.resources
    where resource.isContent || resource.payloadsChanged || showsIgnored {
      text.add(resource, statOnly: statOnly, showsIgnored: showsIgnored)
    }
    if !comparison.environment.isEmpty { text.add(comparison.environment, statOnly: statOnly) }
    text.addSummary(comparison)
    return text.lines.reduce(into: "") { $0 += $1 + "\n" }
  }

  // MARK: Resources

  private mutating func add(
    _ resource: StateComparison.ResourceDifference, statOnly: Bool, showsIgnored: Bool
  ) {
    let name = VisibleText.line(resource.name.description)
    let count = Wording.count(resource.changes.count, "change")
    switch resource.status {
    case .added: lines.append(palette.green("+ \(name)"))
    case .deleted:
      let note = resource.isStillThere ? "  no longer used here; the document is still there" : ""
      lines.append(palette.red("- \(name)") + palette.dim(note))
    case .modified:
      let what =
        !resource.changes.isEmpty
        ? count : resource.payloadsChanged ? "sample data only" : "ignored changes only"
      let time = resource.lastModified.map { ", modified \($0)" } ?? ""
      lines.append(palette.yellow("~ \(name)") + palette.dim("  \(what)\(time)"))
    }
    guard !statOnly else { return }
    if resource.status == .modified { resource.changes.forEach { add($0) } }
    if showsIgnored, !resource.ignored.isEmpty {
      lines.append(palette.dim("    ignored:"))
      resource.ignored.forEach { add($0) }
    }
    lines.append("")
  }

  /// One change with its path, the old and the new value.
  mutating func add(_ change: Change) {
    let path = VisibleText.line(change.path.description.isEmpty ? "/" : change.path.description)
    let names = Self.names(change.elements, palette)
    switch change.operation {
    case .move:
      let from = VisibleText.line(change.fromPath?.description ?? "")
      lines.append("    " + palette.cyan("moved") + " \(from) -> \(path)" + names)
      return
    default: lines.append("    " + palette.bold(path) + names)
    }
    if let diff = change.unifiedDiff() {
      add(diff)
      return
    }
    if let from = change.from { add(from, sign: "-", palette.red) }
    if let to = change.to { add(to, sign: "+", palette.green) }
  }

  /// What the elements on the way to a place are called, behind the place.
  static func names(_ elements: [ElementName], _ palette: Palette) -> String {
    guard !elements.isEmpty else { return "" }
    let names = elements.map { VisibleText.line($0.name) }.joined(separator: " › ")
    return palette.dim("  (\(names))")
  }

  private mutating func add(_ diff: UnifiedDiff) {
    for hunk in diff.hunks {
      lines.append("      " + palette.cyan(hunk.heading))
      for line in hunk.lines {
        let text = VisibleText.line(
          String(decoding: line.bytes.filter { $0 != 0x0a }, as: UTF8.self))
        switch line.kind {
        case .removed: lines.append("      " + palette.red("-\(text)"))
        case .added: lines.append("      " + palette.green("+\(text)"))
        default: lines.append("       \(text)")
        }
        // Two last lines may read alike and differ by their end, as 'diff -u' says it.
        if !line.endsLine {
          lines.append("      " + palette.dim("\\ No newline at end of file"))
        }
      }
    }
  }

  private mutating func add(
    _ value: JSONValue, sign: String, _ colour: (String) -> String
  ) {
    let text = String(decoding: value.prettyBytes(), as: UTF8.self)
    let all = text.split(separator: "\n")
    for line in all.prefix(Self.valueLineCountMax) {
      lines.append("      " + colour("\(sign) \(VisibleText.line(String(line)))"))
    }
    if all.count > Self.valueLineCountMax {
      lines.append(
        "      " + palette.dim("… \(all.count - Self.valueLineCountMax) more lines; --json has all")
      )
    }
  }

  // MARK: Environment

  private mutating func add(
    _ differences: [StateComparison.EnvironmentDifference], statOnly: Bool
  ) {
    lines.append(palette.bold("Environment") + palette.dim("  (not part of the content)"))
    for difference in differences {
      let (old, new) = Self.differing(difference.left, difference.right)
      let left = old.map(Self.short) ?? "(absent)"
      let right = new.map(Self.short) ?? "(absent)"
      let place = VisibleText.line("\(difference.name) \(difference.pointer)")
      lines.append("  \(place)  " + palette.red(left) + " -> " + palette.green(right))
    }
    lines.append("")
  }

  /// Of two lists, the elements that only one has: those that both have would hide them on a line.
  static func differing(
    _ left: JSONValue?, _ right: JSONValue?
  ) -> (JSONValue?, JSONValue?) {
    guard let old = left?.array, let new = right?.array else { return (left, right) }
    let (gone, fresh) = (old.filter { !new.contains($0) }, new.filter { !old.contains($0) })
    return gone.isEmpty && fresh.isEmpty ? (left, right) : (.array(gone), .array(fresh))
  }

  /// A value on one line.
  static func short(_ value: JSONValue) -> String {
    let text = VisibleText.line(String(decoding: value.compactBytes(), as: UTF8.self))
    return DisplayWidth.truncate(text, to: 60)
  }

  private mutating func addSummary(_ comparison: StateComparison) {
    let ignored =
      comparison.ignoredCount == 0
      ? "" : ", \(Wording.count(comparison.ignoredCount, "change")) ignored"
    lines.append(
      comparison.isIdentical
        ? "identical\(ignored)"
        : Self.summary(comparison.summary) + Self.stillThere(comparison) + ignored)
  }

  private static func stillThere(_ comparison: StateComparison) -> String {
    let count = comparison.stillThereCount
    return count == 0 ? "" : " (\(count) of them still there, no longer used)"
  }

  /// The three counts in words.
  static func summary(_ changes: Revision.Changes) -> String {
    "\(changes.added) added, \(changes.modified) modified, \(changes.deleted) deleted"
  }

  /// The changes of one step of a plan.
  static func lines(of changes: [Change], _ palette: Palette) -> [String] {
    var text = DifferenceText(palette)
    changes.forEach { text.add($0) }
    return text.lines
  }
}
