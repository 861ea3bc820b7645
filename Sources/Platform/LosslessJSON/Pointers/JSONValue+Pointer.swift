extension JSONValue {
  /// The value at `pointer`, or `nil` if there is no such place.
  public subscript(pointer: JSONPointer) -> JSONValue? { preconditionFailure("unfinished") }

  /// Replaces the value at `pointer`, or adds the member if its object exists; `-` appends to an array.
  public mutating func set(_ value: JSONValue, at pointer: JSONPointer) throws(JSONPointerError) {
  }

  /// Inserts an element before the one at `pointer` (`-` or the count appends); like `set` for members.
  public mutating func insert(_ value: JSONValue, at pointer: JSONPointer) throws(JSONPointerError)
  {
  }

  /// Removes the member or element at `pointer` and returns it.
  @discardableResult
  public mutating func remove(at pointer: JSONPointer) throws(JSONPointerError) -> JSONValue {
    preconditionFailure("unfinished")
  }
}
