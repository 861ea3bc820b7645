import HTTPServer
import HostedAccounts
import LosslessJSON

/// What a runner reports and takes: this service keeps what flows did, and runs none.
enum RunnerRoutes {
  static let all: [Route] = [
    Route(
      method: .post, pattern: RoutePattern("/ilm/v1/jobs"), rule: .action(.reportRuns),
      summary: "Takes in what a job did until now; the same again changes nothing",
      body: .json(
        .open(
          .optional("_id", .id), .required("_flowId", .id),
          .required("status", .choice(Job.Status.allCases.map(\.rawValue))),
          .optional("type", .choice(Job.Kind.allCases.map(\.rawValue))))),
      outcomes: [.json(200, JobRoutes.job)], refusals: [404, 409]
    ) { .json(200, try $0.session.report(try JobReport(json: $0.body)).json) },
    Route(
      method: .post, pattern: RoutePattern("/ilm/v1/errors"), rule: .action(.reportRuns),
      summary: "Takes in errors, all or none",
      body: .json(.closed(.required("errors", .list(of: error, maxCount: 10_000)))),
      outcomes: [
        .json(200, .closed(.required("errorIds", .list(of: .text(minLength: 1), maxCount: 10_000))))
      ], refusals: [404]
    ) { call in
      var reports: [ErrorReport] = []
      for error in call.body["errors"]?.array ?? [] { reports.append(try ErrorReport(json: error)) }
      let ids = try call.session.report(reports)
      return .json(200, ["errorIds": .array(ids.map { .string(JSONString($0)) })])
    },
    Route(
      method: .post, pattern: RoutePattern("/ilm/v1/retries"), rule: .action(.reportRuns),
      summary: "Hands out what is to be tried again; after five minutes without an answer again",
      body: .optionalJSON(.closed(.optional("limit", .integer(1...1000)))),
      outcomes: [
        .json(
          200,
          .list(of: .open(.required("retryDataKey", .text()), .required("data", .any)))), .nothing,
      ]
    ) { .list(try $0.session.takeRetries(limit: $0.body["limit"]?.int ?? 100).map(\.json)) },
    Route(
      method: .put, pattern: RoutePattern("/ilm/v1/retries/{retryDataKey}"),
      rule: .action(.reportRuns), summary: "Tells how trying again went",
      body: .json(.closed(.required("settled", .boolean))), outcomes: [.nothing]
    ) { call in
      try call.session.finishRetry(
        call.variable("retryDataKey"), isSettled: call.body["settled"]?.bool ?? false)
      return .nothing
    },
    Route(
      method: .put, pattern: RoutePattern("/ilm/v1/connections/{_id}/status"),
      rule: .action(.reportRuns), summary: "Tells whether a connection can be reached",
      body: .json(.closed(.required("offline", .boolean))), outcomes: [.nothing]
    ) { call in
      try call.session.report(
        connection: call.variable("_id"), isOffline: call.body["offline"]?.bool ?? false)
      return .nothing
    },
  ]

  private static let error = ValueShape.open(
    .required("_flowId", .id), .required("_stepId", .id),
    .required("message", .text(minLength: 1)))
}
