/// A number's lexeme taken apart, with nothing rounded: the value is 0.DIGITS × 10^pointPosition.
struct DecimalParts {
  let isNegative: Bool

  /// Integer and fraction digits with the point between them, from the first to the last that is
  /// not 0.
  let significant: UnsafeBufferPointer<UInt8>

  /// The number of digits in `significant`; 0 for zero.
  let digitCount: Int

  /// Where the point stands relative to the first significant digit.
  let pointPosition: Int

  /// Takes a valid lexeme apart.
  init(_ lexeme: UnsafeBufferPointer<UInt8>) {
    isNegative = lexeme.first == 0x2D
    let start = isNegative ? 1 : 0
    var mantissaEnd = start
    var point: Int?
    while mantissaEnd < lexeme.count, lexeme[mantissaEnd] | 0x20 != 0x65 {
      if lexeme[mantissaEnd] == 0x2E { point = mantissaEnd }
      mantissaEnd += 1
    }
    var first = start
    while first < mantissaEnd, !Self.isSignificant(lexeme[first]) { first += 1 }
    var last = mantissaEnd
    while last > first, !Self.isSignificant(lexeme[last - 1]) { last -= 1 }
    significant = UnsafeBufferPointer(rebasing: lexeme[first..<last])
    let pointOffset = point ?? mantissaEnd
    let isPointInside = pointOffset > first && pointOffset < last
    digitCount = significant.count - (isPointInside ? 1 : 0)
    let beforePoint = pointOffset - first + (pointOffset < first ? 1 : 0)
    pointPosition = beforePoint + Self.exponent(lexeme[mantissaEnd...])
  }

  /// Tells whether the exponent of the scientific notation has at most 18 digits.
  var isExponentWithinLimit: Bool {
    digitCount == 0 || (pointPosition - 1).magnitude < 1_000_000_000_000_000_000
  }

  private static func isSignificant(_ byte: UInt8) -> Bool { byte != 0x30 && byte != 0x2E }

  /// Reads what stands behind the mantissa: nothing, or `e`, a sign and digits that fit.
  private static func exponent(_ part: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
    var value = 0
    var isNegative = false
    for byte in part.dropFirst() {
      if byte == 0x2D { isNegative = true }
      if byte &- 0x30 < 10 { value = value * 10 + Int(byte - 0x30) }
    }
    return isNegative ? -value : value
  }
}

extension DecimalParts {
  /// Appends the canonical form: laid out as ECMAScript writes numbers, but with every digit.
  func write(to output: inout OutputBytes) {
    guard digitCount > 0 else { return output.append(0x30) }
    if isNegative { output.append(0x2D) }
    switch pointPosition {
    case 1...21 where digitCount <= pointPosition:
      appendDigits(0..<digitCount, to: &output)
      output.append(0x30, count: pointPosition - digitCount)
    case 1...21:
      appendDigits(0..<pointPosition, to: &output)
      output.append(0x2E)
      appendDigits(pointPosition..<digitCount, to: &output)
    case -5...0:
      output.append(0x30)
      output.append(0x2E)
      output.append(0x30, count: -pointPosition)
      appendDigits(0..<digitCount, to: &output)
    default:
      writeScientific(to: &output)
    }
  }

  private func writeScientific(to output: inout OutputBytes) {
    appendDigits(0..<1, to: &output)
    if digitCount > 1 {
      output.append(0x2E)
      appendDigits(1..<digitCount, to: &output)
    }
    output.append(0x65)
    output.append(pointPosition > 0 ? 0x2B : 0x2D)
    for byte in String((pointPosition - 1).magnitude).utf8 { output.append(byte) }
  }

  /// Appends the significant digits in `range`, leaving the point out.
  private func appendDigits(_ range: Range<Int>, to output: inout OutputBytes) {
    var digit = 0
    for byte in significant where byte != 0x2E {
      if range.contains(digit) { output.append(byte) }
      digit += 1
      if digit >= range.upperBound { return }
    }
  }
}
