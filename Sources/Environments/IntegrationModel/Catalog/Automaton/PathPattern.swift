/// A pattern over the path of a value inside a document, such as `routers[].branches[].name`.
///
/// Segments are separated by dots: a member's key; `*` any key; `**` any number of steps, also none;
/// `[]` after a segment steps into the elements of an array; `{a,b}` one of several keys; a `*`
/// inside a key stands for any characters.
struct PathPattern: Hashable, Sendable {
  enum Segment: Hashable, Sendable {
    case key([UInt8])
    case oneOf([[UInt8]])
    /// A key that starts and ends with the given bytes.
    case affixes(prefix: [UInt8], suffix: [UInt8])
    case anyKey
    /// A step into any member or element.
    case anyStep
    case anyDepth
    case element
  }

  let segments: [Segment]

  /// Reads a pattern in the catalog's notation.
  init(_ text: ArraySlice<UInt8>) {
    var segments: [Segment] = []
    for part in text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: true) {
      var key = part
      var elements = 0
      while key.suffix(2).elementsEqual("[]".utf8) {
        key = key.dropLast(2)
        elements += 1
      }
      if !key.isEmpty { segments.append(Self.segment(key)) }
      segments.append(contentsOf: Array(repeating: .element, count: elements))
    }
    self.segments = segments
  }

  /// Reads a pattern in the users' notation: a pointer such as `/settings/**` or `/pages/*/name`.
  ///
  /// `*` stands for one step, into a member or an element alike; `**` for any number of them.
  init(pointer text: String) {
    var segments: [Segment] = []
    for part in text.split(separator: "/", omittingEmptySubsequences: true) {
      switch part {
      case "**": segments.append(.anyDepth)
      case "*": segments.append(.anyStep)
      default:
        let key = part.replacing("~1", with: "/").replacing("~0", with: "~")
        segments.append(.key(Array(key.utf8)))
      }
    }
    self.segments = segments
  }

  private static func segment(_ key: ArraySlice<UInt8>) -> Segment {
    if key.elementsEqual("**".utf8) { return .anyDepth }
    if key.elementsEqual("*".utf8) { return .anyKey }
    if key.first == UInt8(ascii: "{"), key.last == UInt8(ascii: "}") {
      return .oneOf(key.dropFirst().dropLast().split(separator: UInt8(ascii: ",")).map(Array.init))
    }
    if let star = key.firstIndex(of: UInt8(ascii: "*")) {
      return .affixes(prefix: Array(key[..<star]), suffix: Array(key[(star + 1)...]))
    }
    return .key(Array(key))
  }
}

extension PathPattern.Segment {
  /// Tells whether a step into the member `key` fits this segment.
  func fits(key: UnsafeBufferPointer<UInt8>) -> Bool {
    switch self {
    case .key(let own): own.elementsEqual(key)
    case .oneOf(let keys): keys.contains { $0.elementsEqual(key) }
    case .affixes(let prefix, let suffix):
      key.count >= prefix.count + suffix.count && key.starts(with: prefix)
        && key.suffix(suffix.count).elementsEqual(suffix)
    case .anyKey, .anyStep, .anyDepth: true
    case .element: false
    }
  }
}
