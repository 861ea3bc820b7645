import ByteCoding
import HTTPServer
import HostedAccounts
import IntegrationModel
import LifecycleOperations
import LosslessJSON

/// Copies and archives of single resources; APIs have none.
enum ResourceCopyRoutes {
  static let all: [Route] = [clone(.flows), clone(.exports), clone(.imports), template] + apis

  private static let made = ValueShape.list(
    of: .closed(
      .required("model", .text()), .required("_id", .id), .required("name", .text())),
    maxCount: 100_000)

  /// What all of them take; the environment is spelled in three ways.
  private static let common: [ValueShape.Member] =
    [
      .optional("name", .text(minLength: 1, maxLength: 100)),
      .optional("connectionMap", .map(to: .id)),
    ] + environments.map { .optional(String($0.text), .nullable(.id)) }
  private static let environments: [JSONString] = ["envId", "_envId", "environmentId"]

  private static func clone(_ kind: ResourceKind) -> Route {
    let own: [ValueShape.Member] =
      kind == .flows
      ? [
        .required("_integrationId", .nullable(.id)),
        .optional("_flowGroupingId", .nullable(.text(minLength: 1))),
      ] : []
    return Route(
      method: .post, pattern: RoutePattern("/v1/\(kind.collection)/{_id}/clone"),
      rule: .action(.cloneFrom),
      summary: "Makes a copy of one \(kind.singular) and of what it reaches",
      body: .json(.object(common + own, isOpen: true)), outcomes: [.json(201, made)], isSlow: true
    ) { try clone(kind, $0) }
  }

  private static func clone(_ kind: ResourceKind, _ call: Call) throws -> HTTPResponse {
    let session = try call.session
    let account = environments.lazy.compactMap { call.body[$0]?.text }.first
    guard let destination = try account.map({ try session.elsewhere(accountID: $0) }) ?? session
    else { throw APIError(404, "not_found", "there is no environment '\(account ?? "")'") }
    let connections = (call.body["connectionMap"]?.object ?? [:]).compactMap { member in
      member.value.text.map { (member.key.text, $0) }
    }
    let copies = try session.copy(
      call.key(kind),
      CopyRequest(
        name: call.body["name"]?.text,
        connections: Dictionary(connections) { first, _ in first },
        integrationID: call.body["_integrationId"]?.text,
        groupID: call.body["_flowGroupingId"]?.text), into: destination)
    return .json(
      201,
      .array(
        try copies.map { copy in
          [
            "model": .string(JSONString(copy.key.kind.model)),
            "_id": .string(JSONString(copy.key.id)), "name": try copy.value()["name"] ?? "",
          ]
        }))
  }

  private static let template = Route(
    method: .get, pattern: RoutePattern("/v1/flows/{_id}/template"), rule: .action(.download),
    summary: "Gives an address from which a flow comes as a zip archive",
    outcomes: [.json(200, DownloadRoutes.answer)], isSlow: true
  ) { call in
    let key = call.key(.flows)
    let session = try call.session
    let surroundings = call.application.surroundings
    // Looked at once to refuse what cannot be downloaded, and again when it is fetched.
    _ = try session.reached(by: key)
    return call.signedURL {
      let id = Hex.encode(surroundings.randomBytes(12))
      let bytes = try FlowBundle(try session.reached(by: key), of: key, integrationID: id).archive()
      return .archive(bytes, named: key.id)
    }
  }

  // MARK: APIs

  private static let apis: [Route] = [
    Route(
      method: .post, pattern: RoutePattern("/v1/apis/{_id}/clone"), rule: .action(.cloneFrom),
      summary: "Would make a copy of one API; APIs cannot be cloned",
      body: .json(.open(.optional("name", .text()), .optional("version", .text()))),
      outcomes: [], refusals: [409]
    ) { try refuse($0, .cloneFrom, "cloned") },
    Route(
      method: .post, pattern: RoutePattern("/v1/apis/{_id}/clone/validate"),
      rule: .action(.cloneFrom), summary: "Tells whether one API can be cloned; none can",
      body: .optionalJSON(.open(.optional("version", .text()))),
      outcomes: [.json(200, .open(.required("canClone", .boolean)))]
    ) { call in
      let key = try call.session.document(call.key(.apis)).key
      try call.session.require(.cloneFrom, on: key)
      return .json(200, ["canClone": false])
    },
    Route(
      method: .get, pattern: RoutePattern("/v1/apis/{_id}/template"), rule: .action(.download),
      summary: "Would give one API as a zip archive; APIs cannot be downloaded",
      outcomes: [], refusals: [409]
    ) { try refuse($0, .download, "downloaded") },
  ]

  private static func refuse(
    _ call: Call, _ action: AccountAction, _ what: String
  ) throws -> HTTPResponse {
    let session = try call.session
    let document = try session.document(call.key(.apis))
    try session.require(action, on: document.key)
    let name = try document.value()["name"]?.text ?? ""
    throw APIError(
      409, "apis_not_supported", "the API '\(name)' cannot be \(what): APIs are not supported yet",
      hint: "make the API anew where it is wanted; its steps can be cloned one by one")
  }
}

extension HTTPResponse {
  /// A zip archive for a file of that name.
  static func archive(_ bytes: [UInt8], named name: String) -> HTTPResponse {
    HTTPResponse(
      200,
      headers: [
        HTTPField("Content-Type", MediaType.zip),
        HTTPField("Content-Disposition", "attachment; filename=\"\(name).zip\""),
      ], body: .bytes(bytes))
  }
}
