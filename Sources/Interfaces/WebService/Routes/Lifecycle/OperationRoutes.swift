import HTTPServer
import HostedAccounts
import LosslessJSON

/// Requests that were asked to go on in the background.
enum OperationRoutes {
  static let all: [Route] = [
    Route(
      method: .get, pattern: RoutePattern("/ilm/v1/operations/{operation}"), rule: .signedIn,
      summary: "Tells how far an operation is, and what it gave",
      outcomes: [.json(200, LifecycleShapes.answer)], refusals: [404]
    ) { call in
      guard
        let operation = call.application.operations.operation(
          call.variable("operation"), of: try call.session.caller.userID)
      else { throw APIError.notFound }
      return .json(200, operation.json)
    },
    Route(
      method: .get, pattern: RoutePattern("/ilm/v1/operations/{operation}/events"),
      rule: .signedIn, summary: "Tells how far an operation is, as it goes on",
      outcomes: [Route.Outcome(status: 200, shape: .any, mediaType: MediaType.events)],
      refusals: [404]
    ) { call in
      guard
        let stream = call.application.operations.events(
          call.variable("operation"), of: try call.session.caller.userID)
      else { throw APIError.notFound }
      return HTTPResponse(
        200, headers: [HTTPField("Content-Type", MediaType.events)], body: .stream(stream))
    },
  ]
}
