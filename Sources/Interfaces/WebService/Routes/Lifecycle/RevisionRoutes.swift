import HTTPServer
import HostedAccounts
import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import RepositoryCore

/// The Revisions list of an integration, and what is recorded in it.
enum RevisionRoutes {
  static let target = "/ilm/v1/targets/{environment}/{integration}"

  static let all: [Route] = [
    Route(
      method: .get, pattern: RoutePattern(target + "/revisions"), rule: .action(.viewRevisions),
      summary: "Lists the revisions of an integration, newest first",
      query: [
        QueryParameter("kind", .choice(Revision.Kind.allCases.map(\.rawValue)), "only these"),
        QueryParameter("status", .choice(Revision.Status.allCases.map(\.rawValue)), "only these"),
        QueryParameter("user", .text(), "only those of this user"),
        QueryParameter("since", .text(minLength: 10), "only those since this day or time"),
      ],
      outcomes: [.json(200, LifecycleShapes.answer)], isSlow: true, refusals: [404], run: list),
    Route(
      method: .post, pattern: RoutePattern(target + "/revisions"), rule: .action(.snapshot),
      summary: "Takes a snapshot",
      body: .optionalJSON(
        .closed(
          .optional("description", .text(maxLength: 10_240)), .optional("ifChanged", .boolean))),
      outcomes: [.json(200, LifecycleShapes.answer), .json(201, LifecycleShapes.answer)],
      isSlow: true, refusals: [404, 409], run: snapshot),
    Route(
      method: .get, pattern: RoutePattern(target + "/revisions/{revision}"),
      rule: .action(.viewRevisions), summary: "Tells what a revision changed",
      query: LifecycleShapes.comparing,
      outcomes: [.json(200, LifecycleShapes.answer)], isSlow: true, refusals: [404], run: show),
    Route(
      method: .put, pattern: RoutePattern(target + "/tags/{name}"), rule: .action(.snapshot),
      summary: "Names a revision", body: .json(.closed(.required("revision", .text(minLength: 1)))),
      outcomes: [.json(200, LifecycleShapes.answer)], isSlow: true, refusals: [404, 409], run: tag),
    Route(
      method: .get, pattern: RoutePattern(target + "/documents"), rule: .action(.viewRevisions),
      summary: "Gives the documents of a state, as they are compared",
      query: [
        stateParameter,
        QueryParameter("name", .text(minLength: 1), "only this resource, such as imports/orders"),
      ],
      outcomes: [.json(200, LifecycleShapes.answer)], isSlow: true, refusals: [404],
      run: documents),
    Route(
      method: .get, pattern: RoutePattern(target + "/lint"), rule: .action(.view),
      summary: "Looks for what is likely to break",
      outcomes: [.json(200, LifecycleShapes.answer)], isSlow: true, refusals: [404], run: lint),
  ]

  /// Which state of the target is meant.
  static let stateParameter = QueryParameter(
    "state", .text(minLength: 1), "a revision such as r3, r3:before or a name; now if left out")

  private static func list(_ call: Call) throws -> HTTPResponse {
    let place = try Workplace(call)
    let target = try place.target(call, for: .viewRevisions)
    let since = try call.query.text("since").map { text in
      guard let time = LifecycleOperations.Timestamp(text) else {
        throw APIError(
          400, "invalid_query_params", "'\(text)' is no day or time", field: "since",
          hint: "write 2026-03-01 or 2026-03-01T09:30:00Z")
      }
      return time.text
    }
    let query = call.query
    let revisions = try RevisionJournal(target, in: place.context.repository).revisions().filter {
      (query.text("kind") ?? $0.kind.rawValue) == $0.kind.rawValue
        && (query.text("status") ?? $0.status.rawValue) == $0.status.rawValue
        && (query.text("user") ?? $0.user) == $0.user && $0.createdAt >= since ?? ""
    }
    return .json(200, JSONShapes.revisions(revisions, of: target))
  }

  private static func snapshot(_ call: Call) throws -> HTTPResponse {
    let place = try Workplace(call)
    let target = try place.target(call, for: .snapshot)
    let entry = try place.resolver.entry(target.description)
    let report = try SnapshotOperation(
      place.context,
      SnapshotOperation.Options(
        description: call.body["description"]?.text ?? "snapshot",
        onlyIfChanged: call.body["ifChanged"]?.bool ?? false, isAtomic: true)
    ).run([entry], of: target.environment, place.resolver)
    if let (_, error) = report.skipped.first { throw error }
    for revision in report.revisions { place.note(revision) }
    return .json(report.revisions.isEmpty ? 200 : 201, JSONShapes.snapshot(report))
  }

  private static func show(_ call: Call) throws -> HTTPResponse {
    let place = try Workplace(call)
    let target = try place.target(call, for: .viewRevisions)
    let revision = try place.resolver.revision(call.variable("revision"), of: target)
    var comparison: StateComparison?
    if revision.before != nil, revision.after != nil {
      let label = "\(target)@\(revision.id)"
      comparison = try StateComparison(
        place.resolver.side("\(label):before"), place.resolver.side(label),
        catalog: place.context.catalog, options: try call.comparisonOptions(place))
    }
    return .json(
      200,
      JSONShapes.revision(revision, comparison, showsIgnored: call.query.flag("showIgnored")))
  }

  private static func tag(_ call: Call) throws -> HTTPResponse {
    let place = try Workplace(call)
    let target = try place.target(call, for: .snapshot)
    let revision = try place.resolver.revision(
      call.body["revision"]?.text ?? "", of: target)
    let name = call.variable("name")
    try TagRecording(place.context).tag(revision, named: name)
    place.note(.tag, target, [(name, revision.id)])
    return .json(200, JSONShapes.tag(name, revision))
  }

  private static func documents(_ call: Call) throws -> HTTPResponse {
    let place = try Workplace(call)
    let target = try place.target(call, for: .viewRevisions)
    let label = call.query.text("state").map { "\(target)@\($0)" } ?? target.description
    let state = try place.resolver.state(place.state(label)).state
    return .json(200, try JSONShapes.documents(state, only: call.query.text("name")))
  }

  private static func lint(_ call: Call) throws -> HTTPResponse {
    let place = try Workplace(call)
    let target = try place.target(call, for: .view)
    let (_, findings) = try LintOperation(place.resolver).run(target.description)
    return .json(200, JSONShapes.lint(findings, of: target))
  }
}
