import HTTPServer
import HostedAccounts
import IntegrationModel
import LosslessJSON

/// Errors of flows: what is open, whose it is, and what is tried again.
enum ErrorRoutes {
  static let all = summaries + lists + changes + retries + tags

  private static let step = "/v1/flows/{_id}/{_stepId}"
  private static let ids = ValueShape.list(of: .text(minLength: 1, maxLength: 100))

  // MARK: Reading

  private static let summaries = [
    Route(
      method: .get, pattern: RoutePattern("/v1/integrations/{_integrationId}/errors"),
      rule: .action(.viewErrors), summary: "Counts the open errors of an integration's flows",
      outcomes: [
        .json(200, .list(of: summary("_flowId"), maxCount: 100_000)), .nothing,
      ]
    ) { call in
      .list(
        try call.session.errorSummaries(ofIntegration: call.variable("_integrationId"))
          .map { json($0, "_flowId") })
    },
    Route(
      method: .get, pattern: RoutePattern("/v1/flows/{_id}/errors"), rule: .action(.viewErrors),
      summary: "Counts the open errors of a flow's steps",
      outcomes: [
        .json(200, .closed(.required("flowErrors", .list(of: summary("_expOrImpId")))))
      ]
    ) { call in
      let session = try call.session
      let flow = try session.document(call.key(.flows)).key
      let steps = try session.errorSummaries(ofFlow: flow.id).map { json($0, "_expOrImpId") }
      return .json(200, ["flowErrors": .array(steps)])
    },
  ]

  private static func summary(_ id: String) -> ValueShape {
    .closed(
      .required(id, .id), .required("numError", .integer(0...1_000_000_000)),
      .required("lastErrorAt", .time))
  }

  private static func json(_ summary: ErrorSummary, _ id: JSONString) -> JSONValue {
    [
      id: .string(JSONString(summary.id)), "numError": .number(JSONNumber(summary.count)),
      "lastErrorAt": .string(JSONString(APITime.text(summary.lastErrorAt))),
    ]
  }

  private static let lists = [
    list("errors", isResolved: false), list("resolved", isResolved: true),
  ]

  private static func list(_ name: String, isResolved: Bool) -> Route {
    Route(
      method: .get, pattern: RoutePattern("\(step)/\(name)"), rule: .action(.viewErrors),
      summary: isResolved ? "Lists settled errors of a step" : "Lists open errors of a step",
      query: [
        QueryParameter("occurredAt_gte", .time, "The earliest time"),
        QueryParameter("occurredAt_lte", .time, "The latest time"),
        QueryParameter("limit", .integer(1...1000), "How many at most; 1000 unless told"),
        QueryParameter(
          "after", .text(minLength: 1, maxLength: 40), "Where the page begins; from nextPageURL"),
      ],
      outcomes: [
        .json(
          200,
          .closed(
            .required(name, .list(of: .open(.required("errorId", .text())))),
            .optional("nextPageURL", .text())))
      ]
    ) { call in try page(call, name, isResolved: isResolved) }
  }

  private static func page(_ call: Call, _ name: String, isResolved: Bool) throws -> HTTPResponse {
    let session = try call.session
    let flow = try session.document(call.key(.flows)).key
    var query = ErrorQuery()
    query.isResolved = isResolved
    query.occurredFrom = call.query.text("occurredAt_gte").flatMap(APITime.milliseconds)
    query.occurredTo = call.query.text("occurredAt_lte").flatMap(APITime.milliseconds)
    query.limit = call.query.number("limit") ?? 1000
    query.after = call.query.text("after")
    let page = try session.errors(ofFlow: flow.id, step: call.variable("_stepId"), query)
    var value: JSONValue = [JSONString(name): .array(page.errors.map(\.json))]
    if let next = page.next { value["nextPageURL"] = .string(JSONString(call.pageTarget(next))) }
    return .json(200, value)
  }

  // MARK: Changing

