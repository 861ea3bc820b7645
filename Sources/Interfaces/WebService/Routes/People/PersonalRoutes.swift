import HTTPServer
import HostedAccounts
import LosslessJSON

/// What is the caller's own: preferences and notifications.
enum PersonalRoutes {
  static let all: [Route] = [
    Route(
      method: .get, pattern: RoutePattern("/v1/preferences"), rule: .signedIn,
      summary: "Reads how the caller likes to see the account", outcomes: [.json(200, .open())]
    ) { .json(200, try $0.session.preferences()) },
    Route(
      method: .put, pattern: RoutePattern("/v1/preferences"), rule: .signedIn,
      summary: "Replaces the caller's preferences", body: .json(.open()),
      outcomes: [.json(200, .open())]
    ) { call in
      try call.session.setPreferences(call.body)
      return .json(200, call.body)
    },
    Route(
      method: .get, pattern: RoutePattern("/v1/notifications"), rule: .signedIn,
      summary: "Lists what the caller is told of by mail",
      outcomes: [.json(200, .list(of: notification)), .nothing]
    ) { .list(try $0.session.subscriptions().map(\.json)) },
    Route(
      method: .post, pattern: RoutePattern("/v1/notifications"), rule: .signedIn,
      summary: "Lets the caller be told of something by mail",
      body: .json(
        .open(
          .required("type", .choice(["jobErrors", "connectionStatus", "pull"])),
          .required("_resourceId", .text(minLength: 1, maxLength: 100)))),
      outcomes: [.json(201, notification)], refusals: [404]
    ) { call in
      guard let topic = NotificationTopic(rawValue: call.text("type")) else {
        throw APIError.notFound
      }
      return .json(201, try call.session.subscribe(to: topic, of: call.text("_resourceId")).json)
    },
    Route(
      method: .delete, pattern: RoutePattern("/v1/notifications/{_id}"), rule: .signedIn,
      summary: "Ends a notification", outcomes: [.nothing]
    ) { call in
      try call.session.unsubscribe(call.variable("_id"))
      return .nothing
    },
  ]

  private static let notification = ValueShape.open(
    .required("_id", .id), .required("type", .text()), .required("_resourceId", .text()))
}
