import Foundation
import Testing

/// Output for people with what differs from run to run replaced.
func settled(_ text: String, in workspace: Workspace? = nil) -> String {
  var text = text
  if let workspace {
    text = workspace.accounts.folders(in: text)
    text = text.replacingOccurrences(of: workspace.root, with: "<root>")
  }
  text.replace(#/\b([0-9a-f]{64}|[0-9a-f]{40})\b/#, with: "<commit>")
  text.replace(#/\b[0-9a-f]{24}\b/#, with: "<id>")
  text.replace(#/\b[0-9a-f]{12}\b/#, with: "<short>")
  text.replace(#/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/#, with: "<time>")
  text.replace(#/(just now|1 second ago|\d+ seconds ago) */#, with: "<ago>  ")
  text.replace(#/CREATED +/#, with: "CREATED  ")
  let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
    String(line.reversed().drop { $0 == " " }.reversed())
  }
  return lines.joined(separator: "\n")
}

/// Expects a whole output, as it stands in the test.
func expectText(
  _ actual: String, _ expected: String, in workspace: Workspace? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let actual = settled(actual, in: workspace)
  let trimmed = actual.hasSuffix("\n") ? String(actual.dropLast()) : actual
  #expect(trimmed == expected, "output was:\n\(trimmed)", sourceLocation: sourceLocation)
}
