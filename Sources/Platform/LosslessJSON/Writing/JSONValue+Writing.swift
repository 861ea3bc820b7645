extension JSONValue {
  /// Makes the value that `write` writes, which must be exactly one.
  public init(_ write: (inout CanonicalWriter) -> Void) {
    var writer = CanonicalWriter()
    write(&writer)
    let limits = JSONLimits(depthMax: JSONLimits.depthCeiling)
    guard let value = try? JSONValue(parsing: writer.bytes, limits: limits) else {
      preconditionFailure("what was written is not one JSON value")
    }
    self = value
  }

  /// Returns the canonical form, ending in a newline; equal values give equal bytes.
  public func canonicalBytes() -> [UInt8] {
    var writer = CanonicalWriter()
    writer.value(self)
    return writer.bytes
  }

  /// Returns the value in two-space indentation with a newline at the end.
  ///
  /// Members stay in their order and numbers as written, so that rewriting a file changes little.
  public func prettyBytes() -> [UInt8] {
    var layout = JSONLayout()
    layout.write(self)
    return Array(layout.output.view)
  }

  /// Returns the value on one line without a newline, members in their order and numbers as
  /// written.
  public func compactBytes() -> [UInt8] {
    var layout = JSONLayout(isCompact: true)
    layout.write(self)
    return Array(layout.output.view)
  }
}

extension JSONLayout {
  fileprivate mutating func write(_ value: JSONValue) {
    switch value {
    case .array(let elements):
      begin(0x5B)
      for element in elements { write(element) }
      end(0x5D)
    case .object(let object):
      begin(0x7B)
      for member in object.members {
        startPiece()
        member.key.withUTF8 { output.appendQuoted($0) }
        endKey()
        write(member.value)
      }
      end(0x7D)
    default:
      startPiece()
      writeScalar(value)
      endValue()
    }
  }

  private mutating func writeScalar(_ value: JSONValue) {
    switch value {
    case .bool(let value): output.append(value ? "true" : "false")
    case .number(let number): number.withLexeme { output.append($0) }
    case .string(let string): string.withUTF8 { output.appendQuoted($0) }
    default: output.append("null")
    }
  }
}
