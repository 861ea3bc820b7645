/// A number as an integer of any size times a power of ten, found with string operations only.
struct NaiveDecimal: Equatable {
  var isNegative: Bool
  var digits: String
  var exponent: Int

  init(_ lexeme: String) {
    var text = lexeme.lowercased()
    isNegative = text.hasPrefix("-")
    if isNegative { text.removeFirst() }
    let halves = text.split(separator: "e")
    exponent = halves.count > 1 ? Int(halves[1]) ?? 0 : 0
    let parts = halves[0].split(separator: ".")
    digits = String(parts[0])
    if parts.count > 1 {
      digits += parts[1]
      exponent -= parts[1].count
    }
    while digits.hasPrefix("0") { digits.removeFirst() }
    while digits.hasSuffix("0") {
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
    if k <= n, n <= 21 { return sign + digits + String(repeating: "0", count: n - k) }
    if 0 < n, n <= 21 { return sign + digits.prefix(n) + "." + digits.dropFirst(n) }
    if -6 < n, n <= 0 { return sign + "0." + String(repeating: "0", count: -n) + digits }
    let power = (n - 1 > 0 ? "e+" : "e-") + String(abs(n - 1))
    return sign + digits.prefix(1) + (k > 1 ? "." + digits.dropFirst() : "") + power
  }
}
