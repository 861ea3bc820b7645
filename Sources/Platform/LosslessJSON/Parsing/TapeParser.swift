/// Turns bytes into the tape, without recursion and without converting anything.
///
/// While a container is open its node's link names the container around it; closing it puts the
/// node behind the subtree there. So the tape is its own stack.
struct TapeParser: ~Copyable {
  static let noContainer = UInt32.max

  let bytes: UnsafePointer<UInt8>
  let end: Int
  let depthMax: Int
  var position = 0
  var nodes: UnsafeMutablePointer<JSONTapeNode>
  var count = 0
  var capacity: Int
  var container = noContainer
  var isInObject = false
  var depth = 0

  init(_ source: UnsafeBufferPointer<UInt8>, start: UnsafePointer<UInt8>, depthMax: Int) {
    bytes = start
    end = source.count
    self.depthMax = depthMax
    capacity = source.count / 12 + 8
    nodes = .allocate(capacity: capacity)
  }

  deinit { nodes.deallocate() }

  /// Returns the tape of `source`.
  static func parse(
    _ source: UnsafeBufferPointer<UInt8>, depthMax: Int
  ) throws(ParseFailure) -> [JSONTapeNode] {
    guard let start = source.baseAddress, !source.isEmpty else {
      throw ParseFailure(.emptyInput, at: 0)
    }
    var parser = TapeParser(source, start: start, depthMax: depthMax)
    try parser.document()
    return Array(UnsafeBufferPointer(start: parser.nodes, count: parser.count))
  }

  private mutating func document() throws(ParseFailure) {
    if end >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF {
      throw ParseFailure(.byteOrderMark, at: 0)
    }
    skipSpace()
    if position == end { throw ParseFailure(.emptyInput, at: position) }
    while true {
      if try value() {
        if isInObject { try key() }
        continue
      }
      guard try another() else { break }
    }
    skipSpace()
    if position < end { throw unexpected(.trailingContent) }
  }

  /// Reads a scalar or an empty container and returns false, or opens a container and returns true.
  @inline(__always)
  private mutating func value() throws(ParseFailure) -> Bool {
    guard position < end else { throw ParseFailure(.unexpectedEnd, at: end) }
    switch bytes[position] {
    case 0x22:
      try string()
      return false
    case 0x7B:
      return try open(.object, closing: 0x7D)
    case 0x5B:
      return try open(.array, closing: 0x5D)
    case 0x2D, 0x30...0x39:
      try number()
      return false
    default:
      try literal()
      return false
    }
  }

  /// Goes on behind a complete value: true at the next value, false at the end of the outermost
  /// one.
  @inline(__always)
  private mutating func another() throws(ParseFailure) -> Bool {
    while container != Self.noContainer {
      skipSpace()
      guard position < end else { throw ParseFailure(.unexpectedEnd, at: end) }
      let byte = bytes[position]
      if byte == 0x2C {
        position += 1
        nodes[Int(container)].extent += 1
        try afterComma()
        return true
      }
      guard byte == (isInObject ? 0x7D : 0x5D) else { throw unexpected() }
      nodes[Int(container)].extent += 1
      position += 1
      try close()
    }
    return false
  }

  @inline(__always)
  private mutating func afterComma() throws(ParseFailure) {
    let comma = position - 1
    skipSpace()
    guard position < end else { throw ParseFailure(.unexpectedEnd, at: end) }
    if bytes[position] == 0x7D || bytes[position] == 0x5D {
      throw ParseFailure(.trailingComma, at: comma)
    }
    if isInObject { try key() }
  }

  /// Reads a key and its colon.
  @inline(__always)
  private mutating func key() throws(ParseFailure) {
    guard bytes[position] == 0x22 else { throw unexpected() }
    try string()
    nodes[count - 1].link = hashOfKey(nodes[count - 1])
    skipSpace()
    guard position < end else { throw ParseFailure(.unexpectedEnd, at: end) }
    guard bytes[position] == 0x3A else { throw unexpected() }
    position += 1
    skipSpace()
  }

  @inline(__always)
  private mutating func open(_ kind: JSONKind, closing: UInt8) throws(ParseFailure) -> Bool {
    guard depth < depthMax else { throw ParseFailure(.tooDeep, at: position) }
    append(
      JSONTapeNode(
        start: UInt32(truncatingIfNeeded: position), extent: 0, link: container,
        kind: kind, flag: false))
    position += 1
    skipSpace()
    guard position < end else { throw ParseFailure(.unexpectedEnd, at: end) }
    if bytes[position] == closing {
      position += 1
      nodes[count - 1].link = UInt32(truncatingIfNeeded: count)
      return false
    }
    container = UInt32(truncatingIfNeeded: count - 1)
    isInObject = kind == .object
    depth += 1
    return true
  }

  @inline(__always)
  private mutating func close() throws(ParseFailure) {
    let closed = Int(container)
    container = nodes[closed].link
    nodes[closed].link = UInt32(truncatingIfNeeded: count)
    depth -= 1
    if isInObject, nodes[closed].extent > 1 { try checkKeys(of: closed) }
    isInObject = container != Self.noContainer && nodes[Int(container)].kind == .object
  }

  @inline(__always)
  mutating func append(_ node: JSONTapeNode) {
    if count == capacity { grow() }
    (nodes + count).initialize(to: node)
    count += 1
  }

  @inline(never)
  private mutating func grow() {
    let larger = UnsafeMutablePointer<JSONTapeNode>.allocate(capacity: capacity * 2)
    larger.moveInitialize(from: nodes, count: count)
    nodes.deallocate()
    nodes = larger
    capacity *= 2
  }
}
