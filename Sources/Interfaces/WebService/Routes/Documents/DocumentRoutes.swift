import HTTPServer
import HostedAccounts
import IntegrationModel
import LosslessJSON

/// What can be done with documents of any kind.
enum DocumentRoutes {
  static let all = ResourceKind.allCases.flatMap(routes)

  private static func routes(_ kind: ResourceKind) -> [Route] {
    let list = "/v1/\(kind.collection)"
    let one = list + "/{_id}"
    let name = kind.singular
    return [
      Route(
        method: .get, pattern: RoutePattern(list), rule: .signedIn, summary: "Lists \(name)s",
        query: DocumentShapes.page + DocumentShapes.projection,
        outcomes: [.json(200, .list(of: DocumentShapes.answered)), .nothing]
      ) { try self.list(kind, $0) },
      Route(
        method: .post, pattern: RoutePattern(list), rule: creationRule(kind),
        summary: "Creates one \(name)", body: .json(DocumentShapes.sent(kind)),
        outcomes: [.json(201, DocumentShapes.answered)], refusals: [404]
      ) { .document(try $0.session.create(kind, $0.body), status: 201) },
      Route(
        method: .get, pattern: RoutePattern(one), rule: .action(.view),
        summary: "Reads one \(name)",
        outcomes: [.json(200, DocumentShapes.answered), Route.Outcome(status: 304, shape: nil)]
      ) { try read(kind, $0) },
      Route(
        method: .put, pattern: RoutePattern(one), rule: .action(.edit),
        summary: "Replaces one \(name) as a whole", body: .json(DocumentShapes.sent(kind)),
        outcomes: [.json(200, DocumentShapes.answered)]
      ) {
        .document(
          try $0.session.replace($0.key(kind), with: $0.body, expecting: try $0.expectedVersion))
      },
      Route(
        method: .patch, pattern: RoutePattern(one), rule: .action(.edit),
        summary: "Changes single fields of one \(name)", body: .patch,
        outcomes: [.json(200, DocumentShapes.answered)]
      ) {
        .document(
          try $0.session.patch(
            $0.key(kind), try JSONPatch(json: $0.body), expecting: try $0.expectedVersion))
      },
      Route(
        method: .delete, pattern: RoutePattern(one), rule: .action(deletion(kind)),
        summary: "Puts one \(name) into the recycle bin", outcomes: [.nothing], refusals: [422]
      ) {
        try $0.session.delete($0.key(kind), expecting: try $0.expectedVersion)
        return .nothing
      },
      Route(
        method: .get, pattern: RoutePattern(one + "/dependencies"), rule: .action(.view),
        summary: "Lists what uses one \(name), by kind",
        outcomes: [.json(200, .map(to: .list(of: dependency)))]
      ) { try dependencies(kind, $0) },
    ]
  }

  private static let dependency = ValueShape.closed(
    .required("id", .id), .required("name", .text()))

  /// What the account's table of rights asks for before a document of the kind is made.
  private static func creationRule(_ kind: ResourceKind) -> AccessRule {
    switch kind {
    case .integrations: .action(.createIntegration)
    case .stacks, .agents, .iclients, .ediprofiles, .mcpservers: .action(.createSharedResource)
    default: .action(.edit)
    }
  }

  private static func deletion(_ kind: ResourceKind) -> AccountAction {
    kind == .integrations ? .deleteIntegration : .edit
  }

  private static func list(_ kind: ResourceKind, _ call: Call) throws -> HTTPResponse {
    let page = try call.session.list(kind, try call.listQuery(in: nil))
    return .documents(page.documents, next: call.nextLink(page.next))
  }

  private static func read(_ kind: ResourceKind, _ call: Call) throws -> HTTPResponse {
    let document = try call.session.document(call.key(kind))
    let answer = HTTPResponse.document(document)
    guard call.header("If-None-Match") == answer.headers.value(of: "ETag") else { return answer }
    return HTTPResponse(304, headers: answer.headers.filter { $0.name == "ETag" })
  }

  private static func dependencies(_ kind: ResourceKind, _ call: Call) throws -> HTTPResponse {
    let session = try call.session
    let key = try session.document(call.key(kind)).key
    let users = try session.dependencies(of: key)
    var object = JSONObject()
    for kind in users.keys.sorted() {
      object[JSONString(kind.collection)] = .array(
        try (users[kind] ?? []).map { key in
          let name = try session.document(key).value()["name"] ?? ""
          return ["id": .string(JSONString(key.id)), "name": name]
        })
    }
    return .json(200, .object(object))
  }
}

extension Call {
  /// The page that the query asks for.
  func listQuery(in integrationID: String?) throws -> ListQuery {
    ListQuery(
      integrationID: integrationID, limit: query.number("limit") ?? ListQuery.limitMax,
      after: query.text("after"),
      projection: try Projection(include: query.text("include"), exclude: query.text("exclude")))
  }
}
