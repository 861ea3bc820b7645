import HTTPServer
import HostedAccounts
import LosslessJSON

/// What the service says about itself and about who asks.
enum MetaRoutes {
  static let all: [Route] = [
    Route(
      method: .get, pattern: RoutePattern("/v1/openapi.json"), rule: .open,
      summary: "Describes this API as OpenAPI 3.1", outcomes: [.json(200, .open())]
    ) { call in
      HTTPResponse(
        200, headers: [HTTPField("Content-Type", MediaType.json)],
        body: .bytes(call.application.describedRoutes))
    },
    Route(
      method: .get, pattern: RoutePattern("/v1/tokenInfo"), rule: .signedIn,
      summary: "Tells whose token it is and what it allows",
      outcomes: [
        .json(
          200,
          .open(.required("_userId", .id), .required("scope", .choice(["fullaccess", "custom"]))))
      ]
    ) { .json(200, tokenInfo(try $0.session)) },
  ]

  private static func tokenInfo(_ session: AccountSession) -> JSONValue {
    let caller = session.caller
    let integrations = caller.grants.integrations.sorted { $0.key < $1.key }.map {
      id, level -> JSONValue in
      [
        "_integrationId": .string(JSONString(id)),
        "accessLevel": .string(JSONString(level.rawValue)),
      ]
    }
    let isFull = caller.grants.account.map { $0 >= .administrator } ?? false
    return [
      "_userId": .string(JSONString(caller.userID)),
      "_accountId": .string(JSONString(session.account.id)),
      // A mask in a document that is written stands for the credential that is stored.
      "keepsMasks": true,
      "email": .string(JSONString(caller.email)), "name": .string(JSONString(caller.name)),
      "scope": isFull ? "fullaccess" : "custom",
      "accessLevel": caller.grants.account.map { .string(JSONString($0.rawValue)) } ?? .null,
      "integrationAccessLevel": .array(integrations),
    ]
  }
}
