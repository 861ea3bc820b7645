extension JSONValue {
  /// Tells whether this is `null`.
  public var isNull: Bool { self == .null }

  /// The boolean, or `nil` for another kind.
  public var bool: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  /// The number, or `nil` for another kind.
  public var number: JSONNumber? {
    if case .number(let value) = self { value } else { nil }
  }

  /// The number as an integer, or `nil` for another kind and for what is no integer or does not
  /// fit.
  public var int: Int? { number?.int }

  /// The string, or `nil` for another kind.
  public var string: JSONString? {
    if case .string(let value) = self { value } else { nil }
  }

  /// The string's text, or `nil` for another kind; lossy for lone surrogates.
  public var text: String? { string?.text }

  /// The elements, or `nil` for another kind.
  public var array: [JSONValue]? {
    if case .array(let value) = self { value } else { nil }
  }

  /// The members, or `nil` for another kind.
  public var object: JSONObject? {
    if case .object(let value) = self { value } else { nil }
  }

  /// The value of a member; `nil` if there is none or this is no object.
  ///
  /// Setting a member of what is no object is a programmer error and traps.
  public subscript(key: JSONString) -> JSONValue? {
    get { object?[key] }
    set {
      guard case .object(var object) = self else { preconditionFailure("not an object") }
      self = .null
      object[key] = newValue
      self = .object(object)
    }
  }

  /// The element at `index`, or `nil` if there is none or this is no array.
  public subscript(index: Int) -> JSONValue? {
    guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
    return elements[index]
  }
}
