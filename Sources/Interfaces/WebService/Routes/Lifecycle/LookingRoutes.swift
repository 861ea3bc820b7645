import ComparisonReports
import HTTPServer
import HostedAccounts
import IntegrationModel
import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import RepositoryCore

/// What there is, what changed, and what differs.
enum LookingRoutes {
  static let all: [Route] = [
    Route(
      method: .get, pattern: RoutePattern("/ilm/v1/environments"), rule: .signedIn,
      summary: "Lists the environments that the caller may use",
      outcomes: [.json(200, LifecycleShapes.answer)], isSlow: true, run: environments),
    Route(
      method: .get, pattern: RoutePattern("/ilm/v1/integrations"), rule: .signedIn,
      summary: "Lists integrations with their last revisions",
      query: [
        environment, QueryParameter("search", .text(), "only those with this text in their names"),
        QueryParameter("application", .text(), "only those that use this application"),
        QueryParameter("target", .text(minLength: 3), "only this one, by name or id"),
      ],
      outcomes: [.json(200, LifecycleShapes.answer)], isSlow: true, refusals: [404],
      run: integrations),
    Route(
      method: .get, pattern: RoutePattern("/ilm/v1/status"), rule: .signedIn,
      summary: "Tells what changed since the last revisions",
      query: [environment, QueryParameter("target", .text(minLength: 3), "one integration")],
      outcomes: [.json(200, LifecycleShapes.answer)], isSlow: true, refusals: [404],
      run: status),
    Route(
      method: .get, pattern: RoutePattern("/ilm/v1/comparison"), rule: .signedIn,
      summary: "Compares two states or two environments; as a page for 'Accept: text/html'",
      query: [
        QueryParameter("left", .text(minLength: 1), "a state or an environment", isRequired: true),
        QueryParameter(
          "right", .text(minLength: 1),
          "a state or an environment; left out, a state is compared with its last revision"),
        QueryParameter(
          "recorded", .boolean, "compares what was last recorded, and looks at no environment"),
      ] + LifecycleShapes.comparing,
      outcomes: [.json(200, LifecycleShapes.answer)], isSlow: true, refusals: [403, 404],
      run: comparison),
  ]

  private static let environment = QueryParameter(
    "environment", .text(minLength: 1), "only of this environment")

  private static func environments(_ call: Call) throws -> HTTPResponse {
    let places = try call.application.histories.places(of: try call.session)
    return .json(
      200,
      [
        "schemaVersion": JSONShapes.schemaVersion,
        "environments": .array(places.map(\.json)),
      ])
  }

  private static func integrations(_ call: Call) throws -> HTTPResponse {
    let place = try Workplace(call)
    let (text, application) = (
      call.query.text("search")?.lowercased(), call.query.text("application")?.lowercased()
    )
    let statuses = try environments(call, place).flatMap { name in
      try present(name, place, only: call.query.text("target"))
    }.filter { one in
      (text.map {
        one.entry.name.lowercased().contains($0) || one.entry.target.integration.contains($0)
      }
        ?? true)
        && (application.map { wanted in one.applications.contains { $0.lowercased() == wanted } }
          ?? true)
    }
    return .json(200, JSONShapes.list(statuses))
  }

  private static func status(_ call: Call) throws -> HTTPResponse {
    let place = try Workplace(call)
    if let text = call.query.text("target") {
      let target = try place.target(text, for: .viewRevisions)
      let entries = try place.resolver.directory(of: target.environment).entries
      return .json(
        200,
        JSONShapes.status(
          try StatusOperation(place.context).run(
            entries.filter { $0.target == target }, of: target.environment, place.resolver)))
    }
    var statuses: [StatusOperation.TargetStatus] = []
    for name in try environments(call, place) {
      statuses += try present(name, place)
      if try place.place(name).session.caller.grants.account != nil {
        statuses += try StatusOperation(place.context).gone(place.resolver.directory(of: name))
      }
    }
    return .json(200, JSONShapes.status(statuses.sorted { $0.entry.target < $1.entry.target }))
  }

