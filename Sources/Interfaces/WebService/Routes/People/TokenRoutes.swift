import HTTPServer
import HostedAccounts
import LosslessJSON

/// API tokens, and the environments of the account's owner.
enum TokenRoutes {
  static let all = tokens + environments

  private static let token = ValueShape.open(
    .required("_id", .id), .required("name", .text()), .required("revoked", .boolean))

  private static let tokens = [
    Route(
      method: .get, pattern: RoutePattern("/v1/accesstokens"), rule: .action(.administerTokens),
      summary: "Lists API tokens", outcomes: [.json(200, .list(of: token)), .nothing]
    ) { .list(try $0.session.tokens().map(\.json)) },
    Route(
      method: .post, pattern: RoutePattern("/v1/accesstokens"), rule: .action(.administerTokens),
      summary: "Makes an API token, which is shown this once",
      body: .json(
        .open(
          .required("name", .text(minLength: 1, maxLength: 100)),
          .optional("autoPurgeAt", .nullable(.time)),
          .optional("accessLevel", .nullable(.choice(["monitor", "manage", "administrator"]))),
          .optional(
            "integrationAccessLevel",
            .list(
              of: .open(
                .required("_integrationId", .text(minLength: 1)),
                .required("accessLevel", .choice(["monitor", "manage"]))))))),
      outcomes: [.json(201, .open(.required("_id", .id), .required("token", .text(minLength: 1))))]
    ) { try create($0) },
    Route(
      method: .put, pattern: RoutePattern("/v1/accesstokens/{_id}/revoke"),
      rule: .action(.administerTokens), summary: "Takes an API token back",
      outcomes: [.json(200, token)]
    ) { .json(200, try $0.session.revokeToken($0.variable("_id")).json) },
    Route(
      method: .delete, pattern: RoutePattern("/v1/accesstokens/{_id}"),
      rule: .action(.administerTokens), summary: "Removes an API token", outcomes: [.nothing]
    ) { call in
      try call.session.deleteToken(call.variable("_id"))
      return .nothing
    },
  ]

  private static func create(_ call: Call) throws -> HTTPResponse {
    let isLimited = ["accessLevel", "integrationAccessLevel"].contains {
      call.body[JSONString($0)].map { !$0.isNull } ?? false
    }
    let (token, text) = try call.session.createToken(
      name: call.text("name"), scope: isLimited ? try ShareRequest(json: call.body).grants : nil,
      lifetime: try lifetime(call))
    var value = token.json
    value["token"] = .string(JSONString(text))
    return .json(201, value)
  }

  private static func lifetime(_ call: Call) throws -> Int64? {
    guard let end = call.body["autoPurgeAt"]?.text.flatMap(APITime.milliseconds) else { return nil }
    let lifetime = end - call.application.surroundings.now()
    guard lifetime > 0 else {
      throw APIError(422, "invalid_field", "'autoPurgeAt' is past", field: "autoPurgeAt")
    }
    return lifetime
  }

  // MARK: Environments

  private static let environment = ValueShape.open(
    .required("_id", .id), .required("name", .text()), .required("enabled", .boolean))

  private static let environments = [
    Route(
      method: .get, pattern: RoutePattern("/v1/environments"), rule: .signedIn,
      summary: "Lists environments", outcomes: [.json(200, .list(of: environment))]
    ) { .json(200, .array(try $0.session.environments().map(json))) },
    Route(
      method: .post, pattern: RoutePattern("/v1/environments"), rule: .action(.createEnvironment),
      summary: "Makes an environment, switched off; the answer has a token for it, shown this once",
      body: .json(.open(.required("name", .text(minLength: 1, maxLength: 100)))),
      outcomes: [.json(201, environment)]
    ) { call in
      let (made, token) = try call.session.createEnvironment(name: call.text("name"))
      var value = json(made)
      value["token"] = .string(JSONString(token))
      return .json(201, value)
    },
    Route(
      method: .put, pattern: RoutePattern("/v1/environments/{_id}/enable"),
      rule: .action(.createEnvironment), summary: "Switches an environment on or off",
      outcomes: [.json(200, environment)], refusals: [422]
    ) { call in
      let session = try call.session
      let id = call.variable("_id")
      guard let known = try session.environments().first(where: { $0.id == id }) else {
        throw APIError.notFound
      }
      return .json(200, json(try session.setEnabled(environment: id, !known.isEnabled)))
    },
  ]

  private static func json(_ account: AccountDescription) -> JSONValue {
    [
      "_id": .string(JSONString(account.id)), "name": .string(JSONString(account.name)),
      "enabled": .bool(account.isEnabled),
      "createdAt": .string(JSONString(APITime.text(account.createdAt))),
    ]
  }
}
