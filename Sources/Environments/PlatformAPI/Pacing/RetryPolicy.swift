import HTTPTransport

/// Decides whether a request is sent once more, and when.
///
/// Only what is sure to be safe is repeated: reads, and what the server cannot have begun.
struct RetryPolicy: Sendable {
  /// How often a request is sent at most.
  static let tryCountMax = 5
  /// A server that wants a longer pause than this is not waited for.
  private static let pauseMax = Duration.seconds(120)

  /// What became of a try.
  enum Outcome {
    case answered(HTTPResponse)
    case failed(HTTPError)
  }

  /// How long to wait before the next try; `nil` for none.
  ///
  /// - Parameters:
  ///   - attempt: How often it was sent, from 1.
  ///   - wasReached: Whether the server has answered before: one that never did is not waited for.
  static func pause(
    after outcome: Outcome, _ method: HTTPMethod, attempt: Int, wasReached: Bool, chance: Double
  ) -> Duration? {
    guard attempt < tryCountMax else { return nil }
    let backoff = Duration.milliseconds(Int(1000.0 * Double(1 << (attempt - 1)) * (1 + chance / 2)))
    switch outcome {
    case .answered(let response) where response.status == 429:
      guard let wanted = response["Retry-After"].flatMap({ Int($0) }) else { return backoff }
      let pause = Duration.seconds(max(0, min(wanted, 1 << 20)))
      if pause > pauseMax { return nil }
      return pause + .milliseconds(Int(500 * chance))
    case .answered(let response):
      return [500, 502, 503, 504].contains(response.status) && method.isSafe ? backoff : nil
    case .failed(let error):
      guard [.unreachable, .timedOut, .cutOff].contains(error.code) else { return nil }
      if error.code == .unreachable, !wasReached { return nil }
      return method.isSafe || !error.mayHaveArrived ? backoff : nil
    }
  }
}
