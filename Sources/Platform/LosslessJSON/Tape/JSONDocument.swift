import Glibc

/// A parsed document: its bytes and a flat tape of what stands where in them.
///
/// Nothing is converted: numbers and strings stay as written until they are asked for. Parsing
/// accepts exactly RFC 8259 without a byte order mark, and refuses duplicate keys and what exceeds
/// the limits.
public struct JSONDocument: Sendable {
  /// The bytes the document was parsed from.
  public let source: [UInt8]

  @usableFromInline let nodes: [JSONTapeNode]

  /// Parses `source`, which must hold one value and white space only.
  public init(
    parsing source: [UInt8], limits: JSONLimits = JSONLimits()
  ) throws(JSONParseError) {
    do throws(ParseFailure) {
      guard source.count <= limits.byteCountMax else { throw ParseFailure(.tooLarge, at: 0) }
      nodes = try source.withUnsafeBufferPointer { (bytes) throws(ParseFailure) in
        try TapeParser.parse(bytes, depthMax: limits.depthMax)
      }
    } catch {
      throw JSONParseError(error, in: source, limits: limits)
    }
    self.source = source
  }

  /// The size of the bytes and the tape in memory.
  public var memoryByteCount: Int {
    source.count + nodes.count * MemoryLayout<JSONTapeNode>.stride
  }

  /// Calls `body` with the tape, which must not be kept or returned.
  @inlinable
  public func withTape<Result, Failure: Error>(
    _ body: (JSONTape) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try source.withUnsafeBufferPointer { (bytes) throws(Failure) -> Result in
      try nodes.withUnsafeBufferPointer { (nodes) throws(Failure) -> Result in
        guard let text = bytes.baseAddress, let first = nodes.baseAddress else {
          preconditionFailure("a document has at least one value")
        }
        return try body(JSONTape(bytes: text, nodes: first, count: nodes.count))
      }
    }
  }

  /// Builds the tree of the whole document.
  public var value: JSONValue { withTape { $0.value(at: $0.root) } }

  /// Returns the canonical form of the document, ending in a newline.
  public func canonicalBytes() -> [UInt8] {
    var writer = CanonicalWriter()
    withTape { writer.node($0, $0.root) }
    return writer.bytes
  }

  /// Whether the bytes are the canonical form of the document.
  public var isCanonical: Bool {
    var writer = CanonicalWriter()
    withTape { writer.node($0, $0.root) }
    return writer.withBytes { written in
      source.withUnsafeBytes { source in
        guard let start = written.baseAddress, let other = source.baseAddress else { return false }
        return written.count == source.count && memcmp(start, other, source.count) == 0
      }
    }
  }
}
