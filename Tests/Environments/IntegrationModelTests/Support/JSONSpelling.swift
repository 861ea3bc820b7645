import LosslessJSON
import TestKit

/// Other ways to write the same document.
enum JSONSpelling {
  /// Writes a value with members shuffled, numbers and strings respelled, and blanks anywhere.
  static func respelled(_ value: JSONValue, _ random: inout SeededRandom) -> [UInt8] {
    var text: [UInt8] = []
    write(value, &text, &random)
    return text
  }

  private static func write(
    _ value: JSONValue, _ text: inout [UInt8], _ random: inout SeededRandom
  ) {
    blank(&text, &random)
    switch value {
    case .object(let object):
      text += Array("{".utf8)
      for (position, member) in object.members.shuffled(using: &random).enumerated() {
        if position > 0 { text += Array(",".utf8) }
        blank(&text, &random)
        write(member.key, &text, &random)
        blank(&text, &random)
        text += Array(":".utf8)
        write(member.value, &text, &random)
      }
      text += Array("}".utf8)
    case .array(let elements):
      text += Array("[".utf8)
      for (position, element) in elements.enumerated() {
        if position > 0 { text += Array(",".utf8) }
        write(element, &text, &random)
      }
      text += Array("]".utf8)
    case .number(let number): text += Array(respelled(number, &random).utf8)
    case .string(let string): write(string, &text, &random)
    default: text += value.compactBytes()
    }
    blank(&text, &random)
  }

  private static func respelled(_ number: JSONNumber, _ random: inout SeededRandom) -> String {
    guard let int = number.int, abs(int) < 1 << 40 else { return number.lexeme }
    let tenths = int == 0 ? "0e5" : "\(int)0e-1"
    return ["\(int)", "\(int).0", tenths, "\(int).00E+00"].randomElement(using: &random)!
  }

  /// Escapes a letter here and there, also in keys and ids.
  private static func write(
    _ string: JSONString, _ text: inout [UInt8], _ random: inout SeededRandom
  ) {
    let plain = JSONValue.string(string).compactBytes()
    let isSimple = string.utf8.allSatisfy { (0x30...0x7a).contains($0) && $0 != 0x5c }
    guard isSimple, !string.utf8.isEmpty, Int.random(in: 0..<8, using: &random) == 0 else {
      text += plain
      return
    }
    let position = Int.random(in: 0..<string.utf8.count, using: &random)
    let digits = String(string.utf8[position], radix: 16)
    let escape = "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    text += plain[...position] + Array(escape.utf8) + plain[(position + 2)...]
  }

  private static func blank(_ text: inout [UInt8], _ random: inout SeededRandom) {
    guard Int.random(in: 0..<4, using: &random) == 0 else { return }
    text += Array([" ", "\n", "\t", "\r\n  "].randomElement(using: &random)!.utf8)
  }
}
