import HTTPServer
import HostedAccounts
import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import RepositoryCore

/// Reverts, clones and what else changes whole integrations.
enum ChangeRoutes {
  static let all: [Route] = [
    Route(
      method: .post, pattern: RoutePattern(RevisionRoutes.target + "/revert"),
      rule: .action(.revert), summary: "Brings an integration back to a recorded state",
      body: .json(
        LifecycleShapes.planned(
          .required("to", .text(minLength: 1)), .optional("side", .choice(["before", "after"])),
          .optional("enable", .boolean), .optional("description", .text(maxLength: 10_240)),
          .optional("connections", LifecycleShapes.connections))),
      outcomes: [.json(200, LifecycleShapes.answer)], isSlow: true, refusals: [404, 409],
      run: revert),
    Route(
      method: .post, pattern: RoutePattern(RevisionRoutes.target + "/undo"),
      rule: .action(.revert), summary: "Takes back the last operation",
      body: .optionalJSON(
        LifecycleShapes.planned(.optional("connections", LifecycleShapes.connections))),
      outcomes: [.json(200, LifecycleShapes.answer)], isSlow: true, refusals: [404, 409],
      run: undo),
    Route(
      method: .post, pattern: RoutePattern(RevisionRoutes.target + "/clone"),
      rule: .action(.cloneFrom), summary: "Makes a copy with new ids",
      body: .json(
        LifecycleShapes.planned(
          .required("environment", .text(minLength: 1)),
          .optional("name", .text(minLength: 1, maxLength: 100)),
          .optional("connections", LifecycleShapes.connections),
          .optional("placeholders", .boolean))),
      outcomes: [.json(200, LifecycleShapes.answer)], isSlow: true, refusals: [404, 409],
      run: clone),
    Route(
      method: .delete, pattern: RoutePattern(RevisionRoutes.target),
      rule: .action(.deleteIntegration), summary: "Deletes an integration after a last snapshot",
      query: [
        QueryParameter("confirm", .text(), "the integration's name"),
        QueryParameter("dryRun", .boolean, "shows the plan and writes nothing"),
      ],
      outcomes: [.json(200, LifecycleShapes.answer)], isSlow: true, refusals: [404, 409],
      run: delete),
    Route(
      method: .post, pattern: RoutePattern(RevisionRoutes.target + "/move"),
      rule: .action(.edit), summary: "Moves a flow, an API or a tool to another integration",
      body: .json(
        .closed(
          .required("resource", .text(minLength: 3)), .required("to", LifecycleShapes.state),
          .optional("dryRun", .boolean))),
      outcomes: [.json(200, LifecycleShapes.answer)], isSlow: true, refusals: [404, 409],
      run: move),
    Route(
      method: .patch, pattern: RoutePattern(RevisionRoutes.target), rule: .action(.edit),
      summary: "Gives an integration another name",
      body: .json(
        .closed(
          .required("name", .text(minLength: 1, maxLength: 100)), .optional("dryRun", .boolean))),
      outcomes: [.json(200, LifecycleShapes.answer)], isSlow: true, refusals: [404, 409],
      run: rename),
    Route(
      method: .post, pattern: RoutePattern("/ilm/v1/environments/{environment}/integrations"),
      rule: .signedIn, summary: "Makes an empty integration",
      body: .json(
        .closed(
          .required("name", .text(minLength: 1, maxLength: 100)),
          .optional("description", .text(maxLength: 5120)), .optional("dryRun", .boolean))),
      outcomes: [.json(201, LifecycleShapes.answer), .json(200, LifecycleShapes.answer)],
      isSlow: true, refusals: [404, 409], run: create),
  ]

  private static func revert(_ call: Call) throws -> HTTPResponse {
    let place = try Workplace(call)
    let target = try place.target(call, for: .revert)
    let suffix = call.body["side"]?.text == "before" ? ":before" : ""
    let state = try place.resolver.state(
      try place.state("\(target)@\(call.body["to"]?.text ?? "")\(suffix)"))
    let planning = RevertPlanning(
      place.resolver,
      RevertPlanning.Options(
        enablesFlows: call.body["enable"]?.bool ?? false,
        description: call.body["description"]?.text, bindings: call.bindings()))
    return try PlannedChange {
      try planning.plan(target, to: state)
    } apply: {
      try place.apply($0)
    }.answer(call)
  }

  private static func undo(_ call: Call) throws -> HTTPResponse {
    let place = try Workplace(call)
    let target = try place.target(call, for: .revert)
    return try PlannedChange {
      try UndoPlanning(place.resolver).plan(target, bindings: call.bindings()).plan
    } apply: {
      try place.apply($0)
    }.answer(call)
  }

  private static func clone(_ call: Call) throws -> HTTPResponse {
    let place = try Workplace(call)
    let source = try place.target(call, for: .cloneFrom).description
    let destination = try place.place(call.body["environment"]?.text ?? "")
    try destination.session.require(.installBundle)
    let operation = CloneOperation(
      place.resolver,
      CopyPlanning.Options(
        bindings: call.bindings(), makesPlaceholders: call.body["placeholders"]?.bool ?? true))
    let plan = {
      try operation.plan(source, to: destination.name, name: call.body["name"]?.text)
    }
    return try PlannedChange(
      preview: plan,
      final: {
        _ = try operation.recordSource(source)
        return try plan()
      }, apply: { try place.apply($0) }
    ).answer(call)
  }

  private static func delete(_ call: Call) throws -> HTTPResponse {
    let place = try Workplace(call)
    let target = try place.target(call, for: .deleteIntegration).description
    let management = IntegrationManagement(place.resolver)
    let plan = try management.planDeletion(target)
    if call.isDryRun { return try PlannedChange.show(plan, call) }
    let entry = try management.deletable(target)
    guard call.query.text("confirm") == entry.name else {
      throw APIError(
        409, "confirmation_required", "the name does not match",
        field: "confirm", hint: "send the integration's name, '\(entry.name)'")
    }
    return .json(200, JSONShapes.deleted(try place.apply(plan)))
  }

  private static func move(_ call: Call) throws -> HTTPResponse {
    let place = try Workplace(call)
    let target = try place.target(call, for: .edit)
    let to = try place.target(call.body["to"]?.text ?? "", for: .edit)
    let operation = MoveOperation(place.resolver)
    let move = try operation.plan(
      "\(target)/\(call.body["resource"]?.text ?? "")", to: to.description)
    if call.isDryRun { return try PlannedChange.show(move.plan, call) }
    return .json(200, JSONShapes.moved(move, try operation.run(move)))
  }

  private static func rename(_ call: Call) throws -> HTTPResponse {
    let place = try Workplace(call)
    let target = try place.target(call, for: .edit).description
    let name = call.body["name"]?.text ?? ""
    let (entry, plan) = try IntegrationManagement(place.resolver).planRenaming(target, to: name)
    if call.isDryRun { return try PlannedChange.show(plan, call) }
    let revision = plan.isEmpty ? nil : try place.apply(plan).revision
    return .json(200, JSONShapes.renamed(entry.target, id: entry.id, to: name, revision))
  }

  private static func create(_ call: Call) throws -> HTTPResponse {
    let place = try Workplace(call)
    let environment = try place.place(call.variable("environment"))
    try environment.session.require(.createIntegration)
    let plan = try IntegrationManagement(place.resolver).planCreation(
      call.body["name"]?.text ?? "", description: call.body["description"]?.text,
      in: environment.name)
    if call.isDryRun { return try PlannedChange.show(plan, call) }
    return .json(201, JSONShapes.created(try place.apply(plan)))
  }
}
