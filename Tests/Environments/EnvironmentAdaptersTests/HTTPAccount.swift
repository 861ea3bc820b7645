import EnvironmentAdapters
import HTTPTransport
import PlatformAPI
import RESTAccount
import Synchronization
import Testing

/// Makes adapters for accounts of a test, without any waiting.
enum HTTPAccount {
  static func client(_ url: String, durationMax: Duration = .seconds(20)) throws -> APIClient {
    let token = try #require(AccessToken(RESTAccount.token))
    let time = Mutex(Duration.zero)
    return APIClient(
      try #require(HTTPAddress(url)), token,
      over: CurlClient(
        ConnectionSettings(
          durationMax: durationMax, byteCountMax: 1 << 20, userAgent: "test/1")),
      clock: PacingClock(
        now: { time.withLock { $0 } }, sleep: { pause in time.withLock { $0 += pause } },
        chance: { 0 }))
  }

  static func environment(_ account: RESTAccount) throws -> HTTPEnvironment {
    HTTPEnvironment(try client(account.url))
  }
}