  /// The environments that the query asks for.
  private static func environments(_ call: Call, _ place: Workplace) throws -> [String] {
    guard let name = call.query.text("environment") else { return place.places.map(\.name) }
    return [try place.place(name).name]
  }

  private static func present(
    _ environment: String, _ place: Workplace, only target: String? = nil
  ) throws -> [StatusOperation.TargetStatus] {
    let entries = try place.resolver.directory(of: environment).entries.filter { entry in
      guard let target else { return true }
      return entry.target.description == target
        || entry.id.map { "\(environment)/\($0)" == target } ?? false
    }
    return try StatusOperation(place.context).run(entries, of: environment, place.resolver)
      .filter { $0.entry.id != nil || $0.entry.isRecorded || !$0.counts.isEmpty }
  }

  private static func comparison(_ call: Call) throws -> HTTPResponse {
    let isRecorded = call.query.flag("recorded")
    let place = try Workplace(call, recordedOnly: isRecorded)
    let left = call.query.text("left") ?? ""
    let options = try call.comparisonOptions(place)
    if !left.contains("/") {
      let places = [try place.place(left), try place.place(call.query.text("right") ?? "")]
      if isRecorded { try places.forEach(requireAll) }
      let comparison = try EnvironmentComparison(
        places[0].name, places[1].name, resolver: place.resolver, options: options)
      return call.wantsPage
        ? report(try ComparisonReport.of(comparison, place.resolver, options))
        : .json(200, JSONShapes.comparison(comparison))
    }
    let (one, other) = try sides(call, place, left)
    let comparison = try StateComparison(
      one, other, catalog: place.context.catalog, options: options)
    guard !call.wantsPage else { return report(ComparisonReport.of(comparison)) }
    return .json(
      200, JSONShapes.comparison(comparison, showsIgnored: call.query.flag("showIgnored")))
  }

  /// Refuses who sees a part of an account: what is recorded is recorded of all of it.
  private static func requireAll(of place: Histories.Place) throws {
    guard place.session.caller.grants.account != nil else {
      throw APIError(
        403, "forbidden", "only a part of '\(place.name)' is shared with you",
        hint: "compare it as it is now, or what was recorded of single integrations")
    }
  }

  /// A report; whatever names it shows, it runs nothing.
  private static func report(_ page: [UInt8]) -> HTTPResponse {
    HTTPResponse(
      200,
      headers: [
        HTTPField("Content-Type", MediaType.html),
        HTTPField(
          "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox"),
      ], body: .bytes(page))
  }

  private static func sides(
    _ call: Call, _ place: Workplace, _ left: String
  ) throws -> (StateSide, StateSide) {
    let first = try place.resolver.side(place.state(left))
    if let right = call.query.text("right") {
      return (first, try place.resolver.side(place.state(right)))
    }
    guard let target = first.target, let last = try place.resolver.lastRecordedSide(target),
      !call.query.flag("recorded") || left.contains("@")
    else {
      throw APIError(
        422, "nothing_recorded", "there is nothing to compare '\(left)' with",
        hint: "name a second state, or take a snapshot first")
    }
    return (last, first)
  }
}

extension Call {
  /// Whether the answer is for a person and not for a program.
  fileprivate var wantsPage: Bool { header("Accept")?.contains("text/html") ?? false }

  /// The options of the query and of the configuration.
  func comparisonOptions(_ place: Workplace) throws -> StateComparison.Options {
    let ignored = (query.list("ignore") ?? []) + place.context.configuration.patterns(.ignore)
    return StateComparison.Options(
      only: query.list("only") ?? [], ignored: try ignored.map { try UserFieldPattern($0) },
      contentOnly: query.flag("contentOnly"))
  }
}

extension Histories.Place {
  var json: JSONValue {
    let grants = session.caller.grants
    return [
      "name": JSONShapes.text(name), "account": JSONShapes.text(session.account.id),
      "label": JSONShapes.text(session.account.name), "production": .bool(isProduction),
      "accessLevel": JSONShapes.text(grants.highest?.rawValue),
      // What holds for all of it, where the highest may be that of one integration.
      "accountLevel": JSONShapes.text(grants.account?.rawValue),
    ]
  }
}
