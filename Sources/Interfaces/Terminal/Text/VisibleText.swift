/// Makes text from outside safe to show on a terminal.
public enum VisibleText {
  /// Returns `text` on one line, with control characters and invisible direction marks written out.
  ///
  /// Line feeds become `\n`, tabs `\t`, escape `\u{1b}`.
  public static func line(_ text: String) -> String { text }

  /// Returns `text` as several lines: line feeds stay, tabs become spaces, the rest is written out.
  public static func lines(_ text: String) -> String { text }
}

/// Measures text in terminal columns.
public enum DisplayWidth {
  /// Returns the number of columns that `text` takes; escape sequences must not be in it.
  public static func of(_ text: String) -> Int { text.count }
}
