import HTTPServer
import HostedAccounts
import LifecycleContracts
import LosslessJSON

/// Requests that were asked to go on in the background.
enum OperationRoutes {
  private static let one = "/ilm/v1/operations/{operation}"

  static let all: [Route] = [
    Route(
      method: .get, pattern: RoutePattern("/ilm/v1/operations"), rule: .signedIn,
      summary: "Lists the caller's operations of the last week, the latest first",
      query: [QueryParameter("limit", .integer(1...1000), "How many at most; 100 unless told")],
      outcomes: [.json(200, LifecycleShapes.answer)]
    ) { call in
      let operations = try call.application.operations.operations(
        of: call.session.caller.userID, limit: call.query.number("limit") ?? 100)
      return .json(
        200,
        [
          "schemaVersion": JSONShapes.schemaVersion,
          "operations": .array(operations.map(\.json)),
        ])
    },
    Route(
      method: .get, pattern: RoutePattern(one), rule: .signedIn,
      summary: "Tells how far an operation is, and what it gave",
      outcomes: [.json(200, LifecycleShapes.answer)], refusals: [404]
    ) { call in
      guard
        let operation = try call.application.operations.operation(
          call.variable("operation"), of: try call.session.caller.userID)
      else { throw APIError.notFound }
      return .json(200, operation.json)
    },
    Route(
      method: .get, pattern: RoutePattern(one + "/events"),
      rule: .signedIn, summary: "Tells how far an operation is, as it goes on",
      outcomes: [
        Route.Outcome(status: 200, shape: .any, mediaType: MediaType.events), .nothing,
      ], refusals: [404]
    ) { call in
      let events = try call.application.operations.events(
        call.variable("operation"), of: try call.session.caller.userID,
        after: call.header("Last-Event-ID"))
      switch events {
      case .unknown: throw APIError.notFound
      // It tells a browser not to ask again.
      case .nothingMore: return .nothing
      case .stream(let stream):
        return HTTPResponse(
          200, headers: [HTTPField("Content-Type", MediaType.events)], body: .stream(stream))
      }
    },
  ]
}
