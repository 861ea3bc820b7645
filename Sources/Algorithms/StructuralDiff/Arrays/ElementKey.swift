public import LosslessJSON

/// What makes two elements of an array the same: alternatives, the first that an element has wins.
///
/// Elements with equal keys are told apart by their nth occurrence among themselves.
public struct ElementKey: Hashable, Sendable {
  /// The keys to try, best first.
  public var alternatives: [Alternative]

  /// What becomes of elements that no alternative tells apart.
  public var fallback: Fallback

  /// The keys by which an element removed and one added are the same after all, such as the
  /// unchanged origin of a renamed row; each counts only where it is unique on both sides.
  public var renamed: [Alternative]

  /// What becomes of elements without a key.
  public enum Fallback: Hashable, Sendable {
    /// They are matched in order among themselves.
    case position
    /// They are matched by their value.
    case value
    /// The whole array becomes one value.
    case atomic
  }

  /// Creates a key from alternatives.
  public init(
    _ alternatives: [Alternative], fallback: Fallback = .position, renamed: [Alternative] = []
  ) {
    self.alternatives = alternatives
    self.fallback = fallback
    self.renamed = renamed
  }

  /// Creates a key that is one field.
  public init(_ field: JSONString, foldsCase: Bool = false, fallback: Fallback = .position) {
    self.init([Alternative([Part(field, foldsCase: foldsCase)])], fallback: fallback)
  }
}

extension ElementKey {
  /// One way to identify an element: all its parts together.
  public struct Alternative: Hashable, Sendable {
    /// The parts; an element that lacks a required one is not identified by this alternative.
    public var parts: [Part]

    /// Tells that this alternative counts only where its value occurs at most once on every side.
    public var isUnique: Bool

    /// Creates an alternative.
    public init(_ parts: [Part], isUnique: Bool = false) {
      self.parts = parts
      self.isUnique = isUnique
    }

    /// Creates an alternative of required fields.
    public init(fields: JSONString..., isUnique: Bool = false) {
      self.init(fields.map { Part($0) }, isUnique: isUnique)
    }
  }

  /// One part of a key: a field, or the first there is of several.
  ///
  /// A field that is absent, `null` or an empty string is not there. Values are compared as JSON
  /// values: numbers by value, objects regardless of order.
  public struct Part: Hashable, Sendable {
    /// The fields to try, each the keys on the way down from the element; an empty way is the
    /// element itself.
    public var fields: [[JSONString]]

    /// Tells that the case of ASCII letters does not count.
    public var foldsCase: Bool

    /// Tells that the part may be missing; missing on both sides is equal.
    public var isOptional: Bool

    /// Creates a part from ways down, first best.
    public init(anyOf fields: [[JSONString]], foldsCase: Bool = false, isOptional: Bool = false) {
      self.fields = fields
      self.foldsCase = foldsCase
      self.isOptional = isOptional
    }

    /// Creates a part that is a direct field of the element.
    public init(_ field: JSONString, foldsCase: Bool = false, isOptional: Bool = false) {
      self.init(anyOf: [[field]], foldsCase: foldsCase, isOptional: isOptional)
    }

    /// The element itself, where it is no object and no array.
    public static let scalar = Part(anyOf: [[]])
  }
}
