public import LosslessJSON

extension JSONValue {
  /// Puts a value at a pointer and makes the objects on the way that are missing.
  ///
  /// A place below something that is no container, or past the end of an array, is passed over.
  public mutating func place(_ value: JSONValue, at pointer: String) {
    guard let tokens = try? JSONPointer(parsing: pointer).tokens else { return }
    place(value, tokens[...])
  }

  private mutating func place(_ value: JSONValue, _ tokens: ArraySlice<JSONString>) {
    guard let first = tokens.first else {
      self = value
      return
    }
    switch self {
    case .object(var object):
      self = .null
      var member = object[first] ?? .object(JSONObject())
      member.place(value, tokens.dropFirst())
      object[first] = member
      self = .object(object)
    case .array(var elements):
      guard let position = Int(first.text), elements.indices.contains(position) else { return }
      self = .null
      elements[position].place(value, tokens.dropFirst())
      self = .array(elements)
    default: return
    }
  }

  /// Puts the text that is kept as a file of its own back into the document.
  mutating func place(text: JSONString, under key: JSONString) {
    guard case .object(var object) = self else { return }
    object[key] = .string(text)
    self = .object(object)
  }

  /// Returns the value at a pointer, or `nil` if there is none.
  public func value(at pointer: String) -> JSONValue? {
    guard let pointer = try? JSONPointer(parsing: pointer) else { return nil }
    return self[pointer]
  }

  /// Removes the member or element at a pointer, if it is there.
  public mutating func removeValue(at pointer: String) {
    guard let pointer = try? JSONPointer(parsing: pointer), self[pointer] != nil else {
      return
    }
    _ = try? remove(at: pointer)
  }
}
