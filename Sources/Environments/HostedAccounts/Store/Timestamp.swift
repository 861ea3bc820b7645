/// Times as the platform writes them: ISO 8601 in UTC with milliseconds.
public enum Timestamp {
  /// Writes milliseconds since 1970, such as `2026-03-01T09:30:00.000Z`.
  public static func text(_ milliseconds: Int64) -> String {
    let days = floorDivision(milliseconds, 86_400_000)
    let rest = milliseconds - days * 86_400_000
    let (year, month, day) = date(days)
    let time = [
      padded(rest / 3_600_000, 2), padded(rest / 60_000 % 60, 2), padded(rest / 1000 % 60, 2),
    ].joined(separator: ":")
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T\(time)"
      + ".\(padded(rest % 1000, 3))Z"
  }

  /// Reads a time or a date in UTC, or returns `nil` if it is none.
  public static func milliseconds(_ text: String) -> Int64? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 10, bytes[4] == 0x2d, bytes[7] == 0x2d,
      let year = number(bytes[0..<4]), let month = number(bytes[5..<7]),
      let day = number(bytes[8..<10]), (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    let days = dayNumber(year, month, day)
    guard date(days) == (year, month, day) else { return nil }
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

  private static func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }

  private static func floorDivision(_ a: Int64, _ b: Int64) -> Int64 {
    a >= 0 ? a / b : -((-a + b - 1) / b)
  }

  /// The days from 1970 to a date of the Gregorian calendar; years begin in March here.
  private static func dayNumber(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let y = month <= 2 ? year - 1 : year
    let era = floorDivision(y, 400)
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func date(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = days + 719_468
    let era = floorDivision(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9)
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }
}
