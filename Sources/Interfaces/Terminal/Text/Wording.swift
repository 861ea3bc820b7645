/// Words numbers, times and sizes for people.
public enum Wording {
  /// Returns a number and a noun, such as `1 flow` or `3 flows`.
  public static func count(_ number: Int, _ singular: String, _ plural: String? = nil) -> String {
    "\(number) \(number == 1 ? singular : plural ?? singular + "s")"
  }

  /// Returns how long ago `time` was at `now`, both in seconds since 1970, such as `3 minutes ago`.
  public static func relativeTime(_ time: Int64, at now: Int64) -> String { "" }

  /// Returns a size such as `1.4 MB`, in powers of 1000.
  public static func byteSize(_ bytes: Int) -> String { "" }
}
