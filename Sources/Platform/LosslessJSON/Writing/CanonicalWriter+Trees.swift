extension CanonicalWriter {
  /// Writes the key at `index` of a tape; its value must follow.
  public mutating func key(_ tape: JSONTape, _ index: JSONNodeIndex) {
    layout.startPiece()
    appendString(tape, index)
    layout.endKey()
  }

  /// Writes the whole subtree at `index` of a tape.
  public mutating func node(_ tape: JSONTape, _ index: JSONNodeIndex) {
    switch tape.kind(of: index) {
    case .object: object(tape, index)
    case .array:
      beginArray()
      for element in tape.elements(of: index) { node(tape, element) }
      endArray()
    case .string:
      layout.startPiece()
      appendString(tape, index)
      layout.endValue()
    case .number: number(tape, index)
    case .bool, .null:
      layout.startPiece()
      layout.output.append(tape.lexeme(at: index))
      layout.endValue()
    }
  }

  private mutating func object(_ tape: JSONTape, _ index: JSONNodeIndex) {
    beginObject()
    let range = members.push(tape, index)
    for position in range {
      let member = members[position]
      key(tape, member.key)
      node(tape, member.value)
    }
    members.pop(range)
    endObject()
  }

  @inline(__always)
  private mutating func appendString(_ tape: JSONTape, _ index: JSONNodeIndex) {
    let node = tape[index]
    if node.flag { return layout.output.appendQuoted(escaped: tape.stringBytes(at: index)) }
    layout.output.appendQuoted(
      verbatim: tape.bytes + Int(node.start), count: Int(node.extent))
  }

  private mutating func number(_ tape: JSONTape, _ index: JSONNodeIndex) {
    if tape[index].flag { return number(lexeme: tape.lexeme(at: index)) }
    layout.startPiece()
    layout.output.append(tape.lexeme(at: index))
    layout.endValue()
  }

  /// Writes a whole tree.
  public mutating func value(_ value: JSONValue) {
    switch value {
    case .null: null()
    case .bool(let value): bool(value)
    case .number(let value): number(value)
    case .string(let value): string(value)
    case .array(let elements):
      beginArray()
      for element in elements { self.value(element) }
      endArray()
    case .object(let object):
      beginObject()
      for position in object.sortedPositions {
        key(object.members[position].key)
        self.value(object.members[position].value)
      }
      endObject()
    }
  }
}
