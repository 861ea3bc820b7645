import LosslessJSON

/// Where a walk through a document is, cheap to move and written as a pointer only when asked.
struct DocumentPath {
  private enum Step {
    case key(JSONNodeIndex)
    case element(Int)
    case anyElement
  }

  private let tape: JSONTape
  private var steps: [Step] = []

  init(_ tape: JSONTape) {
    self.tape = tape
    steps.reserveCapacity(16)
  }

  /// How many steps the place is below the root.
  var depth: Int { steps.count }

  mutating func enter(key: JSONNodeIndex) { steps.append(.key(key)) }

  mutating func enter(element: Int) { steps.append(.element(element)) }

  /// Steps into an element of a set, which has no place of its own.
  mutating func enterAnyElement() { steps.append(.anyElement) }

  mutating func leave() { steps.removeLast() }

  /// The place as a JSON Pointer; any element of a set is `-`.
  var pointer: String {
    var text = ""
    for step in steps {
      text += "/"
      switch step {
      case .key(let node): append(key: node, to: &text)
      case .element(let position): text += String(position)
      case .anyElement: text += "-"
      }
    }
    return text
  }

  private func append(key: JSONNodeIndex, to text: inout String) {
    let bytes = tape.keyBytes(at: key)
    if !tape.hasEscapes(at: key), !bytes.contains(where: { $0 == 0x7e || $0 == 0x2f }) {
      text += String(decoding: bytes, as: UTF8.self)
    } else {
      text += tape.decodedString(at: key).pointerToken
    }
  }
}

extension JSONString {
  /// The key as it stands in a pointer.
  var pointerToken: String { String(JSONPointer(tokens: [self]).description.dropFirst()) }
}

extension JSONTape {
  /// Calls `body` with the decoded bytes of a string or key.
  @inline(__always)
  func withDecoded<Result>(
    _ node: JSONNodeIndex, _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    hasEscapes(at: node) ? decodedString(at: node).withUTF8(body) : body(stringBytes(at: node))
  }
}
