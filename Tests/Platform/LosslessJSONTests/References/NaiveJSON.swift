import LosslessJSON

/// A slow recursive parser written straight from the grammar of RFC 8259, to compare with.
///
/// Strings go through UTF-16 units, so that it shares no decoding with the real one.
struct NaiveJSON {
  struct Rejected: Error {}

  private let bytes: [UInt8]
  private var position = 0

  static func parse(_ bytes: [UInt8]) -> JSONValue? {
    var parser = NaiveJSON(bytes: bytes)
    do {
      let value = try parser.element()
      return parser.position == bytes.count ? value : nil
    } catch {
      return nil
    }
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private var byte: UInt8 { position < bytes.count ? bytes[position] : 0 }

  private mutating func space() {
    while position < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(byte) { position += 1 }
  }

  private mutating func accept(_ text: String) -> Bool {
    guard byte == text.utf8.first, bytes[position...].starts(with: text.utf8) else { return false }
    position += text.utf8.count
    return true
  }

  private mutating func element() throws -> JSONValue {
    space()
    let value = try value()
    space()
    return value
  }

  private mutating func value() throws -> JSONValue {
    if accept("null") { return .null }
    if accept("true") { return .bool(true) }
    if accept("false") { return .bool(false) }
    if byte == 0x22 { return .string(try string()) }
    if accept("[") { return .array(try list(until: "]") { try $0.element() }) }
    if accept("{") {
      let members = try list(until: "}") { try $0.member() }
      guard Set(members.map(\.key)).count == members.count else { throw Rejected() }
      return .object(JSONObject(members))
    }
    return .number(try number())
  }

  private mutating func list<Item>(
    until end: String, _ item: (inout NaiveJSON) throws -> Item
  ) throws -> [Item] {
    space()
    if accept(end) { return [] }
    var items: [Item] = []
    repeat { items.append(try item(&self)) } while accept(",")
    guard accept(end) else { throw Rejected() }
    return items
  }

  private mutating func member() throws -> JSONObject.Member {
    space()
    let key = try string()
    space()
    guard accept(":") else { throw Rejected() }
    return JSONObject.Member(key: key, value: try element())
  }

  private mutating func number() throws -> JSONNumber {
    let start = position
    _ = accept("-")
    if !accept("0") { try digits() }
    if accept(".") { try digits() }
    if accept("e") || accept("E") {
      if !accept("+") { _ = accept("-") }
      try digits()
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    return try JSONNumber(lexeme: text)
  }

  private mutating func digits() throws {
    guard (0x30...0x39).contains(byte) else { throw Rejected() }
    while (0x30...0x39).contains(byte) { position += 1 }
  }

  private mutating func string() throws -> JSONString {
    guard accept("\"") else { throw Rejected() }
    var units: [UInt16] = []
    while !accept("\"") {
      guard byte >= 0x20 else { throw Rejected() }
      units += accept("\\") ? [try escape()] : try plain()
    }
    return Self.string(of: units)
  }

  private mutating func plain() throws -> [UInt16] {
    if byte < 0x80 {
      position += 1
      return [UInt16(bytes[position - 1])]
    }
    let length = byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
    let part = bytes[position..<min(position + length, bytes.count)]
    guard let text = String(validating: part, as: UTF8.self), text.unicodeScalars.count == 1 else {
      throw Rejected()
    }
    position += length
    return Array(text.utf16)
  }

  private mutating func escape() throws -> UInt16 {
    let letters: [(String, UInt16)] = [
      ("\"", 0x22), ("\\", 0x5C), ("/", 0x2F), ("b", 8), ("f", 12), ("n", 10), ("r", 13), ("t", 9),
    ]
    for (letter, unit) in letters where accept(letter) { return unit }
    guard accept("u"), position + 4 <= bytes.count else { throw Rejected() }
    let hex = String(decoding: bytes[position..<(position + 4)], as: UTF8.self)
    guard let unit = UInt16(hex, radix: 16), !hex.hasPrefix("+"), !hex.hasPrefix("-") else {
      throw Rejected()
    }
    position += 4
    return unit
  }

  /// Encodes UTF-16 units, where surrogates without a partner become three bytes.
  static func string(of units: [UInt16]) -> JSONString {
    var bytes: [UInt8] = []
    var index = 0
    while index < units.count {
      let unit = units[index]
      let next = index + 1 < units.count ? units[index + 1] : 0
      if unit & 0xFC00 == 0xD800, next & 0xFC00 == 0xDC00 {
        bytes += String(decoding: [unit, next], as: UTF16.self).utf8
        index += 2
        continue
      }
      if unit < 0x80 {
        bytes.append(UInt8(unit))
      } else if unit & 0xF800 == 0xD800 {
        bytes += [0xED, 0x80 | UInt8(unit >> 6 & 0x3F), 0x80 | UInt8(unit & 0x3F)]
      } else {
        bytes += String(decoding: [unit], as: UTF16.self).utf8
      }
      index += 1
    }
    guard let string = JSONString(bytes: bytes) else { preconditionFailure("made from units") }
    return string
  }

  /// The inverse of `string(of:)`.
  static func units(of string: JSONString) -> [UInt16] {
    let bytes = string.utf8
    var units: [UInt16] = []
    var index = 0
    while index < bytes.count {
      let lead = bytes[index]
      let length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
      if lead == 0xED, bytes[index + 1] >= 0xA0 {
        units.append(
          0xD000 | UInt16(bytes[index + 1] & 0x3F) << 6 | UInt16(bytes[index + 2] & 0x3F))
      } else {
        units += Array(String(decoding: bytes[index..<(index + length)], as: UTF8.self).utf16)
      }
      index += length
    }
    return units
  }
}
