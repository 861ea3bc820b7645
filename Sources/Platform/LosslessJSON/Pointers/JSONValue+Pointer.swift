extension JSONValue {
  /// The value at `pointer`, or `nil` if there is no such place.
  public subscript(pointer: JSONPointer) -> JSONValue? {
    var value = self
    for token in pointer.tokens {
      guard let child = value.child(token) else { return nil }
      value = child
    }
    return value
  }

  private func child(_ token: JSONString) -> JSONValue? {
    switch self {
    case .object(let object): object[token]
    case .array: token.arrayIndex.flatMap { self[$0] }
    default: nil
    }
  }

  /// Replaces the value at `pointer`, or adds the member if its object exists; `-` appends to an
  /// array.
  public mutating func set(_ value: JSONValue, at pointer: JSONPointer) throws(JSONPointerError) {
    guard !pointer.tokens.isEmpty else {
      self = value
      return
    }
    try edit(pointer, depth: 0) { (parent, token) throws(JSONPointerError) in
      guard case .array(var elements) = parent, token != "-" else {
        return try parent.insertChild(value, token, pointer)
      }
      let index = try token.index(below: elements.count, pointer)
      parent = .null
      elements[index] = value
      parent = .array(elements)
    }
  }

  /// Inserts an element before the one at `pointer` (`-` or the count appends); like `set` for
  /// members.
  public mutating func insert(
    _ value: JSONValue, at pointer: JSONPointer
  ) throws(JSONPointerError) {
    guard !pointer.tokens.isEmpty else {
      self = value
      return
    }
    try edit(pointer, depth: 0) { (parent, token) throws(JSONPointerError) in
      try parent.insertChild(value, token, pointer)
    }
  }

  /// Removes the member or element at `pointer` and returns it; the root cannot be removed.
  @discardableResult
  public mutating func remove(at pointer: JSONPointer) throws(JSONPointerError) -> JSONValue {
    guard !pointer.tokens.isEmpty else { throw .noSuchPlace(pointer) }
    var removed = JSONValue.null
    try edit(pointer, depth: 0) { (parent, token) throws(JSONPointerError) in
      removed = try parent.removeChild(token, pointer)
    }
    return removed
  }
}

extension JSONValue {
  /// Calls `body` with the value that holds the place of `pointer`, and with the last token.
  ///
  /// Each container is taken out of its place while its child is edited, so that nothing is copied.
  private mutating func edit(
    _ pointer: JSONPointer, depth: Int,
    _ body: (inout JSONValue, JSONString) throws(JSONPointerError) -> Void
  ) throws(JSONPointerError) {
    let token = pointer.tokens[depth]
    if depth == pointer.tokens.count - 1 { return try body(&self, token) }
    switch self {
    case .object(var object):
      guard let position = object.position(of: token) else { throw .noSuchPlace(pointer) }
      self = .null
      defer { self = .object(object) }
      try object.members[position].value.edit(pointer, depth: depth + 1, body)
    case .array(var elements):
      let index = try token.index(below: elements.count, pointer)
      self = .null
      defer { self = .array(elements) }
      try elements[index].edit(pointer, depth: depth + 1, body)
    default: throw .noSuchPlace(pointer)
    }
  }

  private mutating func insertChild(
    _ value: JSONValue, _ token: JSONString, _ pointer: JSONPointer
  ) throws(JSONPointerError) {
    switch self {
    case .object(var object):
      self = .null
      object[token] = value
      self = .object(object)
    case .array(var elements):
      let index =
        token == "-" ? elements.count : try token.index(below: elements.count + 1, pointer)
      self = .null
      elements.insert(value, at: index)
      self = .array(elements)
    default: throw .noSuchPlace(pointer)
    }
  }

  private mutating func removeChild(
    _ token: JSONString, _ pointer: JSONPointer
  ) throws(JSONPointerError) -> JSONValue {
    switch self {
    case .object(var object):
      guard let removed = object[token] else { throw .noSuchPlace(pointer) }
      self = .null
      object[token] = nil
      self = .object(object)
      return removed
    case .array(var elements):
      let index = try token.index(below: elements.count, pointer)
      self = .null
      defer { self = .array(elements) }
      return elements.remove(at: index)
    default: throw .noSuchPlace(pointer)
    }
  }
}

extension JSONString {
  /// The array index this token names: decimal without leading zeros.
  fileprivate var arrayIndex: Int? {
    withUTF8 { digits in
      guard !digits.isEmpty, digits.count <= 18, digits.count == 1 || digits[0] != 0x30,
        digits.allSatisfy({ $0 &- 0x30 < 10 })
      else { return nil }
      return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
  }

  fileprivate func index(
    below end: Int, _ pointer: JSONPointer
  ) throws(JSONPointerError) -> Int {
    if self == "-" { throw .noSuchPlace(pointer) }
    guard let index = arrayIndex else {
      throw JSONPointerError(
        code: .invalidIndex, message: "'\(text)' in '\(pointer)' is not an index of an array",
        pointer: pointer.description)
    }
    guard index < end else { throw .noSuchPlace(pointer) }
    return index
  }
}

extension JSONPointerError {
  fileprivate static func noSuchPlace(_ pointer: JSONPointer) -> JSONPointerError {
    JSONPointerError(
      code: .noSuchPlace, message: "no place '\(pointer)' in the value",
      pointer: pointer.description)
  }
}
