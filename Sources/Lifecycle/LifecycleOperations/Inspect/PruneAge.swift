public import FileStorage

/// How old what nobody needs has to be to be removed.
public struct PruneAge: Sendable, Hashable {
  private let text: String
  /// The age in seconds; `nil` removes nothing.
  private let seconds: Int64?

  /// What is usual.
  public static let usual = "2w"

  /// Reads `30m`, `12h`, `30d`, `2w`, `now` or `never`.
  ///
  /// - Throws: ``LifecycleError`` `bad_age`.
  public init(_ text: String) throws(LifecycleError) {
    self.text = text
    let units: [Character: Int64] = ["m": 60, "h": 3600, "d": 86_400, "w": 604_800]
    switch text {
    // What was written in this very moment counts too, whatever the file system's clock rounds to.
    case "now": seconds = -60
    case "never": seconds = nil
    default:
      guard let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()),
        (0...100_000).contains(count)
      else {
        throw LifecycleError(
          .usage, "bad_age", "'\(text)' is no age", hint: "write 30m, 12h, 30d, 2w, now or never")
      }
      seconds = count * unit
    }
  }

  /// Whether nothing is old enough.
  public var removesNothing: Bool { seconds == nil }

  /// Before when something was needed last that is removed now.
  public func cutoff(at now: FileTimestamp) -> FileTimestamp {
    guard let seconds else { return FileTimestamp(seconds: .min, nanoseconds: 0) }
    return FileTimestamp(seconds: now.seconds - seconds, nanoseconds: now.nanoseconds)
  }
}
