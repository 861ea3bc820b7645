import ByteCoding
@_spi(_Unicode) import Swift

/// The name of a resource within its integration, such as `flows/order-to-cash`.
///
/// It is the resource's path in the content tree, given once and kept through renames.
public struct LogicalName: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The kind of the resource, the folder of its file.
  public let kind: ResourceKind
  /// The name within the kind, the name of its file.
  public let slug: String
  private let digest: TextDigest

  public init(_ kind: ResourceKind, _ slug: String) {
    self.kind = kind
    self.slug = slug
    digest = TextDigest(of: slug)
  }

  public static func == (one: LogicalName, other: LogicalName) -> Bool {
    one.digest == other.digest && one.kind == other.kind && one.slug == other.slug
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(digest.bits(beside: kind)) }

  /// Where a table that hashes with a seed looks: the digest is the hash, and not hashed again.
  public func _rawHashValue(seed: Int) -> Int { digest.hashValue(beside: kind, seed: seed) }

  /// Reads `kind/slug`, or returns `nil` for anything else.
  public init?(_ text: String) {
    // Bytes, not characters: names are paths, and they are read by the thousand.
    let bytes = text.utf8
    guard let slash = bytes.firstIndex(of: UInt8(ascii: "/")),
      let kind = ResourceKind(rawValue: String(text[..<slash]))
    else { return nil }
    let slug = bytes[bytes.index(after: slash)...]
    guard !slug.isEmpty, !slug.contains(UInt8(ascii: "/")) else { return nil }
    self.init(kind, String(Substring(slug)))
  }

  /// The integration's own document.
  public static let integration = LogicalName(.integrations, "integration")

  public var description: String { "\(kind.rawValue)/\(slug)" }

  public static func < (one: LogicalName, other: LogicalName) -> Bool {
    one.kind == other.kind
      ? one.slug.precedesInBytes(other.slug) : one.kind < other.kind
  }

  /// Returns things in the order of their names; quicker than comparing names where they are many.
  static func sorted<Named>(_ things: [Named], by name: (Named) -> LogicalName) -> [Named] {
    var keys = ByteKeys(minimumCapacity: things.count)
    for thing in things {
      let name = name(thing)
      keys.append(name.slug, after: name.kind.alphabeticalRank)
    }
    return keys.order().map { things[$0] }
  }
}

/// Makes names for paths and refs out of names for people.
public enum Slug {
  /// The longest slug in bytes.
  public static let byteCountMax = 80

  /// Returns the slug of a name: lower case, in NFC, with one `-` for whatever is no letter, mark
  /// or digit of any script; `fallback` where nothing is left.
  ///
  /// What has no look of its own, such as a variation selector, leaves no trace; a mark counts only
  /// on a letter or digit.
  public static func of(_ name: String, fallback: String) -> String {
    if let slug = ofASCII(name) { return slug.isEmpty ? fallback : slug }
    var words = String.UnicodeScalarView()
    var isInWord = false
    for scalar in name.lowercased().unicodeScalars {
      if scalar.properties.isDefaultIgnorableCodePoint { continue }
      let belongs = isLetterOrDigit(scalar) || isInWord && isMark(scalar)
      if belongs, !isInWord, !words.isEmpty { words.append("-") }
      isInWord = belongs
      if belongs { words.append(scalar) }
    }
    let cut = cutting(String(words)._nfc)
    return cut.isEmpty ? fallback : cut
  }

  /// The slug of a name without any character beyond ASCII, for which no table is needed.
  private static func ofASCII(_ name: String) -> String? {
    var name = name
    return name.withUTF8 { bytes in
      guard bytes.allSatisfy({ $0 < 0x80 }) else { return nil }
      return String(unsafeUninitializedCapacity: bytes.count) { writeSlug(of: bytes, into: $0) }
    }
  }

  /// Writes the slug of an ASCII text into room for as many bytes, and returns how long it is.
  private static func writeSlug(
    of bytes: UnsafeBufferPointer<UInt8>, into slug: UnsafeMutableBufferPointer<UInt8>
  ) -> Int {
    let dash = UInt8(ascii: "-")
    var count = 0
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        slug[count] = byte
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): slug[count] = byte | 0x20
      default:
        guard count > 0, slug[count - 1] != dash else { continue }
        slug[count] = dash
      }
      count += 1
    }
    count = min(count, byteCountMax)
    return count > 0 && slug[count - 1] == dash ? count - 1 : count
  }

  /// Returns the slug with a number behind it, within the limit.
  public static func numbered(_ slug: String, _ number: Int) -> String {
    let suffix = "-\(number)"
    var base = slug.unicodeScalars
    while base.reduce(0, { $0 + UTF8.width($1) }) + suffix.utf8.count > byteCountMax {
      base.removeLast()
    }
    return String(base) + suffix
  }

  private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber, .letterNumber, .otherNumber:
      true
    default: false
    }
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark: true
    default: false
    }
  }

  private static func cutting(_ slug: some Sequence<Unicode.Scalar>) -> String {
    var result = String.UnicodeScalarView()
    var width = 0
    for scalar in slug {
      width += UTF8.width(scalar)
      if width > byteCountMax { break }
      result.append(scalar)
    }
    while result.last == "-" { result.removeLast() }
    return String(result)
  }
}
