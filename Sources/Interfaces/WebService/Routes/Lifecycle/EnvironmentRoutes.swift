import HTTPServer
import HostedAccounts
import IntegrationModel
import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import RepositoryCore

/// Environments as a whole, and saved plans.
enum EnvironmentRoutes {
  private static let one = "/ilm/v1/environments/{environment}"

  static let all: [Route] = [
    Route(
      method: .patch, pattern: RoutePattern(one), rule: .signedIn,
      summary: "Says whether an environment is a production, and whether it copies APIs",
      body: .json(
        .closed(
          .optional("production", .boolean),
          .optional("apis", .choice(["supported", "unsupported"])))),
      outcomes: [.json(200, LifecycleShapes.answer)], isSlow: true, refusals: [404], run: set),
    Route(
      method: .post, pattern: RoutePattern(one + "/revisions"), rule: .signedIn,
      summary: "Takes snapshots of all integrations that the caller may record",
      body: .optionalJSON(
        .closed(
          .optional("description", .text(maxLength: 10_240)), .optional("ifChanged", .boolean),
          .optional("atomic", .boolean))),
      outcomes: [.json(200, LifecycleShapes.answer)], isSlow: true, refusals: [404, 409],
      run: snapshot),
    Route(
      method: .post, pattern: RoutePattern("/ilm/v1/plans"), rule: .signedIn,
      summary: "Carries out a plan that was shown and saved",
      body: .json(.open(.required("id", .text(minLength: 1)), .required("steps", .any))),
      outcomes: [.json(200, LifecycleShapes.answer)], isSlow: true, refusals: [404, 409],
      run: apply),
  ]

  private static func set(_ call: Call) throws -> HTTPResponse {
    let workplace = try Workplace(call)
    let place = try workplace.place(call.variable("environment"))
    try place.session.require(.changeAccount)
    guard var entry = workplace.context.configuration.environment(place.name) else {
      throw APIError.notFound
    }
    if let isProduction = call.body["production"]?.bool { entry.isProduction = isProduction }
    if let apis = call.body["apis"]?.text { entry.supportsAPIs = apis == "supported" }
    let changed = entry
    try workplace.context.repository.changeConfiguration { $0.set(changed) }
    try place.session.note(
      .configure, kind: "environment", id: place.session.account.id, name: place.name,
      changes: [
        ("production", String(changed.isProduction)),
        ("lifecycle.apis", changed.supportsAPIs ? "supported" : "unsupported"),
      ])
    return .json(
      200,
      [
        "schemaVersion": JSONShapes.schemaVersion,
        "environment": [
          "name": JSONShapes.text(changed.name), "production": .bool(changed.isProduction),
          "lifecycle": [
            "apis": JSONShapes.text(changed.supportsAPIs ? "supported" : "unsupported")
          ],
        ],
      ])
  }

  private static func snapshot(_ call: Call) throws -> HTTPResponse {
    let workplace = try Workplace(call)
    let place = try workplace.place(call.variable("environment"))
    let entries = try workplace.resolver.entriesWithContent(of: place.name).filter {
      place.session.may(.snapshot, on: $0.id)
    }
    guard !entries.isEmpty || place.session.may(.snapshot) else {
      throw APIError(403, "forbidden", "your role does not allow this")
    }
    let report = try SnapshotOperation(
      workplace.context,
      SnapshotOperation.Options(
        description: call.body["description"]?.text ?? "snapshot",
        onlyIfChanged: call.body["ifChanged"]?.bool ?? false,
        isAtomic: call.body["atomic"]?.bool ?? false)
    ).run(entries, of: place.name, workplace.resolver)
    for revision in report.revisions { workplace.note(revision) }
    return .json(200, JSONShapes.snapshot(report))
  }

  // MARK: Saved plans

  /// A plan that this service has shown says what it said then, as its id is the hash of that; what
  /// was shown to nobody could say anything.
  private static func apply(_ call: Call) throws -> HTTPResponse {
    let place = try Workplace(call)
    let plan = try Plan(json: call.body)
    try requireRights(plan, place)
    guard
      try call.application.accounts.hasShown(plan: plan.id, to: call.session.caller.userID)
    else {
      throw APIError(
        409, "unknown_plan", "the plan was not made by this service for you, or over a month ago",
        hint: "ask for the change with 'dryRun' and send what comes back as 'plan'")
    }
    return .json(200, JSONShapes.applied(try place.apply(plan)))
  }

  private static func requireRights(_ plan: Plan, _ place: Workplace) throws {
    let target = plan.target
    func require(_ action: AccountAction) throws {
      _ = try place.target(target.description, for: action)
    }
    let session = try place.place(target.environment).session
    switch plan.kind {
    case .pull: try require(.pull)
    case .revert: try require(.revert)
    case .rename: try require(.edit)
    case .move: try require(.edit)
    case .delete: try require(.deleteIntegration)
    case .clone, .install: try session.require(.installBundle)
    case .create: try session.require(.createIntegration)
    }
    for destination in plan.destinations {
      _ = try place.target(destination.description, for: .edit)
    }
  }
}
