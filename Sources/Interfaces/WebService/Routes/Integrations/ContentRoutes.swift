import HTTPServer
import HostedAccounts
import IntegrationModel
import LosslessJSON

/// What integrations consist of, and what flows reach.
enum ContentRoutes {
  static let all = lists + [descendants] + settings

  /// The resources of an integration, kind by kind; `none` names what stands alone.
  private static let lists = ResourceKind.allCases.filter { $0 != .integrations }.map { kind in
    Route(
      method: .get,
      pattern: RoutePattern("/v1/integrations/{_integrationId}/\(kind.collection)"),
      rule: .action(.view), summary: "Lists the \(kind.singular)s of an integration",
      query: DocumentShapes.page + DocumentShapes.projection,
      outcomes: [.json(200, .list(of: DocumentShapes.answered)), .nothing]
    ) { call in
      let query = try call.listQuery(in: call.variable("_integrationId"))
      let page = try call.session.list(kind, query)
      return .documents(page.documents, next: call.nextLink(page.next))
    }
  }

  private static let descendants = Route(
    method: .get, pattern: RoutePattern("/v1/flows/{_id}/descendants"), rule: .action(.view),
    summary: "Lists the exports and imports that a flow reaches",
    outcomes: [
      .json(
        200,
        .closed(
          .required("exports", .list(of: DocumentShapes.answered)),
          .required("imports", .list(of: DocumentShapes.answered))))
    ]
  ) { call in
    let session = try call.session
    let flow = try session.document(call.key(.flows)).key
    let documents = try session.descendants(of: flow).map { try session.document($0) }
    func values(_ kind: ResourceKind) throws -> JSONValue {
      .array(try documents.filter { $0.key.kind == kind }.map { try $0.value() })
    }
    return .json(200, ["exports": try values(.exports), "imports": try values(.imports)])
  }

  /// What hooks, filters and templates of a step see as settings.
  private static let settings = [ResourceKind.exports, .imports].map { kind in
    Route(
      method: .get, pattern: RoutePattern("/ilm/v1/\(kind.collection)/{_id}/settings"),
      rule: .action(.view),
      summary: "Tells the settings that one \(kind.singular) sees at run time",
      query: [QueryParameter("_flowId", .id, "The flow that it runs in")],
      outcomes: [.json(200, .open())]
    ) { call in
      .json(
        200, try call.session.settings(ofStep: call.key(kind), inFlow: call.query.text("_flowId")))
    }
  }
}
