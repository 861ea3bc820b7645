/// The full name of a ref, such as `refs/heads/main`, that follows git's rules for names.
public struct RefName: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The name as it stands in files and on paths.
  public let text: String

  /// Checks a name by the rules of `git check-ref-format`.
  ///
  /// - Throws: `.invalidName` unless it begins with `refs/` and git accepts it.
  public init(_ text: some StringProtocol) throws(RefError) {
    let text = String(text)
    guard text.utf8.starts(with: "refs/".utf8), RefName.isWellFormed(text) else {
      throw RefError(
        .invalidName, name: text,
        "invalid ref name '\(text)': it must begin with 'refs/' and follow git check-ref-format")
    }
    self.text = text
  }

  /// Whether git accepts the name, wherever it begins.
  ///
  /// Refused are empty components, those that begin with a dot or end in `.lock`, `..`, `@{`, a
  /// dot at the end, spaces, control characters and any of `~^:?*[\`.
  public static func isWellFormed(_ name: String) -> Bool {
    let bytes = Array(name.utf8)
    guard bytes.last != 0x2e, name.utf8.count <= 4000 else { return false }
    var previous: UInt8 = 0
    for byte in bytes {
      if byte <= 0x20 || byte == 0x7f || isForbidden(byte) { return false }
      if previous == 0x2e, byte == 0x2e { return false }
      if previous == 0x40, byte == 0x7b { return false }
      previous = byte
    }
    let components = bytes.split(separator: 0x2f, omittingEmptySubsequences: false)
    return components.count > 1
      && components.allSatisfy {
        !$0.isEmpty && $0.first != 0x2e && !$0.reversed().starts(with: ".lock".utf8.reversed())
      }
  }

  private static func isForbidden(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x7e, 0x5e, 0x3a, 0x3f, 0x2a, 0x5b, 0x5c: true
    default: false
    }
  }

  /// The name.
  public var description: String { text }

  /// Whether both names have the same bytes.
  public static func == (one: RefName, other: RefName) -> Bool {
    one.text.utf8.elementsEqual(other.text.utf8)
  }

  /// Feeds the bytes.
  public func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }

  /// Orders by bytes, as packed-refs is ordered.
  public static func < (one: RefName, other: RefName) -> Bool {
    one.text.utf8.lexicographicallyPrecedes(other.text.utf8)
  }
}
