import HTTPServer
import HostedAccounts
import IntegrationModel

/// What only something that runs flows can do; this service says so.
enum NotRunRoutes {
  static let all: [Route] =
    [route(.connections, "ping", "Would try to reach what a connection leads to")]
    + [ResourceKind.exports, .imports].flatMap { kind in
      [
        route(kind, "preview", "Would show what one \(kind.singular) does with sample data"),
        route(kind, "invoke", "Would run one \(kind.singular)"),
      ]
    }

  private static func route(_ kind: ResourceKind, _ verb: String, _ summary: String) -> Route {
    Route(
      method: .post, pattern: RoutePattern("/v1/\(kind.collection)/{_id}/\(verb)"),
      rule: .action(.runFlows), summary: summary + "; this service runs nothing",
      body: .optionalJSON(.open()), outcomes: [], refusals: [501]
    ) { call in
      let session = try call.session
      let key = try session.document(call.key(kind)).key
      try session.require(.runFlows, on: key)
      throw APIError(
        501, "not_supported",
        "this service runs no flows and reaches no other system, so it cannot \(verb) one "
          + kind.singular,
        hint: kind == .connections
          ? "a runner tells at /ilm/v1/connections/ID/status whether a connection can be reached"
          : "let a runner do it, or try it in integrator.io")
    }
  }
}
