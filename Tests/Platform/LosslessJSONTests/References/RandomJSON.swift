import LosslessJSON

/// Makes up values and lexemes that reach the corners.
extension SeededRandom {
  mutating func lexeme() -> String {
    var text = pick(["", "", "-"])
    text += digits(pick([1, 1, 2, 3, 8, 20, 21, 22, 30]), canLeadWithZero: false)
    if below(2) == 0 { text += "." + digits(pick([1, 2, 3, 6, 7, 8, 25]), canLeadWithZero: true) }
    if below(2) == 0 {
      text += pick(["e", "E"]) + pick(["", "+", "-"])
      text += digits(pick([1, 1, 2, 2, 3, 9, 17]), canLeadWithZero: true)
    }
    return text
  }

  private mutating func digits(_ count: Int, canLeadWithZero: Bool) -> String {
    let zeroHeavy = below(3) == 0
    var text = ""
    for _ in 0..<count { text += String(zeroHeavy && below(3) > 0 ? 0 : below(10)) }
    if canLeadWithZero || !text.hasPrefix("0") { return text }
    return below(2) == 0 ? "0" : "7" + text.dropFirst()
  }

  /// Returns UTF-16 units with controls, escapes, pairs, lone surrogates and long plain runs.
  mutating func units() -> [UInt16] {
    var units: [UInt16] = []
    for _ in 0..<pick([0, 1, 2, 5, 9, 17, 40]) {
      switch below(12) {
      case 0: units.append(UInt16(below(0x20)))
      case 1: units.append(pick([0x22, 0x5C, 0x2F, 0x7F]))
      case 2: units.append(UInt16(0x80 + below(0x700)))
      case 3: units.append(UInt16(0xD000 + below(0x800)))
      case 4: units.append(UInt16(0xD800 + below(0x800)))
      case 5: units += [UInt16(0xD800 + below(0x400)), UInt16(0xDC00 + below(0x400))]
      case 6: units.append(UInt16(0xE000 + below(0x2000)))
      default: units.append(UInt16(0x61 + below(26)))
      }
    }
    return units
  }

  mutating func string() -> JSONString { NaiveJSON.string(of: units()) }

  mutating func value(depth: Int = 4) -> JSONValue {
    switch below(depth > 0 ? 9 : 5) {
    case 0: return .null
    case 1: return .bool(below(2) == 0)
    case 2: return (try? JSONNumber(lexeme: lexeme())).map { .number($0) } ?? .null
    case 3, 4: return .string(string())
    case 5, 6: return .array((0..<below(6)).map { _ in value(depth: depth - 1) })
    default:
      let count = pick([0, 1, 2, 5, 15, 17, 40])
      return .object(
        JSONObject(
          (0..<count).map { _ in
            JSONObject.Member(key: string(), value: value(depth: depth - 2))
          }))
    }
  }

  /// Writes `value` with white space, escapes and key order of its own choice.
  mutating func text(of value: JSONValue) -> [UInt8] {
    switch value {
    case .null: return space() + Array("null".utf8) + space()
    case .bool(let value): return space() + Array("\(value)".utf8) + space()
    case .number(let number): return space() + Array(number.lexeme.utf8) + space()
    case .string(let string): return space() + text(of: string) + space()
    case .array(let elements):
      let parts = elements.map { text(of: $0) }
      return Array("[".utf8) + space() + Array(parts.joined(separator: Array(",".utf8)))
        + Array("]".utf8)
    case .object(let object):
      let parts = object.members.shuffled(using: &self).map { member in
        space() + text(of: member.key) + space() + Array(":".utf8) + text(of: member.value)
      }
      return Array("{".utf8) + space() + Array(parts.joined(separator: Array(",".utf8)))
        + Array("}".utf8)
    }
  }

  private mutating func space() -> [UInt8] {
    switch below(8) {
    case 0: [0x20]
    case 1: [0x0A] + Array(repeating: 0x20, count: below(20))
    case 2: [0x0D, 0x0A, 0x09]
    default: []
    }
  }

  /// Writes each unit escaped or not, as JSON allows for it.
  private mutating func text(of string: JSONString) -> [UInt8] {
    let escapesAll = below(3) == 0
    var bytes: [UInt8] = [0x22]
    let units = NaiveJSON.units(of: string)
    var index = 0
    while index < units.count {
      let isPair =
        index + 1 < units.count && units[index] & 0xFC00 == 0xD800
        && units[index + 1] & 0xFC00 == 0xDC00
      let length = isPair ? 2 : 1
      let part = Array(units[index..<(index + length)])
      let needsEscape =
        part[0] < 0x20 || part[0] == 0x22 || part[0] == 0x5C
        || (!isPair && part[0] & 0xF800 == 0xD800)
      if needsEscape || escapesAll || below(20) == 0 {
        for unit in part { bytes += Array(escape(unit).utf8) }
      } else {
        bytes += NaiveJSON.string(of: part).utf8
      }
      index += length
    }
    return bytes + [0x22]
  }

  private mutating func escape(_ unit: UInt16) -> String {
    let short: [UInt16: String] = [
      0x22: "\\\"", 0x5C: "\\\\", 0x2F: "\\/", 8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r",
    ]
    if let text = short[unit], below(2) == 0 { return text }
    let hex = String(unit, radix: 16, uppercase: below(2) == 0)
    return "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
  }
}
