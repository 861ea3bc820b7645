import Foundation
import HostedAccounts
import TestKit
import Testing

@Suite struct TimestampTests {
  @Test func `times are written and read as Foundation does`() throws {
    let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    let seed: UInt64 = 17
    print("times from seed \(seed)")
    var random = SeededRandom(seed: seed)
    let some: [Int64] = [0, -1, 951_782_399_999, 951_782_400_000, 4_107_542_399_999]
    let drawn = (0..<2000).map { _ in
      Int64.random(in: -2_208_988_800_000...4_102_444_800_000, using: &random)
    }
    for time in some + drawn {
      // A quarter of a millisecond more, as a Double may be a little less than it should.
      let expected = Date(timeIntervalSince1970: (Double(time) + 0.25) / 1000).formatted(format)
      #expect(Timestamp.text(time) == expected)
      #expect(Timestamp.milliseconds(expected) == time)
    }
  }

  @Test(
    arguments: [
      ("2026-03-01", 1_772_323_200_000), ("2026-03-01T00:00:00Z", 1_772_323_200_000),
      ("2026-03-01T00:00:00.5Z", 1_772_323_200_500),
      ("2026-03-01T00:00:00.123456Z", 1_772_323_200_123), ("2026-02-29", nil), ("2026-13-01", nil),
      ("", nil), ("2026-03-01T24:00:00Z", nil), ("2026-03-01T00:00:00", nil),
      ("2026-03-01T00:00:00.Z", nil), ("2026-03-01 00:00:00Z", nil), ("20260301", nil),
      ("2026-03-0é", nil),
    ] as [(String, Int64?)])
  func `what is no time is refused`(text: String, time: Int64?) {
    #expect(Timestamp.milliseconds(text) == time)
  }
}
