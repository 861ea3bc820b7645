import Synchronization

/// Lets each caller make so many requests: a bucket that fills steadily and holds a burst.
final class RateLimiter: Sendable {
  /// How many requests may come at once, and how many a second go on.
  struct Rate: Sendable, Equatable {
    var burst: Double
    var perSecond: Double

    /// What the platform grants.
    static let usual = Rate(burst: 1_000, perSecond: 300)
  }

  private struct Bucket {
    var level: Double
    var time: Int64
  }

  private static let bucketCountMax = 10_000
  private let rate: Rate
  private let buckets = Mutex<[String: Bucket]>([:])

  init(_ rate: Rate) { self.rate = rate }

  /// Takes one request of `caller` out of its bucket at `time`, in milliseconds.
  ///
  /// - Returns: `nil` if there was one, or after how many seconds there will be.
  func take(_ caller: String, at time: Int64) -> Int? {
    buckets.withLock { known in
      if known.count >= Self.bucketCountMax, known[caller] == nil {
        // Full ones are as good as none.
        known = known.filter { level($0.value, at: time) < rate.burst }
      }
      let filled = known[caller].map { level($0, at: time) } ?? rate.burst
      guard filled >= 1 else {
        known[caller] = Bucket(level: filled, time: time)
        return max(1, Int(((1 - filled) / rate.perSecond).rounded(.up)))
      }
      known[caller] = Bucket(level: filled - 1, time: time)
      return nil
    }
  }

  private func level(_ bucket: Bucket, at time: Int64) -> Double {
    let seconds = Double(max(0, time - bucket.time)) / 1000
    return min(rate.burst, bucket.level + seconds * rate.perSecond)
  }
}