  private static let changes = [
    change(.put, "resolved", "Settles errors", .closed(.required("errors", ids))) { call, flow in
      try call.session.resolve(
        errors: call.texts(call.body["errors"]), ofFlow: flow, step: call.variable("_stepId"))
    },
    change(
      .put, "errors/assign", "Gives errors to a person, or to nobody",
      .closed(
        .required("errorIds", ids),
        .required("email", .nullable(.text(minLength: 3, maxLength: 254))))
    ) { call, flow in
      try call.session.assign(
        errors: call.texts(call.body["errorIds"]), ofFlow: flow, step: call.variable("_stepId"),
        to: call.body["email"]?.text)
    },
    change(
      .put, "tags", "Gives errors tags",
      .closed(.required("errorIds", ids), .required("tagIds", .list(of: .id, maxCount: 100)))
    ) { call, flow in
      try call.session.tag(
        errors: call.texts(call.body["errorIds"]), ofFlow: flow, step: call.variable("_stepId"),
        with: call.texts(call.body["tagIds"]))
    },
  ]

  private static func change(
    _ method: Route.Method, _ path: String, _ summary: String, _ body: ValueShape,
    _ run: @escaping @Sendable (Call, String) throws -> Int
  ) -> Route {
    Route(
      method: method, pattern: RoutePattern("\(step)/\(path)"), rule: .action(.correctErrors),
      summary: summary, body: .json(body),
      outcomes: [.json(200, .closed(.required("count", .integer(0...1_000_000))))]
    ) { call in
      let flow = try call.session.document(call.key(.flows)).key
      return .json(200, ["count": .number(JSONNumber(try run(call, flow.id)))])
    }
  }

  // MARK: Trying again

  private static let retries = [
    Route(
      method: .post, pattern: RoutePattern("\(step)/retry"), rule: .action(.correctErrors),
      summary: "Marks errors to be tried again",
      body: .json(.closed(.required("retryDataKeys", ids))),
      outcomes: [.json(200, .open(.required("_jobId", .id)))]
    ) { call in
      let session = try call.session
      let flow = try session.document(call.key(.flows)).key
      let (job, count) = try session.retry(
        call.texts(call.body["retryDataKeys"]), ofFlow: flow.id, step: call.variable("_stepId"))
      return .json(
        200,
        ["_jobId": .string(JSONString(job.id)), "count": .number(JSONNumber(count))])
    },
    Route(
      method: .get, pattern: RoutePattern("\(step)/{retryDataKey}/data"),
      rule: .action(.viewErrors), summary: "Reads what an error left to be tried again",
      outcomes: [.json(200, retryData)]
    ) { call in
      let session = try call.session
      let flow = try session.document(call.key(.flows)).key
      return retryAnswer(
        try session.retryContent(
          call.variable("retryDataKey"), ofFlow: flow.id, step: call.variable("_stepId")))
    },
    Route(
      method: .put, pattern: RoutePattern("\(step)/{retryDataKey}/data"),
      rule: .action(.correctErrors), summary: "Corrects what is tried again",
      body: .json(.closed(.required("data", .any), .optional("stage", .text()))),
      outcomes: [.json(200, retryData)]
    ) { call in
      let session = try call.session
      let flow = try session.document(call.key(.flows)).key
      return retryAnswer(
        try session.correct(
          call.variable("retryDataKey"), ofFlow: flow.id, step: call.variable("_stepId"),
          to: call.body["data"] ?? .null, expecting: try call.expectedVersion))
    },
  ]

  private static let retryData = ValueShape.closed(
    .required("data", .any), .required("stage", .text()))

  private static func retryAnswer(_ retry: RetryContent) -> HTTPResponse {
    .json(
      200, ["data": retry.content, "stage": .string(JSONString(retry.stage))],
      headers: [HTTPField("ETag", "\"\(retry.version)\"")])
  }

  // MARK: Tags

  private static let tag = ValueShape.closed(.required("_id", .id), .required("tag", .text()))

  private static let tags = [
    Route(
      method: .get, pattern: RoutePattern("/v1/tags"), rule: .signedIn,
      summary: "Lists the tags that errors can have",
      outcomes: [.json(200, .list(of: tag, maxCount: 100_000)), .nothing]
    ) { .list(try $0.session.tags().map(\.json)) },
    Route(
      method: .post, pattern: RoutePattern("/v1/tags"), rule: .action(.edit),
      summary: "Makes a tag",
      body: .json(.open(.required("tag", .text(minLength: 1, maxLength: 100)))),
      outcomes: [.json(201, tag)]
    ) { .json(201, try $0.session.createTag($0.text("tag")).json) },
  ]
}
