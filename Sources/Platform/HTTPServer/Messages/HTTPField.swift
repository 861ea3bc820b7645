/// A name with a value, as headers and queries have them.
public struct HTTPField: Sendable, Hashable {
  /// The name as sent.
  public let name: String
  /// The value as sent, decoded where the place it stood in encodes values.
  public let value: String

  /// Makes a field.
  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

extension [HTTPField] {
  /// Returns the value of the first field with this name; letters of either case are equal.
  public func value(of name: String) -> String? {
    first { $0.isNamed(name) }?.value
  }
}

extension HTTPField {
  fileprivate func isNamed(_ other: String) -> Bool {
    guard name.utf8.count == other.utf8.count else { return false }
    return zip(name.utf8, other.utf8).allSatisfy { Self.lowered($0) == Self.lowered($1) }
  }

  private static func lowered(_ byte: UInt8) -> UInt8 {
    (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
  }
}
