import HTTPServer
import HostedAccounts
import IntegrationModel
import LosslessJSON

/// What was deleted and can come back.
enum RecycleBinRoutes {
  private static let one = "/v1/recycleBinTTL/{type}/{_id}"
  private static let outcomes: [Route.Outcome] = [
    .json(
      200,
      .list(
        of: .open(.required("model", .text()), .required("doc", DocumentShapes.answered)),
        maxCount: 1_000_000)), .nothing,
  ]

  static let all: [Route] = [
    Route(
      method: .get, pattern: RoutePattern("/v1/recycleBinTTL"), rule: .signedIn,
      summary: "Lists the recycle bin, the latest deletion first", outcomes: outcomes
    ) { .list(try $0.session.recycleBin().map(json)) },
    Route(
      method: .get, pattern: RoutePattern("/v1/recycleBinTTL/{type}"), rule: .signedIn,
      summary: "Lists one kind of the recycle bin", outcomes: outcomes
    ) { .list(try $0.session.recycleBin(try kind($0)).map(json)) },
    Route(
      method: .post, pattern: RoutePattern(one), rule: .action(.restore),
      summary: "Brings one resource back", outcomes: [.nothing], refusals: [409, 422]
    ) { try restore($0, isCascade: false) },
    Route(
      method: .post, pattern: RoutePattern(one + "/doCascadeRestore"), rule: .action(.restore),
      summary: "Brings a resource back with all that was deleted together with it",
      outcomes: [.nothing], refusals: [409, 422]
    ) { try restore($0, isCascade: true) },
    Route(
      method: .delete, pattern: RoutePattern(one), rule: .action(.purge),
      summary: "Deletes one resource for good", outcomes: [.nothing]
    ) { call in
      try call.session.purge(ResourceKey(try kind(call), call.variable("_id")))
      return .nothing
    },
  ]

  private static func restore(_ call: Call, isCascade: Bool) throws -> HTTPResponse {
    _ = try call.session.restore(
      ResourceKey(try kind(call), call.variable("_id")), isCascade: isCascade)
    return .nothing
  }

  /// The platform names kinds here by their models in lower case with an `s`.
  private static func kind(_ call: Call) throws -> ResourceKind {
    guard let kind = ResourceKind(rawValue: call.variable("type").lowercased()) else {
      throw APIError.notFound
    }
    return kind
  }

  private static func json(_ deleted: DeletedDocument) throws -> JSONValue {
    [
      "model": .string(JSONString(deleted.document.key.kind.model)),
      "doc": try deleted.document.value(),
      "deletedAt": .string(JSONString(APITime.text(deleted.deletedAt))),
      "_deletedByUserId": .string(JSONString(deleted.deletedBy)),
    ]
  }
}

extension ResourceKind {
  /// The kind as the platform names it where it speaks of models.
  var model: String {
    switch self {
    case .apis: "API"
    case .asynchelpers: "AsyncHelper"
    case .ediprofiles: "EDIProfile"
    case .filedefinitions: "FileDefinition"
    case .iclients: "IClient"
    case .lookupcaches: "LookupCache"
    case .mcpservers: "MCPServer"
    default: String(rawValue.prefix(1)).uppercased() + rawValue.dropFirst().dropLast()
    }
  }
}
