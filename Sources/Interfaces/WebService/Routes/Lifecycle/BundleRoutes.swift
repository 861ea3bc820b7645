import HTTPServer
import HostedAccounts
import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import RepositoryCore

/// Integrations as zip archives.
enum BundleRoutes {
  static let all: [Route] = [
    Route(
      method: .get, pattern: RoutePattern(RevisionRoutes.target + "/bundle"),
      rule: .action(.download), summary: "Gives an integration as a zip archive",
      query: [RevisionRoutes.stateParameter],
      outcomes: [Route.Outcome(status: 200, shape: .any, mediaType: MediaType.zip)], isSlow: true,
      refusals: [404, 409], run: download),
    Route(
      method: .post, pattern: RoutePattern("/ilm/v1/environments/{environment}/install"),
      rule: .signedIn, summary: "Installs a zip archive as a new integration",
      query: [
        QueryParameter("name", .text(minLength: 1, maxLength: 100), "what it is called"),
        QueryParameter(
          "connections", .text(minLength: 2),
          "a JSON object: connections of the archive to connections of the environment"),
        QueryParameter("placeholders", .boolean, "whether missing connections are made; true"),
        QueryParameter("dryRun", .boolean, "shows the plan and writes nothing"),
        QueryParameter("plan", .text(minLength: 1), "the id of the plan that was shown"),
      ],
      body: .archive, outcomes: [.json(200, LifecycleShapes.answer)], isSlow: true,
      refusals: [404, 409], run: install),
  ]

  private static func download(_ call: Call) throws -> HTTPResponse {
    let place = try Workplace(call)
    let target = try place.target(call, for: .download)
    let state = call.query.text("state").map { "\(target)@\($0)" } ?? target.description
    let (_, bytes) = try DownloadOperation(place.resolver).bundle(
      of: place.state(state, for: .download))
    return .archive(bytes, named: fileName(target.integration))
  }

  /// A name without anything that a header or a file system would mind.
  private static func fileName(_ text: String) -> String {
    let plain = text.unicodeScalars.filter {
      ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "-"
    }
    return plain.isEmpty ? "integration" : String(String.UnicodeScalarView(plain))
  }

  private static func install(_ call: Call) throws -> HTTPResponse {
    let place = try Workplace(call)
    let environment = try place.place(call.variable("environment"))
    try environment.session.require(.installBundle)
    let operation = InstallOperation(
      place.resolver,
      CopyPlanning.Options(
        bindings: try connections(call),
        makesPlaceholders: call.query.flag("placeholders", unlessGiven: true)))
    let file = BundleFile(named: "upload.zip", call.request.body)
    return try PlannedChange {
      try operation.plan(file, to: environment.name, name: call.query.text("name"))
    } apply: {
      try place.apply($0)
    }.answer(call)
  }

  private static func connections(_ call: Call) throws -> BindingRequests {
    guard let text = call.query.text("connections") else { return BindingRequests() }
    guard let value = try? JSONValue(parsing: Array(text.utf8)) else {
      throw APIError(
        400, "invalid_query_params", "the query parameter 'connections' is no JSON",
        field: "connections")
    }
    var requests = BindingRequests()
    try requests.add(file: ["bindings": value])
    return requests
  }
}
