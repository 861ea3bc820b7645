/// Makes text from outside safe to show on a terminal.
public enum VisibleText {
  /// Returns `text` on one line, with control characters and invisible direction marks written out.
  ///
  /// Line feeds become `\n`, tabs `\t`, escape `\u{1b}`.
  public static func line(_ text: String) -> String {
    isHarmless(text) ? text : rewrite(text) { _ in nil }
  }

  /// Returns `text` as several lines: line feeds stay, tabs become spaces, the rest is written out.
  public static func lines(_ text: String) -> String {
    if isHarmless(text) { return text }
    return rewrite(text) { scalar in
      switch scalar {
      case "\n": "\n"
      case "\t": "  "
      default: nil
      }
    }
  }

  private static func isHarmless(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
  }

  private static func rewrite(
    _ text: String, keeping replacement: (Unicode.Scalar) -> String?
  ) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if let kept = replacement(scalar) {
        result.append(contentsOf: kept.unicodeScalars)
      } else if isDangerous(scalar) {
        result.append(contentsOf: written(scalar).unicodeScalars)
      } else {
        result.append(scalar)
      }
    }
    return String(result)
  }

  private static func written(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    default: "\\u{\(String(scalar.value, radix: 16))}"
    }
  }

  /// Controls move the cursor or change the terminal; direction marks make text read as another
  /// text; line separators break the layout.
  private static func isDangerous(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0: true
    case 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
    case 0xE0000...0xE0FFF: !(0xE0100...0xE01EF).contains(scalar.value)
    default: false
    }
  }
}
