import Foundation

/// Times as the API writes them.
public enum ISOTime {
  /// `2026-11-26T09:30:00.000Z`.
  public static func text(_ milliseconds: Int64) -> String {
    let (seconds, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
    let fraction = String(1000 + rest).dropFirst()
    return format(seconds, "%Y-%m-%dT%H:%M:%S") + ".\(fraction)Z"
  }

  /// `Thu, 26 Nov 2026 09:30:00 GMT`.
  public static func httpText(_ milliseconds: Int64) -> String {
    format(milliseconds / 1000, "%a, %d %b %Y %H:%M:%S") + " GMT"
  }

  private static func format(_ seconds: Int64, _ pattern: String) -> String {
    var time = time_t(seconds)
    var parts = tm()
    gmtime_r(&time, &parts)
    var buffer = [CChar](repeating: 0, count: 64)
    let count = strftime(&buffer, buffer.count, pattern, &parts)
    return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
