import HTTPServer
import HostedAccounts
import LifecycleContracts
import LifecycleOperations
import LosslessJSON

/// A change of an environment: shown first, and carried out by whoever has seen the plan.
///
/// The plan that is shown and the one that is carried out may be made apart, because carrying out a
/// pull or a clone records the other side first. Both must say the same.
struct PlannedChange {
  /// Makes the plan and writes nothing.
  let preview: () throws -> Plan
  /// Makes the plan that is carried out; may record, never writes to an environment.
  let final: () throws -> Plan
  /// Carries it out.
  let apply: (Plan) throws -> PlanApplication.Report

  /// A change whose plan needs nothing recorded.
  init(
    _ plan: @escaping () throws -> Plan, apply: @escaping (Plan) throws -> PlanApplication.Report
  ) {
    (preview, final, self.apply) = (plan, plan, apply)
  }

  init(
    preview: @escaping () throws -> Plan, final: @escaping () throws -> Plan,
    apply: @escaping (Plan) throws -> PlanApplication.Report
  ) {
    (self.preview, self.final, self.apply) = (preview, final, apply)
  }

  /// Answers a request with the members `dryRun` and `plan`.
  ///
  /// - Parameter resolved: The conflicts that were resolved on the way.
  func answer(
    _ call: Call, resolved: () -> [PullConflict] = { [] }
  ) throws -> HTTPResponse {
    let shown = try preview()
    if call.isDryRun { return try Self.show(shown, call) }
    try Self.requireSeen(shown, call)
    let plan = try final()
    guard plan.json["steps"] == shown.json["steps"] else { throw Self.stale }
    let report = try apply(plan)
    return .json(200, JSONShapes.applied(report, resolved: resolved()))
  }

  /// Answers with a plan and remembers that it was shown, so that it can be saved and sent back.
  static func show(_ plan: Plan, _ call: Call) throws -> HTTPResponse {
    try call.application.accounts.noteShown(plan: plan.id, to: call.session.caller.userID)
    return .json(200, JSONShapes.planned(plan))
  }

  /// - Throws: ``APIError`` 409 `stale_plan` if the caller has seen another plan, or none.
  static func requireSeen(_ plan: Plan, _ call: Call) throws {
    guard let seen = call.body["plan"]?.text ?? call.query.text("plan") else {
      throw APIError(
        422, "plan_required", "the plan to carry out is not named",
        hint: "ask with 'dryRun' first and send the 'id' of the plan that comes back as 'plan'")
    }
    guard seen == plan.id else { throw stale }
  }

  static let stale = APIError(
    409, "stale_plan", "something changed since the plan was made, so it is not carried out",
    hint: "look at the plan as it is now and decide again")
}

extension Call {
  /// Whether the plan is only to be shown.
  var isDryRun: Bool { (body["dryRun"]?.bool ?? false) || query.flag("dryRun") }
}
