/// A decoded JSON string, compared byte by byte and never by canonical equivalence.
///
/// JSON escapes can name surrogates without a partner, which no Swift string holds. The bytes are
/// therefore WTF-8: UTF-8 in which a lone surrogate is encoded like any other number of its size.
public struct JSONString: Sendable {
  enum Storage: Sendable {
    case text(String)
    /// Only for strings with at least one lone surrogate, so that the two cases are never equal.
    case surrogates([UInt8])
  }

  let storage: Storage

  init(storage: Storage) { self.storage = storage }

  /// Creates the string with this text.
  public init(_ text: String) {
    var text = text
    text.makeContiguousUTF8()
    storage = .text(text)
  }

  /// Creates the string with these bytes, or returns `nil` if they are not well-formed WTF-8.
  public init?(bytes: [UInt8]) {
    if let text = String(validating: bytes, as: UTF8.self) {
      storage = .text(text)
    } else {
      guard Self.isWellFormed(bytes) else { return nil }
      storage = .surrogates(bytes)
    }
  }

  /// Creates the string with this source between quotes, which the parser has checked.
  init(escaped source: UnsafeBufferPointer<UInt8>) {
    storage = EscapeDecoding.withDecoded(source) { bytes, hasLoneSurrogate in
      hasLoneSurrogate ? .surrogates(Array(bytes)) : .text(String(decoding: bytes, as: UTF8.self))
    }
  }

  /// Tells whether `bytes` are WTF-8: surrogates are allowed, but no two that make a pair.
  private static func isWellFormed(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return true }
      var position = 0
      var isAfterHigh = false
      while position < buffer.count {
        let length =
          base[position] < 0x80
          ? 1
          : EncodedScalar.length(base, position, end: buffer.count, allowingSurrogates: true)
        guard length > 0 else { return false }
        let isSurrogate = base[position] == 0xED && base[position + 1] >= 0xA0
        let isLow = isSurrogate && base[position + 1] >= 0xB0
        if isLow && isAfterHigh { return false }
        isAfterHigh = isSurrogate && !isLow
        position += length
      }
      return true
    }
  }

  /// The text; each lone surrogate becomes U+FFFD, see ``isLossless``.
  public var text: String {
    switch storage {
    case .text(let text): text
    case .surrogates(let bytes): String(decoding: bytes, as: UTF8.self)
    }
  }

  /// Tells whether ``text`` is exact, that is, whether there is no lone surrogate.
  public var isLossless: Bool {
    switch storage {
    case .text: true
    case .surrogates: false
    }
  }

  /// The bytes of the string.
  public var utf8: [UInt8] { withUTF8 { Array($0) } }

  /// The number of bytes.
  public var byteCount: Int {
    switch storage {
    case .text(let text): text.utf8.count
    case .surrogates(let bytes): bytes.count
    }
  }

  /// Calls `body` with the bytes, which must not be kept.
  public func withUTF8<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    switch storage {
    case .surrogates(let bytes): return bytes.withUnsafeBufferPointer(body)
    case .text(var text): return text.withUTF8(body)
    }
  }
}

extension JSONString: ExpressibleByStringLiteral, CustomStringConvertible {
  /// Creates the string with this text.
  public init(stringLiteral text: String) { self.init(text) }

  /// The text; lossy for lone surrogates.
  public var description: String { text }
}
