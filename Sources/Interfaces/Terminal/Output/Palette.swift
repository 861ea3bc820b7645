/// A way to set off text: a set of terminal attributes.
public struct Style: Sendable, Equatable {
  let codes: [UInt8]

  init(_ codes: UInt8...) { self.codes = codes }
  private init(codes: [UInt8]) { self.codes = codes }

  /// Text as it is.
  public static let plain = Style()
  /// Bold text.
  public static let bold = Style(1)
  /// Dim text.
  public static let dim = Style(2)
  /// Italic text.
  public static let italic = Style(3)
  /// Underlined text.
  public static let underlined = Style(4)
  /// Red text.
  public static let red = Style(31)
  /// Green text.
  public static let green = Style(32)
  /// Yellow text.
  public static let yellow = Style(33)
  /// Blue text.
  public static let blue = Style(34)
  /// Magenta text.
  public static let magenta = Style(35)
  /// Cyan text.
  public static let cyan = Style(36)

  /// Both styles at once.
  public static func + (left: Style, right: Style) -> Style {
    Style(codes: left.codes + right.codes)
  }
}

/// Applies styles to text, or leaves it alone where colour is off.
///
/// It adds escape sequences and never judges the text: pass untrusted text through ``VisibleText``
/// first.
public struct Palette: Sendable, Equatable {
  /// Whether styles have an effect.
  public let isEnabled: Bool

  /// Creates a palette for an output.
  public init(_ capabilities: TerminalCapabilities) {
    self.init(isEnabled: capabilities.colourDepth > .none)
  }

  /// Creates a palette that is on or off.
  public init(isEnabled: Bool) { self.isEnabled = isEnabled }

  /// A palette without effect.
  public static let plain = Palette(isEnabled: false)

  /// Returns `text` in `style`; empty text stays empty.
  public func apply(_ style: Style, _ text: String) -> String {
    if !isEnabled || style.codes.isEmpty || text.isEmpty { return text }
    return "\u{1B}[\(style.codes.map(String.init).joined(separator: ";"))m\(text)\u{1B}[0m"
  }

  /// Returns bold text.
  public func bold(_ text: String) -> String { apply(.bold, text) }
  /// Returns dim text.
  public func dim(_ text: String) -> String { apply(.dim, text) }
  /// Returns red text.
  public func red(_ text: String) -> String { apply(.red, text) }
  /// Returns green text.
  public func green(_ text: String) -> String { apply(.green, text) }
  /// Returns yellow text.
  public func yellow(_ text: String) -> String { apply(.yellow, text) }
  /// Returns cyan text.
  public func cyan(_ text: String) -> String { apply(.cyan, text) }
}
