/// Holds one file of the tree: its path from the package root and its text.
struct SourceFile: Sendable {
  let path: String
  let text: String

  /// The path's folders and file name: `["Sources", layer, target, …]` in the product.
  var components: [String] { path.split(separator: "/").map(String.init) }

  /// The folder of the file's layer, if it is a source of the product.
  var layer: String? { isSource ? components[1] : nil }

  /// The target the file belongs to, if it is a source of the product.
  var target: String? { isSource ? components[2] : nil }

  private var isSource: Bool { components.first == "Sources" && components.count > 3 }
}

/// Names a place that breaks a rule, and the rule.
struct Violation: Hashable, CustomStringConvertible {
  let path: String
  let line: Int
  let message: String

  var description: String { "\(path):\(line): \(message)" }
}

extension [Violation] {
  /// The violations for a failure message, one on a line.
  var listing: String { map(\.description).joined(separator: "\n") }
}
