import HTTPServer
import HostedAccounts
import IntegrationModel
import LosslessJSON

/// What happened in the account.
enum AuditRoutes {
  static let all = account + resources

  private static let entry = ValueShape.open(
    .required("_id", .id), .required("time", .time), .required("event", .text()),
    .required("resourceType", .text()), .required("_resourceId", .text()),
    .required("fieldChanges", .list(of: .open(.required("fieldPath", .text())))))
  private static let outcomes: [Route.Outcome] = [
    .json(200, .list(of: entry, maxCount: AuditQuery.limitMax)), .nothing,
  ]

  private static let range = [
    QueryParameter("from", .time, "The earliest time"),
    QueryParameter("to", .time, "The latest time"),
    QueryParameter(
      "limit", .integer(1...AuditQuery.limitMax), "How many at most; 1000 unless told"),
    QueryParameter(
      "after", .text(minLength: 1, maxLength: 40), "Where the page begins; from the Link header"),
    QueryParameter("action", .choice(AuditEvent.allCases.map(\.rawValue)), "What happened"),
    QueryParameter("source", .choice(ChangeSource.allCases.map(\.rawValue)), "Through which door"),
    QueryParameter("_byUserId", .id, "Who did it"),
  ]
  private static let filters =
    range + [
      QueryParameter("resourceType", .text(minLength: 1, maxLength: 40), "The kind, in singular"),
      QueryParameter("_resourceId", .text(minLength: 1, maxLength: 40), "The resource"),
    ]

  private static let account = [
    Route(
      method: .get, pattern: RoutePattern("/v1/audit"), rule: .signedIn,
      summary: "Lists what happened in the account, the latest first", query: filters,
      outcomes: outcomes
    ) { call in page(try call.session.audit(try query(call)), call) },
    Route(
      method: .post, pattern: RoutePattern("/v1/audit"), rule: .signedIn,
      summary: "Lists what happened, with lists of what is wanted", query: Array(range.prefix(4)),
      body: .json(listed), outcomes: outcomes
    ) { call in page(try call.session.audit(try listedQuery(call)), call) },
    Route(
      method: .get, pattern: RoutePattern("/v1/audit/signedURL"), rule: .signedIn,
      summary: "Gives an address from which the log comes as comma-separated values",
      query: filters, outcomes: [.json(200, DownloadRoutes.answer)]
    ) { call in
      let (session, query) = (try call.session, try query(call))
      return call.signedURL { table(try session.auditCSV(query)) }
    },
  ]

  private static func table(_ bytes: [UInt8]) -> HTTPResponse {
    HTTPResponse(
      200,
      headers: [
        HTTPField("Content-Type", MediaType.csv + "; charset=utf-8"),
        HTTPField("Content-Disposition", "attachment; filename=\"audit.csv\""),
      ], body: .bytes(bytes))
  }

  private static let resources = ResourceKind.allCases.map { kind in
    Route(
      method: .get, pattern: RoutePattern("/v1/\(kind.collection)/{_id}/audit"),
      rule: .action(.viewAudit),
      summary: "Lists what happened to one \(kind.singular) and its parts", query: range,
      outcomes: outcomes
    ) { call in
      let session = try call.session
      let key = try session.document(call.key(kind)).key
      return page(try session.audit(of: key, try query(call)), call)
    }
  }

  private static func page(_ page: AuditPage, _ call: Call) -> HTTPResponse {
    .list(page.entries.map(\.json), next: call.nextLink(page.next))
  }

  private static func query(_ call: Call) throws -> AuditQuery {
    var query = bounds(call)
    query.events = call.query.text("action").flatMap(AuditEvent.init(rawValue:)).map { [$0] } ?? []
    query.sources =
      call.query.text("source").flatMap(ChangeSource.init(rawValue:)).map { [$0] } ?? []
    query.userIDs = call.query.text("_byUserId").map { [$0] } ?? []
    query.resourceTypes = call.query.text("resourceType").map { [$0] } ?? []
    query.resourceIDs = call.query.text("_resourceId").map { [$0] } ?? []
    return query
  }

  private static func bounds(_ call: Call) -> AuditQuery {
    AuditQuery(
      from: call.query.text("from").flatMap(APITime.milliseconds),
      to: call.query.text("to").flatMap(APITime.milliseconds),
      limit: call.query.number("limit") ?? 1000, after: call.query.text("after"))
  }

  private static let listed = ValueShape.open(
    .optional("actions", .list(of: .choice(AuditEvent.allCases.map(\.rawValue)))),
    .optional("sources", .list(of: .choice(ChangeSource.allCases.map(\.rawValue)))),
    .optional("_byUserIds", .list(of: .id)),
    .optional("resourceTypes", .list(of: .text(minLength: 1))),
    .optional("_resourceIds", .list(of: .text(minLength: 1))))

  private static func listedQuery(_ call: Call) throws -> AuditQuery {
    var query = bounds(call)
    query.events = call.texts(call.body["actions"]).compactMap(AuditEvent.init(rawValue:))
    query.sources = call.texts(call.body["sources"]).compactMap(ChangeSource.init(rawValue:))
    query.userIDs = call.texts(call.body["_byUserIds"])
    query.resourceTypes = call.texts(call.body["resourceTypes"])
    query.resourceIDs = call.texts(call.body["_resourceIds"])
    return query
  }
}
