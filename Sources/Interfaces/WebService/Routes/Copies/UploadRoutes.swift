import ByteCoding
import HTTPServer
import HostedAccounts
import IntegrationModel
import LifecycleOperations
import LosslessJSON

/// Zip archives of integrations: sent to an address, looked at, installed; as the platform's own
/// pages do it.
enum UploadRoutes {
  private static let component = ValueShape.open(
    .required("model", .text(minLength: 1)), .required("doc", .open()))

  static let all: [Route] = [
    Route(
      method: .get, pattern: RoutePattern("/v1/s3SignedURL"), rule: .action(.installBundle),
      summary: "Gives an address to which a zip archive can be sent with PUT",
      query: [
        QueryParameter("file_name", .text(minLength: 1, maxLength: 255), "What it is called"),
        QueryParameter("file_type", .choice([MediaType.zip]), "What it is", isRequired: true),
      ],
      outcomes: [
        .json(
          200,
          .closed(
            .required("signedURL", .text(minLength: 1)), .required("runKey", .text(minLength: 1))))
      ], run: address),
    Route(
      method: .put, pattern: RoutePattern("/ilm/v1/uploads"), rule: .open,
      summary: "Takes a zip archive at a signed address",
      query: [
        QueryParameter(
          "ticket", .text(minLength: 64, maxLength: 64), "From the address", isRequired: true)
      ],
      body: .archive, outcomes: [Route.Outcome(status: 200, shape: nil)], refusals: [404]
    ) { call in
      try call.application.uploads.take(
        call.request.body, ticket: call.query.text("ticket") ?? "",
        at: call.application.surroundings.now())
      return HTTPResponse(200)
    },
    Route(
      method: .get, pattern: RoutePattern("/v1/integrations/template/preview"),
      rule: .action(.installBundle), summary: "Lists what an archive holds that was sent",
      query: [QueryParameter("runKey", .text(minLength: 1), "The upload", isRequired: true)],
      outcomes: [
        .json(200, .open(.required("objects", .list(of: component, maxCount: 1_000_000))))
      ], isSlow: true, refusals: [404, 422]
    ) { call in
      let operation = InstallOperation(try Workplace(call).resolver, CopyPlanning.Options())
      let file = try archive(call.query.text("runKey") ?? "", call)
      let objects = try operation.contents(of: file).map { key, document -> JSONValue in
        ["model": .string(JSONString(key.kind.model)), "doc": document]
      }
      return .json(200, ["objects": .array(objects)])
    },
    Route(
      method: .post, pattern: RoutePattern("/v1/integrations/template/{runKey}"),
      rule: .action(.installBundle), summary: "Installs an archive that was sent",
      body: .optionalJSON(
        .open(
          .optional("name", .text(minLength: 1, maxLength: 100)),
          .optional("connectionMap", .map(to: .id)))),
      outcomes: [
        .json(
          201,
          .list(of: .closed(.required("model", .text()), .required("_id", .id)), maxCount: 100_000))
      ], isSlow: true, refusals: [409], run: install),
  ]

  private static func address(_ call: Call) throws -> HTTPResponse {
    let surroundings = call.application.surroundings
    let (key, ticket) = (
      Hex.encode(surroundings.randomBytes(12)), Hex.encode(surroundings.randomBytes(32))
    )
    call.application.uploads.expect(
      key, ticket: ticket, of: try call.session.caller.userID, at: surroundings.now())
    let address = "\(call.baseAddress)/ilm/v1/uploads?ticket=\(ticket)"
    return .json(
      200,
      ["signedURL": .string(JSONString(address)), "runKey": .string(JSONString(key))])
  }

  private static func archive(_ key: String, _ call: Call) throws -> BundleFile {
    BundleFile(
      named: "upload.zip",
      try call.application.uploads.archive(
        key, of: call.session.caller.userID, at: call.application.surroundings.now()))
  }

  /// Connections that are not mapped become placeholders, which somebody completes.
  private static func install(_ call: Call) throws -> HTTPResponse {
    let place = try Workplace(call)
    let session = try call.session
    guard let here = place.places.first(where: { $0.session.account.id == session.account.id })
    else { throw APIError.notFound }
    let file = try archive(call.variable("runKey"), call)
    let operation = InstallOperation(
      place.resolver, CopyPlanning.Options(bindings: call.connectionMap))
    let plan = try operation.plan(file, to: here.name, name: call.body["name"]?.text)
    return .made(try place.apply(plan))
  }
}

extension Call {
  /// What the body says stands for each connection of a source.
  var connectionMap: BindingRequests {
    BindingRequests(
      (body["connectionMap"]?.object ?? [:]).compactMap { member in
        member.value.text.map { (from: member.key.text, to: $0) }
      })
  }
}

extension HTTPResponse {
  /// The list of what a plan has made.
  static func made(_ report: PlanApplication.Report) -> HTTPResponse {
    .json(
      201,
      .array(
        report.created.map { created in
          [
            "model": .string(JSONString(created.name.kind.model)),
            "_id": .string(JSONString(created.id)),
          ]
        }))
  }
}
