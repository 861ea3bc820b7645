/// Refuses paths of one machine, which mean nothing on another.
struct MachinePathRule {
  /// Each in two parts, so that this file does not refuse itself.
  static let words = ["/wo" + "rk/", "/ro" + "ot/", "/tmp/" + "wt"]

  /// Returns the places in the file where such a path starts.
  func violations(in file: SourceFile) -> [Violation] {
    guard Self.words.contains(where: file.text.contains) else { return [] }
    let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.enumerated().flatMap { number, line in
      Self.words.filter { starts($0, in: line) }.map {
        Violation(path: file.path, line: number + 1, message: "'\($0)' is a path of one machine")
      }
    }
  }

  /// Whether the path starts in the line, rather than going on from a relative one.
  private func starts(_ path: String, in line: Substring) -> Bool {
    line.ranges(of: path).contains { range in
      guard let before = line[..<range.lowerBound].last else { return true }
      return !(before.isLetter || before.isNumber || "._-".contains(before))
    }
  }
}
