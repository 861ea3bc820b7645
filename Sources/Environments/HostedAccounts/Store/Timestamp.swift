internal import CivilTime

/// Times as the platform writes them: ISO 8601 in UTC with milliseconds.
public enum Timestamp {
  /// Writes milliseconds since 1970, such as `2026-03-01T09:30:00.000Z`.
  public static func text(_ milliseconds: Int64) -> String {
    let rest = (milliseconds % 86_400_000 + 86_400_000) % 86_400_000
    let date = CivilDate(dayNumber: (milliseconds - rest) / 86_400_000)
    let time = [rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60].map {
      CivilDate.padded($0, 2)
    }.joined(separator: ":")
    return "\(date.text)T\(time).\(CivilDate.padded(rest % 1000, 3))Z"
  }

  /// Reads a time or a date in UTC, or returns `nil` if it is none.
  public static func milliseconds(_ text: String) -> Int64? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 10, bytes[4] == 0x2d, bytes[7] == 0x2d,
      let year = number(bytes[0..<4]), let month = number(bytes[5..<7]),
      let day = number(bytes[8..<10]), let date = CivilDate(year: year, month: month, day: day)
    else { return nil }
    let days = date.dayNumber
    guard bytes.count > 10 else { return days * 86_400_000 }
    return time(bytes[10...]).map { days * 86_400_000 + $0 }
  }

  /// The date of a day, such as `2026-03-01`.
  public static func day(_ milliseconds: Int64) -> String { String(text(milliseconds).prefix(10)) }

  /// Reads `THH:MM:SS[.fraction]Z` as milliseconds.
  private static func time(_ bytes: ArraySlice<UInt8>) -> Int64? {
    let text = Array(bytes)
    guard text.count >= 10, text[0] == 0x54, text[3] == 0x3a, text[6] == 0x3a,
      text.last == 0x5a, let hour = number(text[1..<3]), let minute = number(text[4..<6]),
      let second = number(text[7..<9]), hour < 24, minute < 60, second < 60
    else { return nil }
    let whole = ((hour * 60 + minute) * 60 + second) * 1000
    if text.count == 10 { return whole }
    let fraction = text[10..<(text.count - 1)]
    guard text[9] == 0x2e, (1...9).contains(fraction.count), number(fraction) != nil
    else { return nil }
    let digits = (fraction + [0x30, 0x30]).prefix(3)
    return number(digits).map { whole + $0 }
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
    var value: Int64 = 0
    for digit in digits {
      guard (0x30...0x39).contains(digit) else { return nil }
      value = value * 10 + Int64(digit - 0x30)
    }
    return value
  }
}
