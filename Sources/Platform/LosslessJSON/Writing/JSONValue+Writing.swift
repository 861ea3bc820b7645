extension JSONValue {
  /// Returns the canonical form, ending in a newline; equal values give equal bytes.
  public func canonicalBytes() -> [UInt8] {
    var writer = CanonicalWriter()
    writer.value(self)
    return writer.bytes
  }

  /// Returns the value in two-space indentation, members in their order, numbers as written, with a newline at the end.
  public func prettyBytes() -> [UInt8] { preconditionFailure("unfinished") }

  /// Returns the value on one line, members in their order, numbers as written, without a newline.
  public func compactBytes() -> [UInt8] { preconditionFailure("unfinished") }
}
