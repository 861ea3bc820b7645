extension JSONTape {
  /// One member of an object: the nodes of its key and of its value.
  @frozen
  public struct Member {
    /// The node of the key, a string.
    public let key: JSONNodeIndex

    /// The node of the value.
    @inlinable public var value: JSONNodeIndex { JSONNodeIndex(key.position + 1) }

    @inlinable init(key: JSONNodeIndex) { self.key = key }
  }

  /// The members of an object in source order.
  public struct Members: Sequence, IteratorProtocol {
    @usableFromInline let tape: JSONTape
    @usableFromInline var position: JSONNodeIndex
    @usableFromInline let end: JSONNodeIndex

    @inlinable init(tape: JSONTape, position: JSONNodeIndex, end: JSONNodeIndex) {
      self.tape = tape
      self.position = position
      self.end = end
    }

    /// Returns the next member, or `nil` behind the last one.
    @inlinable public mutating func next() -> Member? {
      guard position < end else { return nil }
      let member = Member(key: position)
      position = tape.next(after: member.value)
      return member
    }
  }

  /// The elements of an array in source order.
  public struct Elements: Sequence, IteratorProtocol {
    @usableFromInline let tape: JSONTape
    @usableFromInline var position: JSONNodeIndex
    @usableFromInline let end: JSONNodeIndex

    @inlinable init(tape: JSONTape, position: JSONNodeIndex, end: JSONNodeIndex) {
      self.tape = tape
      self.position = position
      self.end = end
    }

    /// Returns the next element, or `nil` behind the last one.
    @inlinable public mutating func next() -> JSONNodeIndex? {
      guard position < end else { return nil }
      defer { position = tape.next(after: position) }
      return position
    }
  }

  /// Returns the members of the object at `index`.
  @inlinable public func members(of index: JSONNodeIndex) -> Members {
    precondition(self[index].kind == .object, "not an object")
    return Members(
      tape: self, position: JSONNodeIndex(index.position + 1), end: next(after: index))
  }

  /// Returns the elements of the array at `index`.
  @inlinable public func elements(of index: JSONNodeIndex) -> Elements {
    precondition(self[index].kind == .array, "not an array")
    return Elements(
      tape: self, position: JSONNodeIndex(index.position + 1), end: next(after: index))
  }
}
