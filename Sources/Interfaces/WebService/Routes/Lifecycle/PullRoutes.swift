import HTTPServer
import HostedAccounts
import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import RepositoryCore

/// Pulls, and what ends an operation that waits or was interrupted.
enum PullRoutes {
  static let all: [Route] = [
    Route(
      method: .post, pattern: RoutePattern(RevisionRoutes.target + "/pull"), rule: .action(.pull),
      summary: "Merges another integration into this one", body: .json(LifecycleShapes.pull),
      outcomes: [.json(200, LifecycleShapes.answer)], isSlow: true, refusals: [404, 409],
      run: pull),
    Route(
      method: .get, pattern: RoutePattern(RevisionRoutes.target + "/conflicts"),
      rule: .action(.viewRevisions), summary: "Shows the open conflicts of a pull",
      outcomes: [.json(200, LifecycleShapes.answer)], isSlow: true, refusals: [404, 409],
      run: conflicts),
    Route(
      method: .post, pattern: RoutePattern(RevisionRoutes.target + "/continue"),
      rule: .action(.pull), summary: "Resolves conflicts and goes on, or resumes an operation",
      body: .optionalJSON(
        LifecycleShapes.planned(
          .optional("resolutions", LifecycleShapes.resolutions),
          .optional("connections", LifecycleShapes.connections))),
      outcomes: [.json(200, LifecycleShapes.answer)], isSlow: true, refusals: [404, 409],
      run: resume),
    Route(
      method: .post, pattern: RoutePattern(RevisionRoutes.target + "/cancel"),
      rule: .action(.pull), summary: "Takes back what an operation that did not end has done",
      outcomes: [.json(200, LifecycleShapes.answer)], isSlow: true, refusals: [404, 409],
      run: cancel),
  ]

  private static func pull(_ call: Call) throws -> HTTPResponse {
    let place = try Workplace(call)
    let target = try place.target(call, for: .pull)
    let request = try request(call, place, into: target)
    let resolutions = try call.resolutions()
    let operation = PullOperation(place.resolver)
    let shown = try operation.prepare(request, resolutions, recordsRemote: false)
    if shown.isUpToDate { return .json(200, JSONShapes.upToDate(shown)) }
    guard shown.open.isEmpty, let plan = shown.plan else {
      if call.isDryRun {
        return .json(200, JSONShapes.conflicts(shown, besides: try shown.changes()))
      }
      let prepared = try operation.prepare(request, resolutions, recordsRemote: true)
      return .json(200, JSONShapes.conflicts(prepared, try operation.wait(prepared)))
    }
    try operation.requireSharedAllowed(shown)
    var final = shown
    return try PlannedChange(
      preview: { plan },
      final: {
        final = try operation.prepare(request, resolutions, recordsRemote: true)
        guard let plan = final.plan else { throw PlannedChange.stale }
        return plan
      },
      apply: { _ in
        let report = try operation.apply(final)
        place.note(report)
        return report
      }
    ).answer(call) { final.resolved }
  }

  private static func request(
    _ call: Call, _ place: Workplace, into target: TargetName
  ) throws -> PullRequest {
    let body = call.body
    func flag(_ name: JSONString) -> Bool { body[name]?.bool ?? false }
    func list(_ name: JSONString) -> [String] { (body[name]?.array ?? []).compactMap(\.text) }
    var request = PullRequest(
      current: target.description, remote: try place.state(body["from"]?.text ?? ""))
    request.description = body["description"]?.text
    (request.only, request.ignored) = (list("only"), list("ignore"))
    request.bindings = call.bindings()
    request.makesPlaceholders = flag("placeholders")
    request.base = try body["base"]?.text.map { try place.state($0) }
    request.withName = flag("withName")
    request.withSchedules = flag("withSchedules")
    request.withPayloads = flag("withPayloads")
    request.allowsShared = flag("allowShared")
    request.isStrict = flag("strict")
    request.usesRemembered = !flag("noRemembered")
    return request
  }

  private static func conflicts(_ call: Call) throws -> HTTPResponse {
    let place = try Workplace(call)
    let target = try place.target(call, for: .viewRevisions)
    let (revision, open, resolved) = try PullOperation(place.resolver).conflicts(of: target)
    return .json(200, JSONShapes.conflicts(open, resolved, of: revision))
  }

  // MARK: Ending what did not end

  /// Ends a resumption that is only to be shown, before anything is recorded.
  private struct Shown: Error {
    let plan: Plan
  }

  private static func resume(_ call: Call) throws -> HTTPResponse {
    let place = try Workplace(call)
    let target = try place.target(call, for: .pull)
    do {
      let resumption = try PullOperation(place.resolver).resume(
        target, call.resolutions(), adding: call.bindings()
      ) { prepared in
        guard let plan = prepared.plan else { return }
        if call.isDryRun { throw Shown(plan: plan) }
        try PlannedChange.requireSeen(plan, call)
      }
      switch resumption {
      case .waiting(let revision, let prepared):
        return .json(200, JSONShapes.conflicts(prepared, revision))
      case .applied(let report):
        place.note(report)
        return .json(200, JSONShapes.applied(report))
      case nil:
        try requireNothingToSay(call, target)
        let report = try PlanApplication(place.resolver).resume(target)
        place.note(report)
        return .json(200, JSONShapes.applied(report))
      }
    } catch let shown as Shown {
      return try PlannedChange.show(shown.plan, call)
    }
  }

  /// An operation that was interrupted goes on by the plan that was agreed to: there is nothing to
  /// show or to answer, and a request that means to must not carry it out.
  private static func requireNothingToSay(_ call: Call, _ target: TargetName) throws {
    guard call.isDryRun || call.body["resolutions"] != nil || call.body["connections"] != nil
    else { return }
    throw APIError(
      422, "nothing_to_resolve", "no pull into '\(target)' waits for resolutions",
      hint: "'continue' without a body resumes an operation that was interrupted")
  }

  private static func cancel(_ call: Call) throws -> HTTPResponse {
    let place = try Workplace(call)
    let target = try place.target(call, for: .pull)
    let cancellation = try PlanApplication(place.resolver).cancel(target)
    place.noteCancellation(of: cancellation.revision)
    return .json(200, JSONShapes.canceled(cancellation))
  }
}

extension Call {
  /// What the body says about conflicts.
  func resolutions() throws -> ResolutionRequests {
    var requests = ResolutionRequests()
    if let list = body["resolutions"] {
      try requests.add(file: ["resolutions": list], isKept: false)
    }
    return requests
  }

  /// What the body says about connections.
  func bindings() -> BindingRequests {
    BindingRequests(
      (body["connections"]?.object ?? JSONObject()).compactMap { member in
        member.value.text.map { (from: member.key.text, to: $0) }
      })
  }
}
