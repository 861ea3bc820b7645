import IntegrationModel
public import LifecycleOperations
import LosslessJSON
import RepositoryCore
import StructuralDiff

/// A comparison as one HTML file that needs nothing else: no script, no font, no network. It looks
/// as the web interface does.
public struct ComparisonReport {
  private var markup = Markup()

  /// Above so many resources their changes are folded.
  private static let openResourceCountMax = 50

  /// The report of two states.
  public static func of(_ comparison: StateComparison) -> [UInt8] {
    var report = ComparisonReport()
    let title = "\(comparison.left.label) and \(comparison.right.label)"
    report.markup.add("h1", title)
    report.add(comparison)
    return ReportPage.bytes(title: title, report.markup.text)
  }

  /// The report of two environments, with the details of every pair of integrations that differs.
  public static func of(
    _ comparison: EnvironmentComparison, _ resolver: StateResolver,
    _ options: StateComparison.Options
  ) throws -> [UInt8] {
    let details = try details(comparison, resolver, options)
    var report = ComparisonReport()
    let title = "\(comparison.left) and \(comparison.right)"
    report.markup.add("h1", title)
    report.add(comparison)
    for note in comparison.recorded.flatMap(\.notes) {
      report.markup.add("p", note, class: "note")
    }
    for (index, detail) in details.enumerated() {
      report.markup.add("h2", [("id", Self.anchor(index))]) {
        $0.say("\(detail.left.label) and \(detail.right.label)")
      }
      report.add(detail)
    }
    return ReportPage.bytes(title: title, report.markup.text)
  }

  private static func details(
    _ comparison: EnvironmentComparison, _ resolver: StateResolver,
    _ options: StateComparison.Options
  ) throws -> [StateComparison] {
    try comparison.differingPairs.map { left, right in
      try StateComparison(
        resolver.side(left.description), resolver.side(right.description),
        catalog: resolver.context.catalog, options: options)
    }
  }

  private static func anchor(_ index: Int) -> String { "pair-\(index + 1)" }

  // MARK: Environments

  private mutating func add(_ comparison: EnvironmentComparison) {
    let anchors = Dictionary(
      comparison.differingPairs.enumerated().map { ($1.left, Self.anchor($0)) },
      uniquingKeysWith: { $1 })
    let standings = comparison.rows.map { Standing($0, comparison) }
    markup.add("p", class: "badges") { markup in
      for (standing, rows) in Dictionary(grouping: standings, by: \.self).sorted(by: {
        $0.key < $1.key
      }) {
        markup.add("span", "\(rows.count) \(standing.word.lowercased())", class: standing.badge)
        markup.say(" ")
      }
    }
    markup.add("table") { markup in
      markup.add("caption", "Integrations of both environments")
      markup.add("thead") { markup in
        markup.add("tr") { markup in
          for title in [comparison.left, comparison.right, "State", "Resources"] {
            markup.add("th", [("scope", "col")]) { $0.say(title) }
          }
        }
      }
      markup.add("tbody") { markup in
        for row in comparison.rows {
          let anchor = row.left.flatMap { anchors[$0] }
          Self.add(row, Standing(row, comparison), anchor, to: &markup)
        }
      }
    }
    markup.breakLine()
  }

  private static func add(
    _ row: EnvironmentComparison.Row, _ standing: Standing, _ anchor: String?,
    to markup: inout Markup
  ) {
    markup.add("tr") { markup in
      markup.add("td") { markup in
        let name = row.left?.integration ?? "–"
        guard let anchor else { return markup.say(name) }
        markup.add("a", [("href", "#" + anchor)]) { $0.say(name) }
      }
      markup.add("td", row.right?.integration ?? "–")
      markup.add("td") { $0.add("span", standing.word, class: standing.badge) }
      markup.add("td") { Self.add(row.summary, to: &$0) }
    }
    markup.breakLine()
  }

  // MARK: Two states

  private mutating func add(_ comparison: StateComparison) {
    let shown = comparison.resources.filter { $0.isContent || $0.payloadsChanged }
    markup.add("p", class: "badges") { markup in
      if comparison.isIdentical { markup.add("span", "identical", class: "badge") }
      Self.add(comparison.summary, to: &markup)
    }
    let isOpen = shown.count <= Self.openResourceCountMax
    for resource in shown { add(resource, isOpen: isOpen) }
    guard !comparison.environment.isEmpty else { return }
    markup.add("h3", "Environment, not part of the content")
    markup.add("table") { markup in
      markup.add("caption", "Fields of the environment that differ")
      markup.add("thead") { markup in
        markup.add("tr") { markup in
          for title in ["Field", "Left", "Right"] {
            markup.add("th", [("scope", "col")]) { $0.say(title) }
          }
        }
      }
      markup.add("tbody") { markup in
        for difference in comparison.environment {
          markup.add("tr") { markup in
            markup.add("td") { $0.add("code", "\(difference.name)\(difference.pointer)") }
            for side in [difference.left, difference.right] {
              markup.add("td") { Self.add(side, to: &$0) }
            }
          }
          markup.breakLine()
        }
      }
    }
  }

  private static func add(_ side: JSONValue?, to markup: inout Markup) {
    guard let side else { return markup.add("span", "absent", class: "faint") }
    markup.add("code", String(decoding: side.compactBytes(), as: UTF8.self))
  }

  private static func add(_ changes: Revision.Changes, to markup: inout Markup) {
    let counts = [
      (changes.added, "added", "good"), (changes.modified, "modified", "accent"),
      (changes.deleted, "deleted", "bad"),
    ]
    for (count, word, tone) in counts where count > 0 {
      markup.add("span", "\(count) \(word)", class: "badge \(tone)")
      markup.say(" ")
    }
  }

  private mutating func add(_ resource: StateComparison.ResourceDifference, isOpen: Bool) {
    let tones: [StateComparison.Status: String] = [.added: "good", .deleted: "bad"]
    markup.add("details", class: "resource", isOpen ? [("open", "")] : []) { markup in
      markup.add("summary") { markup in
        markup.add("strong", resource.name.description)
        markup.say(" ")
        markup.add(
          "span", resource.isStillThere ? "no longer used" : resource.status.rawValue,
          class: "badge \(tones[resource.status] ?? "accent")")
        let count = resource.changes.count
        if resource.status == .modified, count > 0 {
          markup.add("span", " \(count) \(count == 1 ? "change" : "changes")", class: "faint")
        }
      }
      for change in resource.changes { ReportedChange(change).add(to: &markup) }
      if resource.payloadsChanged {
        markup.add(
          "p", "Sample or mock data differ; they are no behaviour and are not compared here.",
          class: "note")
      }
    }
    markup.breakLine()
  }
}

/// How a pair of integrations stands.
private struct Standing: Hashable, Comparable {
  let rank: Int
  let word: String
  let badge: String

  init(_ row: EnvironmentComparison.Row, _ comparison: EnvironmentComparison) {
    (rank, word, badge) =
      if row.right == nil {
        (1, "Only in \(comparison.left)", "badge bad")
      } else if row.left == nil {
        (2, "Only in \(comparison.right)", "badge good")
      } else if row.isIdentical {
        (3, "Equal", "badge")
      } else {
        (0, "Changed", "badge accent")
      }
  }

  static func < (one: Standing, other: Standing) -> Bool { one.rank < other.rank }
}
