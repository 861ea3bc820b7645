/// Breaks text into lines.
public enum TextWrapping {
  /// Returns the lines of `text`, broken at spaces so that they fit into `width` columns.
  ///
  /// Line feeds in the text are kept; a word longer than the width gets a line of its own.
  public static func lines(_ text: String, width: Int) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).flatMap {
      wrap($0, width: width)
    }
  }

  /// Returns the wrapped text with every line indented, each ending in a line feed.
  public static func indented(_ text: String, by indent: Int, width: Int) -> String {
    let margin = String(repeating: " ", count: indent)
    return lines(text, width: width - indent)
      .map { $0.isEmpty ? "\n" : "\(margin)\($0)\n" }.joined()
  }

  private static func wrap(_ text: Substring, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    var used = 0
    for word in text.split(separator: " ") {
      let length = DisplayWidth.of(String(word))
      if used > 0 && used + 1 + length > width {
        lines.append(line)
        (line, used) = ("", 0)
      }
      line += used > 0 ? " \(word)" : String(word)
      used += (used > 0 ? 1 : 0) + length
    }
    return lines + [line]
  }
}
