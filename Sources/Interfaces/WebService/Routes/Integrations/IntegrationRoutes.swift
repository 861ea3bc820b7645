import HTTPServer
import HostedAccounts
import IntegrationModel
import LosslessJSON

/// Connections, groups and places of what is in integrations.
enum IntegrationRoutes {
  static let all = [tiles] + registration + replacement + grouping + [moving]

  private static let tiles = Route(
    method: .get, pattern: RoutePattern("/v1/tiles"), rule: .signedIn,
    summary: "Lists integrations as the home page shows them",
    outcomes: [
      .json(
        200,
        .list(
          of: .open(
            .required("_integrationId", .text(minLength: 1)), .required("name", .text()),
            .required("numFlows", .integer(0...1_000_000)),
            .required("numError", .integer(0...1_000_000))), maxCount: 100_000)), .nothing,
    ]
  ) { .list(try $0.session.tiles().map(\.json)) }

  private static let registration = [
    Route(
      method: .put, pattern: RoutePattern("/v1/integrations/{_id}/connections/register"),
      rule: .action(.edit), summary: "Adds connections to those that an integration uses",
      body: .json(.list(of: .id)), outcomes: [.nothing]
    ) { call in
      _ = try call.session.register(connections: call.texts(call.body), in: call.variable("_id"))
      return .nothing
    },
    Route(
      method: .delete,
      pattern: RoutePattern("/v1/integrations/{_id}/connections/{_connectionId}/register"),
      rule: .action(.edit), summary: "Takes a connection from those that an integration uses",
      outcomes: [.nothing]
    ) { call in
      _ = try call.session.deregister(
        connection: call.variable("_connectionId"), from: call.variable("_id"))
      return .nothing
    },
  ]

  private static let replacement =
    [ResourceKind.exports, .imports].map { kind in
      Route(
        method: .put, pattern: RoutePattern("/v1/\(kind.collection)/{_id}/replaceConnection"),
        rule: .action(.edit), summary: "Makes one \(kind.singular) use another connection",
        body: .json(.open(.required("_newConnectionId", .id))), outcomes: [.nothing]
      ) { call in
        _ = try call.session.replaceConnection(
          of: call.key(kind), with: call.text("_newConnectionId"))
        return .nothing
      }
    } + [
      Route(
        method: .put, pattern: RoutePattern("/v1/flows/{_id}/replaceConnection"),
        rule: .action(.edit), summary: "Makes the steps of a flow use another connection",
        body: .json(
          .open(.required("_connectionId", .id), .required("_newConnectionId", .id))),
        outcomes: [.nothing]
      ) { call in
        let session = try call.session
        let flow = try session.document(call.key(.flows)).key
        _ = try session.replaceConnection(
          call.text("_connectionId"), with: call.text("_newConnectionId"), inFlow: flow.id)
        return .nothing
      }
    ]

  private static let grouping = [
    grouping("flows", .flows, "updateFlowGrouping", "_flowIds", "_flowGroupingId"),
    grouping("APIs", .apis, "updateApiGrouping", "_apiIds", "_apiGroupingId"),
  ]

  private static func grouping(
    _ what: String, _ kind: ResourceKind, _ verb: String, _ ids: String, _ group: String
  ) -> Route {
    Route(
      method: .put, pattern: RoutePattern("/v1/\(kind.collection)/\(verb)"), rule: .action(.edit),
      summary: "Puts \(what) into a group of their integration, or out of theirs",
      body: .json(
        .open(
          .required(ids, .list(of: .id)), .optional(group, .nullable(.text(minLength: 1))))),
      outcomes: [.nothing], refusals: [404]
    ) { call in
      let keys = call.texts(call.body[JSONString(ids)]).map { ResourceKey(kind, $0) }
      _ = try call.session.assignGroup(call.body[JSONString(group)]?.text, to: keys)
      return .nothing
    }
  }

  private static let moving = Route(
    method: .post, pattern: RoutePattern("/ilm/v1/move"), rule: .action(.edit),
    summary: "Moves flows, APIs and tools to another integration, or out of all",
    body: .json(
      .closed(
        .required("_integrationId", .nullable(.id)), .optional("flows", .list(of: .id)),
        .optional("apis", .list(of: .id)), .optional("tools", .list(of: .id)))),
    outcomes: [.nothing], refusals: [404]
  ) { call in
    let keys = [ResourceKind.flows, .apis, .tools].flatMap { kind in
      call.texts(call.body[JSONString(kind.rawValue)]).map { ResourceKey(kind, $0) }
    }
    _ = try call.session.move(keys, to: call.body["_integrationId"]?.text)
    return .nothing
  }
}

extension Call {
  /// A text of the body that its shape demands.
  func text(_ member: String) -> String { body[JSONString(member)]?.text ?? "" }

  /// The texts of a list.
  func texts(_ list: JSONValue?) -> [String] { list?.array?.compactMap(\.text) ?? [] }
}
