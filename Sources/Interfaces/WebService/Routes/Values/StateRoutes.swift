import HTTPServer
import HostedAccounts
import IntegrationModel
import LosslessJSON

/// What running flows remember under keys: in the account, or with one resource.
enum StateRoutes {
  static let all =
    routes("/v1/state", reading: .signedIn, writing: .action(.reportRuns)) { _ in nil }
    + [ResourceKind.integrations, .flows, .exports, .imports].flatMap { kind in
      routes(
        "/v1/\(kind.collection)/{_id}/state", reading: .action(.view), writing: .action(.runFlows)
      ) { $0.key(kind) }
    }

  private static func routes(
    _ path: String, reading: AccessRule, writing: AccessRule,
    _ subject: @escaping @Sendable (Call) -> ResourceKey?
  ) -> [Route] {
    let one = RoutePattern(path + "/{key}")
    return [
      Route(
        method: .get, pattern: RoutePattern(path), rule: reading,
        summary: "Lists the keys under which something is remembered",
        outcomes: [.json(200, .list(of: .text(minLength: 1), maxCount: 1000)), .nothing],
        refusals: [404]
      ) { call in
        .list(
          try call.session.stateKeys(of: subject(call)).map { .string(JSONString($0)) })
      },
      Route(
        method: .get, pattern: one, rule: reading, summary: "Reads what is remembered under a key",
        outcomes: [.json(200, .any)]
      ) { call in .json(200, try call.session.state(call.variable("key"), of: subject(call))) },
      Route(
        method: .put, pattern: one, rule: writing, summary: "Remembers a value under a key",
        body: .json(.any), outcomes: [.json(200, .any)]
      ) { call in
        try call.session.setState(call.variable("key"), of: subject(call), to: call.body)
        return .json(200, call.body)
      },
      Route(
        method: .delete, pattern: one, rule: writing, summary: "Forgets a key",
        outcomes: [.nothing]
      ) { call in
        try call.session.deleteState(call.variable("key"), of: subject(call))
        return .nothing
      },
    ]
  }
}
