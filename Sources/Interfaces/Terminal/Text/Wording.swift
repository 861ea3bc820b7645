/// Words numbers, times and sizes for people.
public enum Wording {
  /// Returns a number and a noun, such as `1 flow` or `3 flows`.
  public static func count(_ number: Int, _ singular: String, _ plural: String? = nil) -> String {
    "\(number) \(number == 1 ? singular : plural ?? singular + "s")"
  }

  /// Returns words as a list, such as `a, b and c`.
  public static func list(_ words: [String], _ conjunction: String = "and") -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return "\(words.dropLast().joined(separator: ", ")) \(conjunction) \(last)"
  }

  /// Returns how long ago `time` was at `now`, both in seconds since 1970, such as `3 minutes ago`.
  ///
  /// The largest fitting unit is used and rounded down; a time to come is `in 3 minutes`.
  public static func relativeTime(_ time: Int64, at now: Int64) -> String {
    let (difference, overflow) = now.subtractingReportingOverflow(time)
    let seconds = overflow ? UInt64(Int64.max) : difference.magnitude
    guard seconds >= 5, let unit = units.first(where: { seconds >= $0.seconds })
    else { return "just now" }
    let span = count(Int(seconds / unit.seconds), unit.name)
    return time <= now ? "\(span) ago" : "in \(span)"
  }

  private static let units: [(seconds: UInt64, name: String)] = [
    (31_556_952, "year"), (2_629_746, "month"), (604_800, "week"), (86_400, "day"),
    (3_600, "hour"), (60, "minute"), (1, "second"),
  ]

  /// Returns a size such as `1.4 MB`, in powers of 1000.
  public static func byteSize(_ bytes: Int) -> String {
    if bytes < 1000 { return count(bytes, "byte") }
    var (size, unit) = (Double(bytes) / 1000, 0)
    while size >= 999.5, unit + 1 < sizeUnits.count { (size, unit) = (size / 1000, unit + 1) }
    if size >= 9.95 { return "\(Int(size.rounded())) \(sizeUnits[unit])" }
    let tenths = Int((size * 10).rounded())
    return "\(tenths / 10).\(tenths % 10) \(sizeUnits[unit])"
  }

  private static let sizeUnits = ["kB", "MB", "GB", "TB", "PB", "EB"]
}
