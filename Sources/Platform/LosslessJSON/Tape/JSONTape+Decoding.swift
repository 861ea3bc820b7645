import ByteCoding

extension JSONTape {
  /// Returns the value of the string or key at `index`.
  public func decodedString(at index: JSONNodeIndex) -> JSONString {
    let source = stringBytes(at: index)
    if self[index].flag { return JSONString(escaped: source) }
    return JSONString(storage: .text(String(decoding: source, as: UTF8.self)))
  }

  /// Tells whether the string or key at `index` has this value; `false` for another kind.
  public func string(at index: JSONNodeIndex, equals value: JSONString) -> Bool {
    value.withUTF8 { string(at: index, equals: $0) }
  }

  /// Tells whether the string or key at `index` has these decoded bytes; `false` for another kind.
  public func string(at index: JSONNodeIndex, equals value: UnsafeBufferPointer<UInt8>) -> Bool {
    let node = self[index]
    guard node.kind == .string, Int(node.extent) >= value.count else { return false }
    let source = stringBytes(at: index)
    if !node.flag { return source.count == value.count && ByteOrder.compare(source, value) == 0 }
    return EscapeDecoding.withDecoded(source) { decoded, _ in
      ByteOrder.compare(decoded, value) == 0
    }
  }

  /// Returns the value of the member with this key, or `nil`; `nil` too if `index` is no object.
  public func find(member key: JSONString, in index: JSONNodeIndex) -> JSONNodeIndex? {
    key.withUTF8 { find(member: $0, in: index) }
  }

  /// Returns the value of the member whose key has these decoded bytes, or `nil`; takes linear
  /// time.
  public func find(
    member key: UnsafeBufferPointer<UInt8>, in index: JSONNodeIndex
  ) -> JSONNodeIndex? {
    guard kind(of: index) == .object else { return nil }
    for member in members(of: index) where string(at: member.key, equals: key) {
      return member.value
    }
    return nil
  }

  /// Returns the number at `index`.
  public func number(at index: JSONNodeIndex) -> JSONNumber {
    precondition(kind(of: index) == .number, "not a number")
    return JSONNumber(uncheckedLexeme: String(decoding: lexeme(at: index), as: UTF8.self))
  }

  /// Builds the tree of the subtree at `index`.
  public func value(at index: JSONNodeIndex) -> JSONValue {
    switch kind(of: index) {
    case .null: return .null
    case .bool: return .bool(bool(at: index))
    case .number: return .number(number(at: index))
    case .string: return .string(decodedString(at: index))
    case .array:
      var elements: [JSONValue] = []
      elements.reserveCapacity(elementCount(of: index))
      for element in self.elements(of: index) { elements.append(value(at: element)) }
      return .array(elements)
    case .object:
      var members: [JSONObject.Member] = []
      members.reserveCapacity(memberCount(of: index))
      for member in self.members(of: index) {
        members.append(
          JSONObject.Member(key: decodedString(at: member.key), value: value(at: member.value)))
      }
      return .object(JSONObject(uniqueMembers: members))
    }
  }
}
