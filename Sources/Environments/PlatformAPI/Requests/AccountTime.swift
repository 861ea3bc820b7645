import CivilTime

/// Times as servers write them, in milliseconds since 1970.
public enum AccountTime {
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// Reads a header's `Thu, 26 Nov 2026 09:30:00 GMT`.
  static func milliseconds(httpDate text: String) -> Int64? {
    let words = text.split(whereSeparator: { $0 == " " || $0 == ":" })
    guard words.count == 8, words[7] == "GMT",
      let month = months.firstIndex(where: { $0 == words[2] })
    else { return nil }
    let numbers = [words[1], words[3], words[4], words[5], words[6]].compactMap { Int64($0) }
    guard numbers.count == 5 else { return nil }
    return milliseconds(
      numbers[1], Int64(month + 1), numbers[0], numbers[2], numbers[3], numbers[4], 0)
  }

  /// Reads a document's `2026-11-26T09:30:00.000Z`.
  public static func milliseconds(iso text: String) -> Int64? {
    let parts = text.split(omittingEmptySubsequences: false) { !("0"..."9").contains($0) }
    guard text.hasSuffix("Z"), parts.count == 8, parts[7].isEmpty, parts[6].count == 3 else {
      return nil
    }
    let numbers = parts.prefix(7).compactMap { Int64($0) }
    guard numbers.count == 7, (1...12).contains(numbers[1]) else { return nil }
    return milliseconds(
      numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6])
  }

  private static func milliseconds(
    _ year: Int64, _ month: Int64, _ day: Int64, _ hour: Int64, _ minute: Int64, _ second: Int64,
    _ rest: Int64
  ) -> Int64? {
    guard let date = CivilDate(year: year, month: month, day: day), (0...23).contains(hour),
      (0...59).contains(minute), (0...60).contains(second), (1900...9999).contains(year)
    else { return nil }
    let days = date.dayNumber
    return (((days * 24 + hour) * 60 + minute) * 60 + second) * 1000 + rest
  }
}
