import CivilTime
import Foundation
import TestKit
import Testing

@Suite struct CivilDateTests {
  @Test func `days are those of Foundation's calendar, and lead back to their numbers`() throws {
    var calendar = Calendar(identifier: .iso8601)
    calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
    let seed: UInt64 = 23
    print("days from seed \(seed)")
    var random = SeededRandom(seed: seed)
    let drawn = (0..<2000).map { _ in Int64.random(in: -130_000...900_000, using: &random) }
    for number in [0, -1, 59, 60, 11_016, 11_017, 47_540, 47_541] + drawn {
      let parts = calendar.dateComponents(
        [.year, .month, .day], from: Date(timeIntervalSince1970: Double(number) * 86_400))
      let date = CivilDate(dayNumber: number)
      #expect(date.year == parts.year.map(Int64.init))
      #expect(date.month == parts.month.map(Int64.init))
      #expect(date.day == parts.day.map(Int64.init))
      #expect(date.dayNumber == number)
    }
  }

  @Test func `what no calendar has is no day`() {
    #expect(CivilDate(year: 2026, month: 2, day: 29) == nil)
    #expect(CivilDate(year: 2026, month: 13, day: 1) == nil)
    #expect(CivilDate(year: 2026, month: 4, day: 31) == nil)
    #expect(CivilDate(year: 2028, month: 2, day: 29)?.text == "2028-02-29")
    #expect(CivilDate(year: 7, month: 12, day: 31)?.text == "0007-12-31")
  }
}
