/// Finds the longest files and functions; sizes are for the eye, nothing fails on them.
struct SizeReport {
  /// Holds one file or function and its number of lines.
  struct Size: Equatable {
    let place: String
    let lines: Int
  }

  let files: [Size]
  let functions: [Size]

  /// Measures the texts and keeps the `count` longest of each sort.
  init(_ texts: [SwiftText], count: Int = 5) {
    let files = texts.map { Size(place: $0.file.path, lines: $0.lines.count - 1) }
    let functions = texts.flatMap { text in
      text.scopes.filter { !$0.function.isEmpty && $0.lastLine > 0 }.map { scope in
        Size(
          place: "\(text.file.path):\(scope.line) \(scope.function)",
          lines: scope.lastLine - scope.line + 1)
      }
    }
    self.files = Self.longest(files, count)
    self.functions = Self.longest(functions, count)
  }

  /// The report as text, longest first.
  var description: String {
    (["longest files"] + files.map(Self.row) + ["longest functions"] + functions.map(Self.row))
      .joined(separator: "\n")
  }

  private static func row(_ size: Size) -> String { "  \(size.lines)  \(size.place)" }

  private static func longest(_ sizes: [Size], _ count: Int) -> [Size] {
    Array(sizes.sorted { ($1.lines, $0.place) < ($0.lines, $1.place) }.prefix(count))
  }
}
