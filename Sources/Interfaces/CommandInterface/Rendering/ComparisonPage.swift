import LifecycleOperations
import LosslessJSON
import RepositoryCore
import StructuralDiff

/// A comparison as one HTML file that needs nothing else: no script, no font, no network.
struct ComparisonPage {
  private var body = ""

  /// The page of two states.
  static func of(_ comparison: StateComparison) -> String {
    var page = ComparisonPage()
    page.add("h1", "\(comparison.left.label) and \(comparison.right.label)")
    page.add(comparison)
    return page.document(title: "\(comparison.left.label) and \(comparison.right.label)")
  }

  /// The page of two environments, with the details of every pair of integrations that differs.
  static func of(
    _ comparison: EnvironmentComparison, details: [StateComparison]
  ) -> String {
    var page = ComparisonPage()
    page.add("h1", "\(comparison.left) and \(comparison.right)")
    page.add(rows: comparison)
    for detail in details {
      page.add("h2", "\(detail.left.label) and \(detail.right.label)")
      page.add(detail)
    }
    return page.document(title: "\(comparison.left) and \(comparison.right)")
  }

  // MARK: Parts

  private mutating func add(_ element: String, _ text: String, class name: String? = nil) {
    let attribute = name.map { " class=\"\($0)\"" } ?? ""
    body += "<\(element)\(attribute)>\(Self.escape(text))</\(element)>\n"
  }

  private mutating func add(rows comparison: EnvironmentComparison) {
    body += "<table><tr><th>\(Self.escape(comparison.left))</th>"
    body += "<th>\(Self.escape(comparison.right))</th><th>difference</th></tr>\n"
    for row in comparison.rows {
      let difference = row.isIdentical ? "identical" : DifferenceText.summary(row.summary)
      let cells = [row.left?.integration ?? "–", row.right?.integration ?? "–", difference]
      body += "<tr>" + cells.map { "<td>\(Self.escape($0))</td>" }.joined() + "</tr>\n"
    }
    body += "</table>\n"
  }

  private mutating func add(_ comparison: StateComparison) {
    add(
      "p",
      comparison.isIdentical
        ? "The content is identical." : DifferenceText.summary(comparison.summary))
    for resource in comparison.resources where resource.isContent || resource.payloadsChanged {
      add(resource)
    }
    guard !comparison.environment.isEmpty else { return }
    add("h3", "Environment (not part of the content)")
    body += "<table>"
    for difference in comparison.environment {
      let cells = [
        "\(difference.name) \(difference.pointer)",
        difference.left.map(DifferenceText.short) ?? "(absent)",
        difference.right.map(DifferenceText.short) ?? "(absent)",
      ]
      body += "<tr>" + cells.map { "<td>\(Self.escape($0))</td>" }.joined() + "</tr>\n"
    }
    body += "</table>\n"
  }

  private mutating func add(_ resource: StateComparison.ResourceDifference) {
    let count = resource.status == .modified ? ", \(resource.changes.count) changes" : ""
    body += "<details open><summary class=\"\(resource.status.rawValue)\">"
    body += Self.escape("\(resource.name): \(resource.status.rawValue)\(count)") + "</summary>\n"
    for change in resource.changes { add(change) }
    body += "</details>\n"
  }

  private mutating func add(_ change: Change) {
    let path = change.path.description.isEmpty ? "/" : change.path.description
    if change.operation == .move {
      add("p", "moved \(change.fromPath?.description ?? "") to \(path)", class: "path")
      return
    }
    add("p", path, class: "path")
    if let diff = change.unifiedDiff() {
      add("pre", String(decoding: diff.rendered, as: UTF8.self))
      return
    }
    if let from = change.from { add("pre", Self.text(from), class: "deleted") }
    if let to = change.to { add("pre", Self.text(to), class: "added") }
  }

  private static func text(_ value: JSONValue) -> String {
    String(decoding: value.prettyBytes(), as: UTF8.self)
  }

  // MARK: The page

  private func document(title: String) -> String {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
    <title>\(Self.escape(title))</title>
    <style>
    :root { color-scheme: light dark; }
    body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
    table { border-collapse: collapse; }
    th, td { text-align: left; padding: .25rem 1rem .25rem 0; border-bottom: 1px solid #8888; }
    pre { overflow-x: auto; padding: .5rem; border-left: .25rem solid #8888; margin: .25rem 0; }
    pre.added { border-color: #1a7f37; }
    pre.deleted { border-color: #cf222e; }
    summary { font-weight: 600; cursor: pointer; margin-top: 1rem; }
    .path { font-family: ui-monospace, monospace; margin: .5rem 0 0; }
    </style>
    </head>
    <body>
    \(body)</body>
    </html>

    """
  }

  /// Makes any text safe inside an element or attribute.
  static func escape(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
