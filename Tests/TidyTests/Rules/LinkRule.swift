/// Refuses relative links in Markdown that lead nowhere.
struct LinkRule {
  /// Whether the documents of the rule include the path.
  static func covers(_ path: String) -> Bool {
    let isGuide = ["README.md", "CONTRIBUTING.md"].contains(path)
    let isInFolder = path.hasPrefix("Docs/") || path.hasPrefix("Examples/")
    return isGuide || isInFolder && path.hasSuffix(".md")
  }

  /// Whether a path from the root is there.
  let exists: (String) -> Bool

  /// Returns the links of the file whose targets are not there.
  func violations(in file: SourceFile) -> [Violation] {
    var isCode = false
    var found: [Violation] = []
    let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() {
      let isFence = line.drop { $0 == " " }.hasPrefix("```")
      if isFence { isCode.toggle() }
      if isCode || isFence { continue }
      for target in Self.targets(in: withoutCode(line)) {
        guard !leadsSomewhere(target, from: file.path) else { continue }
        let message = "link to '\(target)' leads nowhere"
        found.append(Violation(path: file.path, line: number + 1, message: message))
      }
    }
    return found
  }

  /// The targets of `[text](target)` and `[label]: target` in a line.
  static func targets(in line: String) -> [String] {
    var targets = line.ranges(of: "](").compactMap { range -> String? in
      let rest = line[range.upperBound...]
      guard let end = rest.firstIndex(of: ")") else { return nil }
      return rest[..<end].split(separator: " ").first.map(String.init)
    }
    if line.hasPrefix("["), let label = line.firstRange(of: "]: ") {
      targets += line[label.upperBound...].split(separator: " ").prefix(1).map(String.init)
    }
    return targets.map { $0.trimmingAngles }
  }

  private func leadsSomewhere(_ target: String, from path: String) -> Bool {
    let isElsewhere = target.contains("://") || target.hasPrefix("mailto:") || target.hasPrefix("#")
    guard !isElsewhere, let file = target.split(separator: "#").first else { return true }
    var parts = target.hasPrefix("/") ? [] : path.split(separator: "/").dropLast()
    for part in file.split(separator: "/") where part != "." {
      if part != ".." { parts.append(part) } else if parts.popLast() == nil { return false }
    }
    let resolved = parts.joined(separator: "/").replacing("%20", with: " ")
    return resolved.isEmpty || exists(resolved)
  }

  /// The line without what stands between backticks.
  private func withoutCode(_ line: Substring) -> String {
    let parts = line.split(separator: "`", omittingEmptySubsequences: false)
    guard parts.count % 2 == 1 else { return String(line) }
    return parts.enumerated().filter { $0.offset % 2 == 0 }.map(\.element).joined(separator: "code")
  }
}

extension String {
  fileprivate var trimmingAngles: String {
    hasPrefix("<") && hasSuffix(">") ? String(dropFirst().dropLast()) : self
  }
}
