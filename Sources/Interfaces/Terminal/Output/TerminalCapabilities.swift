import Glibc

/// How many colours may be used.
public enum ColourDepth: Int, Sendable, Comparable {
  case none, sixteen, full256, trueColour

  /// Orders depths from none to true colour.
  public static func < (left: ColourDepth, right: ColourDepth) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// What one output, such as stdout, can show.
public struct TerminalCapabilities: Sendable, Equatable {
  /// Whether it is a terminal at all.
  public var isTerminal: Bool
  /// Whether the cursor can be moved, so that a line can be drawn again.
  public var canRedraw: Bool
  /// The number of columns; `nil` if unknown or not a terminal.
  public var width: Int?
  /// The number of lines; `nil` if unknown or not a terminal.
  public var height: Int?
  /// How many colours may be used.
  public var colourDepth: ColourDepth

  /// Creates capabilities by hand, for tests and for forced settings.
  public init(
    isTerminal: Bool, canRedraw: Bool? = nil, width: Int? = nil, height: Int? = nil,
    colourDepth: ColourDepth = .none
  ) {
    self.isTerminal = isTerminal
    self.canRedraw = canRedraw ?? isTerminal
    self.width = width
    self.height = height
    self.colourDepth = colourDepth
  }

  /// What a file or a pipe can show.
  public static let plain = TerminalCapabilities(isTerminal: false)

  /// Finds out what `descriptor` can show, given the process's environment variables,
  /// which only a terminal asks for.
  ///
  /// `NO_COLOR` (if not empty), `TERM=dumb` and `allowsColour: false` switch colour off.
  public init(
    descriptor: Int32, environment: @autoclosure () -> [String: String], allowsColour: Bool = true
  ) {
    guard isatty(descriptor) == 1 else {
      self = .plain
      return
    }
    let environment = environment()
    let size = Self.size(of: descriptor)
    let isDumb = environment["TERM", default: "dumb"] == "dumb"
    self.init(
      isTerminal: true, canRedraw: !isDumb,
      width: size.width ?? environment["COLUMNS"].flatMap { Int($0) },
      height: size.height ?? environment["LINES"].flatMap { Int($0) },
      colourDepth: allowsColour ? Self.colourDepth(environment) : .none)
  }

  /// Returns the colours that environment variables promise.
  public static func colourDepth(_ environment: [String: String]) -> ColourDepth {
    let term = environment["TERM", default: "dumb"]
    if !environment["NO_COLOR", default: ""].isEmpty || term == "dumb" || term.isEmpty {
      return .none
    }
    if ["truecolor", "24bit"].contains(environment["COLORTERM"]) { return .trueColour }
    return term.hasSuffix("256color") ? .full256 : .sixteen
  }

  private static func size(of descriptor: Int32) -> (width: Int?, height: Int?) {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 else { return (nil, nil) }
    return (
      size.ws_col > 0 ? Int(size.ws_col) : nil, size.ws_row > 0 ? Int(size.ws_row) : nil
    )
  }
}
