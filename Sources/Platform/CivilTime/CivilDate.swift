/// A day of the proleptic Gregorian calendar.
public struct CivilDate: Sendable, Hashable {
  /// The year; 0 is the one before the year 1.
  public let year: Int64
  /// 1 to 12.
  public let month: Int64
  /// 1 to 31.
  public let day: Int64

  /// Names a day, or returns `nil` if the calendar has none such.
  public init?(year: Int64, month: Int64, day: Int64) {
    guard (1...12).contains(month), (1...31).contains(day) else { return nil }
    (self.year, self.month, self.day) = (year, month, day)
    guard CivilDate(dayNumber: dayNumber) == self else { return nil }
  }

  /// The day that is so many days after the first of January 1970.
  public init(dayNumber: Int64) {
    // Years begin in March here, so that the leap day is the last one.
    let shifted = dayNumber + Self.daysFromMarchOfYear0
    let era = Self.floorDivision(shifted, Self.daysOfEra)
    let dayOfEra = shifted - era * Self.daysOfEra
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let index = (5 * dayOfYear + 2) / 153
    month = index + (index < 10 ? 3 : -9)
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    day = dayOfYear - (153 * index + 2) / 5 + 1
  }

  /// How many days it is after the first of January 1970.
  public var dayNumber: Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = Self.floorDivision(shifted, 400)
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * Self.daysOfEra + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
      - Self.daysFromMarchOfYear0
  }

  /// The date as it is written: `2026-03-01`.
  public var text: String {
    "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))"
  }

  /// Writes a number with zeros in front, as dates and times have them.
  public static func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }

  private static let daysOfEra: Int64 = 146_097
  private static let daysFromMarchOfYear0: Int64 = 719_468

  private static func floorDivision(_ a: Int64, _ b: Int64) -> Int64 {
    a >= 0 ? a / b : -((-a + b - 1) / b)
  }
}
