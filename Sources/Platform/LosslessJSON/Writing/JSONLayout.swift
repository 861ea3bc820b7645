/// Puts commas, line breaks, indentation and the last newline around the pieces of a JSON text.
struct JSONLayout: ~Copyable {
  var output = OutputBytes()
  private let isCompact: Bool
  private var depth = 0
  private var isFirst = false
  private var isAfterKey = false

  init(isCompact: Bool = false) { self.isCompact = isCompact }

  mutating func removeAll(keepingCapacity: Bool) {
    output.removeAll(keepingCapacity: keepingCapacity)
    depth = 0
    isFirst = false
    isAfterKey = false
  }

  /// Goes to where the next value or key stands.
  @inline(__always)
  mutating func startPiece() {
    if isAfterKey {
      isAfterKey = false
    } else if depth > 0 {
      if !isFirst { output.append(0x2C) }
      isFirst = false
      startLine()
    }
  }

  /// Ends the text if the value just written was the outermost.
  @inline(__always)
  mutating func endValue() {
    if depth == 0, !isCompact { output.append(0x0A) }
  }

  @inline(__always)
  mutating func endKey() {
    precondition(depth > 0, "key outside of an object")
    output.append(0x3A)
    if !isCompact { output.append(0x20) }
    isAfterKey = true
  }

  mutating func begin(_ bracket: UInt8) {
    startPiece()
    output.append(bracket)
    depth += 1
    isFirst = true
  }

  mutating func end(_ bracket: UInt8) {
    precondition(depth > 0 && !isAfterKey, "unbalanced end of an object or array")
    depth -= 1
    if !isFirst { startLine() }
    isFirst = false
    output.append(bracket)
    endValue()
  }

  @inline(__always)
  private mutating func startLine() {
    if !isCompact { output.appendLineBreak(indentation: 2 * depth) }
  }
}
