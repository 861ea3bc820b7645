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

/// The members of the objects around a walk, sorted by the bytes of their names.
///
/// One stack serves a whole walk, so that an object costs no allocation.
struct MemberStack {
  private var members: [JSONTape.Member] = []

  init() { members.reserveCapacity(64) }

  /// Puts the members of an object on the stack and returns their places on it.
  mutating func push(_ tape: JSONTape, _ object: JSONNodeIndex) -> Range<Int> {
    let start = members.count
    for member in tape.members(of: object) { members.append(member) }
    sort(from: start, tape)
    return start..<members.count
  }

  subscript(position: Int) -> JSONTape.Member { members[position] }

  /// Takes the members of the innermost object away.
  mutating func pop(_ range: Range<Int>) { members.removeSubrange(range) }

  /// Sorts by insertion, because objects are small or nearly in order; large ones otherwise.
  private mutating func sort(from start: Int, _ tape: JSONTape) {
    if members.count - start > 32 {
      return members[start...].sort { tape.precedes($0.key, $1.key) }
    }
    for next in (start + 1)..<max(start + 1, members.count) {
      let member = members[next]
      var place = next
      while place > start, tape.precedes(member.key, members[place - 1].key) {
        members[place] = members[place - 1]
        place -= 1
      }
      members[place] = member
    }
  }
}

extension JSONTape {
  /// Calls `body` with the decoded bytes of a string or key.
  @inline(__always)
  func withDecoded<Result>(
    _ node: JSONNodeIndex, _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    hasEscapes(at: node) ? decodedString(at: node).withUTF8(body) : body(stringBytes(at: node))
  }

  /// Compares two keys by their decoded bytes.
  fileprivate func precedes(_ one: JSONNodeIndex, _ other: JSONNodeIndex) -> Bool {
    guard !hasEscapes(at: one), !hasEscapes(at: other) else {
      return decodedString(at: one) < decodedString(at: other)
    }
    let (one, other) = (keyBytes(at: one), keyBytes(at: other))
    for position in 0..<min(one.count, other.count) where one[position] != other[position] {
      return one[position] < other[position]
    }
    return one.count < other.count
  }
}
