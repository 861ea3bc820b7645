/// Gives allocation-free access to a parsed document; valid only inside
/// ``JSONDocument/withTape(_:)``.
///
/// Nodes stand in source order. The children of an array are its elements; the children of an
/// object are keys and values in turn. Asking a node for what its kind does not have is a
/// programmer error and traps.
public struct JSONTape {
  @usableFromInline let bytes: UnsafePointer<UInt8>
  @usableFromInline let nodes: UnsafePointer<JSONTapeNode>

  /// The number of nodes of the document.
  public let count: Int

  @inlinable
  init(bytes: UnsafePointer<UInt8>, nodes: UnsafePointer<JSONTapeNode>, count: Int) {
    self.bytes = bytes
    self.nodes = nodes
    self.count = count
  }

  /// The node of the whole document.
  @inlinable public var root: JSONNodeIndex { JSONNodeIndex(0) }

  @inlinable
  subscript(index: JSONNodeIndex) -> JSONTapeNode {
    assert(Int(index.position) < count, "node of another tape")
    return nodes[Int(index.position)]
  }

  /// Tells what the value at `index` is; a key is a string.
  @inlinable public func kind(of index: JSONNodeIndex) -> JSONKind { self[index].kind }

  /// Returns the node behind the whole subtree of `index`, which need not be a sibling.
  @inlinable public func next(after index: JSONNodeIndex) -> JSONNodeIndex {
    let node = self[index]
    return node.isContainer ? JSONNodeIndex(node.link) : JSONNodeIndex(index.position + 1)
  }

  /// Returns the first element, or the key of the first member; `nil` if there is none.
  @inlinable public func firstChild(of index: JSONNodeIndex) -> JSONNodeIndex? {
    let node = self[index]
    return node.isContainer && node.extent > 0 ? JSONNodeIndex(index.position + 1) : nil
  }

  /// Returns the number of members of an object.
  @inlinable public func memberCount(of index: JSONNodeIndex) -> Int {
    precondition(self[index].kind == .object, "not an object")
    return Int(self[index].extent)
  }

  /// Returns the number of elements of an array.
  @inlinable public func elementCount(of index: JSONNodeIndex) -> Int {
    precondition(self[index].kind == .array, "not an array")
    return Int(self[index].extent)
  }

  /// Returns the boolean at `index`.
  @inlinable public func bool(at index: JSONNodeIndex) -> Bool {
    precondition(self[index].kind == .bool, "not a boolean")
    return self[index].flag
  }

  /// Returns the scalar at `index` as written: a string with its quotes, a number, `true`, `false`,
  /// `null`.
  @inlinable public func lexeme(at index: JSONNodeIndex) -> UnsafeBufferPointer<UInt8> {
    let node = self[index]
    precondition(!node.isContainer, "not a scalar")
    let quotes = node.kind == .string ? 1 : 0
    return UnsafeBufferPointer(
      start: bytes + Int(node.start) - quotes, count: Int(node.extent) + 2 * quotes)
  }

  /// Returns the string or key at `index` as written between its quotes; see ``hasEscapes(at:)``.
  @inlinable public func stringBytes(at index: JSONNodeIndex) -> UnsafeBufferPointer<UInt8> {
    let node = self[index]
    precondition(node.kind == .string, "not a string")
    return UnsafeBufferPointer(start: bytes + Int(node.start), count: Int(node.extent))
  }

  /// The same as ``stringBytes(at:)``, for keys.
  @inlinable public func keyBytes(at index: JSONNodeIndex) -> UnsafeBufferPointer<UInt8> {
    stringBytes(at: index)
  }

  /// Tells whether the string or key at `index` is written with escapes, so that its bytes are not
  /// its value.
  @inlinable public func hasEscapes(at index: JSONNodeIndex) -> Bool {
    self[index].kind == .string && self[index].flag
  }

  /// Returns where the value at `index` starts in the source, as a byte offset.
  @inlinable public func sourceOffset(of index: JSONNodeIndex) -> Int {
    Int(self[index].start) - (self[index].kind == .string ? 1 : 0)
  }
}
