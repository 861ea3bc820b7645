import LosslessJSON

/// Where a walk through a document is, cheap to move and written as a pointer only when asked.
struct DocumentPath {
  enum Step {
    case key(JSONNodeIndex)
    case element(Int)
    case anyElement
  }

  private let tape: JSONTape
  /// The steps from the root; whoever ends the walk may have their room for the next one.
  private(set) var steps: [Step]

  /// Begins at the root of a document, with no steps, in this room for them.
  init(_ tape: JSONTape, in room: [Step]) {
    self.tape = tape
    steps = room
  }

  /// How many steps the place is below the root.
  var depth: Int { steps.count }

  mutating func enter(key: JSONNodeIndex) { steps.append(.key(key)) }

  mutating func enter(element: Int) { steps.append(.element(element)) }

  /// Steps into an element of a set, which has no place of its own.
  mutating func enterAnyElement() { steps.append(.anyElement) }

  mutating func leave() { steps.removeLast() }

  /// Appends the place as a JSON Pointer in UTF-8; any element of a set is `-`.
  func write(to bytes: inout [UInt8]) {
    for step in steps {
      bytes.append(UInt8(ascii: "/"))
      switch step {
      case .key(let node): write(key: node, to: &bytes)
      case .element(let position): bytes += String(position).utf8
      case .anyElement: bytes.append(UInt8(ascii: "-"))
      }
    }
  }

  private func write(key: JSONNodeIndex, to bytes: inout [UInt8]) {
    let name = tape.keyBytes(at: key)
    if !tape.hasEscapes(at: key), !name.contains(where: { $0 == 0x7e || $0 == 0x2f }) {
      bytes.append(contentsOf: name)
    } else {
      bytes += tape.decodedString(at: key).pointerToken.utf8
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
