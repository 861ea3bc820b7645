import ByteCoding

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

  /// The name of the folder that the ref lies in, which is no ref then; `nil` right below `refs`.
  var folder: RefName? {
    guard let slash = text.utf8.lastIndex(of: 0x2f) else { return nil }
    let folder = text[..<slash]
    return folder.utf8.count > 4 ? RefName(checked: String(folder)) : nil
  }

  private init(checked text: String) { self.text = text }

  /// Whether git accepts the name, wherever it begins.
  ///
  /// Refused are empty components, those that begin with a dot or end in `.lock`, `..`, `@{`, a
  /// dot at the end, spaces, control characters and any of `~^:?*[\`.
  public static func isWellFormed(_ name: String) -> Bool {
    var name = name
    return name.withUTF8 { bytes in
      guard bytes.last != 0x2e, bytes.count <= 4000 else { return false }
      var start = 0
      var previous: UInt8 = 0
      for (position, byte) in bytes.enumerated() {
        if byte <= 0x20 || byte == 0x7f || isForbidden(byte) { return false }
        if previous == 0x2e, byte == 0x2e { return false }
        if previous == 0x40, byte == 0x7b { return false }
        if byte == 0x2f {
          guard isComponent(bytes[start..<position]) else { return false }
          start = position + 1
        }
        previous = byte
      }
      return start > 0 && isComponent(bytes[start...])
    }
  }

  private static func isComponent(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    guard let first = bytes.first, first != 0x2e else { return false }
    return !bytes.suffix(5).elementsEqual(".lock".utf8)
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
    one.text.precedesInBytes(other.text)
  }
}
