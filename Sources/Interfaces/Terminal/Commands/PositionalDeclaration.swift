/// Describes one operand of a command.
public struct PositionalDeclaration: Sendable, Equatable {
  /// How many values the operand takes.
  public enum Arity: Sendable {
    case required, optional, zeroOrMore, oneOrMore
  }

  /// The name in help, usually in capitals; operands are looked up by it.
  public var name: String
  /// How many values it takes.
  public var arity: Arity
  /// What its values are.
  public var kind: ValueKind
  /// One or two phrases without a full stop.
  public var help: String

  /// Creates a declaration.
  public init(
    _ name: String, _ arity: Arity = .required, kind: ValueKind = .none, help: String
  ) {
    self.name = name
    self.arity = arity
    self.kind = kind
    self.help = help
  }

  /// Whether it may be left out.
  public var isOptional: Bool { arity == .optional || arity == .zeroOrMore }

  /// Whether it may have more than one value.
  public var isRepeating: Bool { arity == .zeroOrMore || arity == .oneOrMore }

  /// The operand in a usage line, such as `[TARGET…]`.
  var usage: String {
    let text = isRepeating ? "\(name)…" : name
    return isOptional ? "[\(text)]" : text
  }
}
