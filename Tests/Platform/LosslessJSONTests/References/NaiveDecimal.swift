/// A number as an integer of any size times a power of ten: nothing is rounded, nothing is clever.
struct NaiveDecimal: Equatable {
  private(set) var isNegative: Bool
  /// The digits of the integer, without zeros at its ends.
  private(set) var digits: [UInt8]
  private(set) var exponent: Int

  private static let zero = UInt8(ascii: "0")

  init(_ lexeme: String) {
    let halves = lexeme.utf8.split { $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "E") }
    exponent = halves.count > 1 ? Int(Substring(halves[1])) ?? 0 : 0
    isNegative = halves[0].first == UInt8(ascii: "-")
    let parts = halves[0].drop { $0 == UInt8(ascii: "-") }.split(separator: UInt8(ascii: "."))
    digits = parts.flatMap { $0 }
    if parts.count > 1 { exponent -= parts[1].count }
    digits = Array(digits.drop { $0 == Self.zero })
    while digits.last == Self.zero {
      digits.removeLast()
      exponent += 1
    }
    if digits.isEmpty {
      isNegative = false
      exponent = 0
    }
  }

  /// The layout of ECMAScript's Number::toString with k digits and the point behind the n-th.
  var canonical: String {
    if digits.isEmpty { return "0" }
    let k = digits.count
    let n = k + exponent
    let sign = isNegative ? "-" : ""
    if k <= n, n <= 21 { return sign + text(digits) + zeros(n - k) }
    if 0 < n, n <= 21 { return sign + text(digits.prefix(n)) + "." + text(digits.dropFirst(n)) }
    if -6 < n, n <= 0 { return sign + "0." + zeros(-n) + text(digits) }
    let power = (n - 1 > 0 ? "e+" : "e-") + String(abs(n - 1))
    return sign + text(digits.prefix(1)) + (k > 1 ? "." + text(digits.dropFirst()) : "") + power
  }

  private func text(_ digits: some Sequence<UInt8>) -> String {
    String(decoding: Array(digits), as: UTF8.self)
  }

  private func zeros(_ count: Int) -> String { String(repeating: "0", count: count) }
}
