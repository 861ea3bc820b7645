import HTTPServer
import HostedAccounts
import IntegrationModel
import LosslessJSON

/// What flows did and do.
enum JobRoutes {
  static let all = lists + single + flows

  static let job = ValueShape.open(
    .required("_id", .id), .required("type", .choice(Job.Kind.allCases.map(\.rawValue))),
    .required("status", .choice(Job.Status.allCases.map(\.rawValue))))
  private static let outcomes: [Route.Outcome] = [.json(200, .list(of: job)), .nothing]

  private static let scope = [
    QueryParameter(
      "_integrationId", .text(minLength: 1, maxLength: 40),
      "Of the flows of this integration; none for those in none"),
    QueryParameter("_flowId", .id, "Of this flow"),
    QueryParameter("_flowJobId", .id, "The parts of this job"),
  ]

  private static let lists = [
    Route(
      method: .get, pattern: RoutePattern("/v1/jobs"), rule: .signedIn,
      summary: "Lists jobs, the latest first",
      query: scope + [
        QueryParameter("type", .choice(Job.Kind.allCases.map(\.rawValue)), "What they are"),
        QueryParameter("status", .choice(Job.Status.allCases.map(\.rawValue)), "How far they are"),
        QueryParameter("createdAt_gte", .time, "The earliest time of creation"),
        QueryParameter(
          "createdAt_lte", .time, "The latest; the last one's of the page before goes on"),
        QueryParameter("limit", .integer(1...1000), "How many at most; 1000 unless told"),
      ], outcomes: outcomes, refusals: [404]
    ) { .list(try $0.session.jobs(query($0)).map(\.json)) },
    Route(
      method: .post, pattern: RoutePattern("/v1/jobs/current"), rule: .signedIn,
      summary: "Lists jobs that have not ended", query: scope, body: .optionalJSON(.open()),
      outcomes: outcomes, refusals: [404]
    ) { call in
      var query = query(call)
      query.statuses = [.queued, .running, .retrying]
      return .list(try call.session.jobs(query).map(\.json))
    },
  ]

  private static func query(_ call: Call) -> JobQuery {
    var query = JobQuery()
    query.integrationID = call.query.text("_integrationId")
    query.flowIDs = call.query.text("_flowId").map { [$0] } ?? []
    query.parentID = call.query.text("_flowJobId")
    query.kinds = call.query.text("type").flatMap(Job.Kind.init(rawValue:)).map { [$0] } ?? []
    query.statuses =
      call.query.text("status").flatMap(Job.Status.init(rawValue:)).map { [$0] } ?? []
    query.createdFrom = call.query.text("createdAt_gte").flatMap(APITime.milliseconds)
    query.createdTo = call.query.text("createdAt_lte").flatMap(APITime.milliseconds)
    query.limit = call.query.number("limit") ?? 1000
    return query
  }

  private static let single = [
    Route(
      method: .get, pattern: RoutePattern("/v1/jobs/{_id}"), rule: .action(.view),
      summary: "Reads one job", outcomes: [.json(200, job)]
    ) { .json(200, try $0.session.job($0.variable("_id")).json) },
    Route(
      method: .get, pattern: RoutePattern("/v1/jobs/{_id}/family"), rule: .action(.view),
      summary: "Lists a job and its parts", outcomes: [.json(200, .list(of: job, maxCount: 1001))]
    ) { .json(200, .array(try $0.session.family(of: $0.variable("_id")).map(\.json))) },
    Route(
      method: .put, pattern: RoutePattern("/v1/jobs/{_id}/cancel"), rule: .action(.runFlows),
      summary: "Cancels one job", outcomes: [.json(200, job)], refusals: [422]
    ) { .json(200, try $0.session.cancelJob($0.variable("_id")).json) },
  ]

  private static let flows = [
    Route(
      method: .post, pattern: RoutePattern("/v1/flows/{_id}/run"), rule: .action(.runFlows),
      summary: "Asks runners for a run of a flow", body: .optionalJSON(.open()),
      outcomes: [.json(200, .open(.required("_jobId", .id)))]
    ) { call in
      let job = try call.session.requestRun(ofFlow: call.variable("_id"))
      return .json(200, ["_jobId": .string(JSONString(job.id))])
    },
    Route(
      method: .get, pattern: RoutePattern("/v1/flows/{_id}/jobs/latest"), rule: .action(.view),
      summary: "Reads the latest job of a flow", outcomes: outcomes
    ) { call in
      let session = try call.session
      var query = JobQuery()
      query.flowIDs = [try session.document(call.key(.flows)).key.id]
      query.kinds = [.flow]
      query.limit = 1
      return .list(try session.jobs(query).map(\.json))
    },
    Route(
      method: .get, pattern: RoutePattern("/ilm/v1/integrations/{_integrationId}/statistics"),
      rule: .action(.view), summary: "Tells what the flows of an integration did, day by day",
      query: [
        QueryParameter("from", .time, "The first day", isRequired: true),
        QueryParameter("to", .time, "The last day", isRequired: true),
      ],
      outcomes: [
        .json(
          200,
          .list(
            of: .open(.required("_flowId", .id), .required("date", .text())), maxCount: 1_000_000)),
        .nothing,
      ]
    ) { call in
      let days = ["from", "to"].map { name in
        APITime.day(call.query.text(name).flatMap(APITime.milliseconds) ?? 0)
      }
      return .list(
        try call.session.statistics(
          ofIntegration: call.variable("_integrationId"), from: days[0], to: days[1]
        ).map(\.json))
    },
  ]
}
