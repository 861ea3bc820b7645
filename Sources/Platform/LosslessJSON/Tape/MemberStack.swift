/// The members of the objects around a walk, sorted by the bytes of their decoded names.
///
/// One stack serves a whole walk, so that an object costs no allocation.
public struct MemberStack {
  @usableFromInline var entries: [KeyOrder.Entry] = []

  /// Makes an empty stack.
  public init() {}

  /// Puts the members of an object on the stack and returns their places on it.
  public mutating func push(_ tape: JSONTape, _ object: JSONNodeIndex) -> Range<Int> {
    let start = entries.count
    for member in tape.members(of: object) { entries.append(KeyOrder.entry(tape, member.key)) }
    let end = entries.count
    entries.withUnsafeMutableBufferPointer {
      KeyOrder.sort(UnsafeMutableBufferPointer(rebasing: $0[start..<end]), tape)
    }
    return start..<end
  }

  /// The member at a place.
  @inlinable public subscript(position: Int) -> JSONTape.Member {
    JSONTape.Member(key: entries[position].key)
  }

  /// Takes the members of the innermost object away.
  public mutating func pop(_ range: Range<Int>) { entries.removeLast(range.count) }
}
