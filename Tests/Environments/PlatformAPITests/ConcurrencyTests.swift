import Foundation
import HTTPTransport
import PlatformAPI
import Synchronization
import Testing

@Suite struct ConcurrencyTests {
  /// Counts the requests that are under way at the same time.
  private final class CountingTransport: HTTPSending {
    private let state = Mutex((underWay: 0, most: 0))

    var most: Int { state.withLock { $0.most } }

    func send(_ request: HTTPRequest) throws(HTTPError) -> HTTPResponse {
      state.withLock { state in
        state.underWay += 1
        state.most = max(state.most, state.underWay)
      }
      usleep(5_000)
      state.withLock { $0.underWay -= 1 }
      return HTTPResponse(status: 200, fields: [], body: Array("{}".utf8))
    }
  }

  @Test func `however many ask, few requests are under way`() throws {
    let transport = CountingTransport()
    let client = APIClient(
      try #require(HTTPAddress("https://api.example")), try #require(AccessToken("secret\n")),
      over: transport, clock: ScriptedClock().clock)
    let group = DispatchGroup()
    for _ in 0..<40 {
      group.enter()
      Thread.detachNewThread {
        _ = try? client.send(APIRequest(.get, "/flows"))
        group.leave()
      }
    }
    #expect(group.wait(timeout: .now() + 60) == .success)
    #expect(client.requestCount == 40)
    #expect(transport.most > 1 && transport.most <= APIClient.concurrentRequestCountMax)
  }
}
