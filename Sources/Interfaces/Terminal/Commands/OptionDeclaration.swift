/// Describes one option: a flag, or a name with a value.
public struct OptionDeclaration: Sendable, Equatable {
  /// The long name, without the dashes; options are looked up by it.
  public var name: String
  /// The one-letter form, if it has one.
  public var short: Character?
  /// What the value is called in help; `nil` makes the option a flag.
  public var valueName: String?
  /// What the value is: decides which values are accepted and how shells complete it.
  public var kind: ValueKind
  /// Whether it may be given more than once.
  public var isRepeatable: Bool
  /// Whether the command cannot do without it.
  public var isRequired: Bool
  /// What holds when the option is not given, in words; only shown.
  public var defaultText: String?
  /// One or two phrases without a full stop.
  public var help: String
  /// Whether it is left out of help, reference and completions.
  public var isHidden: Bool = false

  /// Whether it takes no value.
  public var isFlag: Bool { valueName == nil }

  /// Declares an option that is either there or not.
  public static func flag(
    _ name: String, short: Character? = nil, help: String
  ) -> OptionDeclaration {
    OptionDeclaration(
      name: name, short: short, valueName: nil, kind: .none, isRepeatable: false,
      isRequired: false, defaultText: nil, help: help)
  }

  /// Declares an option with a value.
  public static func value(
    _ name: String, short: Character? = nil, _ valueName: String, kind: ValueKind = .none,
    isRepeatable: Bool = false, isRequired: Bool = false, defaultText: String? = nil,
    help: String
  ) -> OptionDeclaration {
    OptionDeclaration(
      name: name, short: short, valueName: valueName, kind: kind, isRepeatable: isRepeatable,
      isRequired: isRequired, defaultText: defaultText, help: help)
  }

  /// `-h`, `--help`: added to every program.
  public static let help = flag("help", short: "h", help: "Explains the command")
  /// `--version`: added to every program.
  public static let version = flag("version", help: "Shows the version")

  /// The option as typed with its long name, such as `--message TEXT`.
  var longForm: String { valueName.map { "--\(name) \($0)" } ?? "--\(name)" }
}

/// Says what a value is, for checking and for shell completion.
public enum ValueKind: Sendable, Hashable {
  /// Any text; nothing to offer.
  case none
  /// A path of a file.
  case file
  /// A path of a folder.
  case folder
  /// The name of a command of this program.
  case command
  /// One of these words; anything else is refused.
  case choice([String])
  /// Any text; the program is asked for what exists, with `__complete KIND -- WORD`.
  case dynamic(String)

  /// The words allowed, if only some are.
  public var allowedValues: [String]? {
    if case .choice(let words) = self { words } else { nil }
  }
}
