extension JSONTape {
  /// Returns the value of the string or key at `index`.
  public func decodedString(at index: JSONNodeIndex) -> JSONString {
    preconditionFailure("unfinished")
  }

  /// Tells whether the string or key at `index` has this value.
  public func string(at index: JSONNodeIndex, equals value: JSONString) -> Bool {
    preconditionFailure("unfinished")
  }

  /// Tells whether the string or key at `index` has this value; never allocates for keys without escapes.
  public func string(at index: JSONNodeIndex, equals value: StaticString) -> Bool {
    preconditionFailure("unfinished")
  }

  /// Returns the value of the member with this key, or `nil`; `nil` too if `index` is no object.
  public func find(member key: JSONString, in index: JSONNodeIndex) -> JSONNodeIndex? {
    preconditionFailure("unfinished")
  }

  /// Returns the value of the member with this key, or `nil`; `nil` too if `index` is no object.
  public func find(member key: StaticString, in index: JSONNodeIndex) -> JSONNodeIndex? {
    preconditionFailure("unfinished")
  }

  /// Returns the number at `index`.
  public func number(at index: JSONNodeIndex) -> JSONNumber { preconditionFailure("unfinished") }

  /// Builds the tree of the subtree at `index`.
  public func value(at index: JSONNodeIndex) -> JSONValue { preconditionFailure("unfinished") }
}
