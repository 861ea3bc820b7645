import HTTPServer
import LosslessJSON
import Synchronization

/// Addresses that work for a while without a token: whoever may have something gets one, and hands
/// it to a browser or a plain client.
final class DownloadTickets: Sendable {
  /// How long a ticket is good, in milliseconds.
  static let lifetime: Int64 = 300_000

  private static let countMax = 1000

  private struct Ticket {
    let expires: Int64
    let make: @Sendable () throws -> HTTPResponse
  }

  private let tickets = Mutex<[String: Ticket]>([:])

  /// Keeps what makes the download, with the rights of whoever asked; returns nothing that could be
  /// guessed.
  func issue(
    _ randomBytes: [UInt8], at time: Int64, _ make: @escaping @Sendable () throws -> HTTPResponse
  ) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let name = String(
      decoding: randomBytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    tickets.withLock { known in
      known = known.filter { $0.value.expires > time }
      if known.count >= Self.countMax,
        let oldest = known.min(by: { $0.value.expires < $1.value.expires })
      {
        known[oldest.key] = nil
      }
      known[name] = Ticket(expires: time + Self.lifetime, make: make)
    }
    return name
  }

  /// Makes the download.
  ///
  /// - Throws: ``APIError`` 404 for a ticket that is unknown or too old.
  func redeem(_ name: String, at time: Int64) throws -> HTTPResponse {
    guard let ticket = tickets.withLock({ $0[name] }), ticket.expires > time else {
      throw APIError(404, "not_found", "this address is unknown or too old; ask for a new one")
    }
    return try ticket.make()
  }
}

/// The route by which tickets are redeemed, and what gives them out.
enum DownloadRoutes {
  static let all = [
    Route(
      method: .get, pattern: RoutePattern("/ilm/v1/downloads"), rule: .open,
      summary: "Gives what a signed address stands for",
      query: [
        QueryParameter(
          "ticket", .text(minLength: 64, maxLength: 64), "From the address", isRequired: true)
      ],
      outcomes: [Route.Outcome(status: 200, shape: .text(), mediaType: MediaType.bytes)],
      isSlow: true, refusals: [404]
    ) { call in
      try call.application.downloads.redeem(
        call.query.text("ticket") ?? "", at: call.application.surroundings.now())
    }
  ]

  static let answer = ValueShape.closed(.required("signedURL", .text(minLength: 1)))
}

extension Call {
  /// Answers with an address from which the download comes.
  func signedURL(_ make: @escaping @Sendable () throws -> HTTPResponse) -> HTTPResponse {
    let surroundings = application.surroundings
    let ticket = application.downloads.issue(
      surroundings.randomBytes(32), at: surroundings.now(), make)
    let address = "\(baseAddress)/ilm/v1/downloads?ticket=\(ticket)"
    return .json(200, ["signedURL": .string(.init(address))])
  }
}
