import HTTPServer
import HostedAccounts
import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import RepositoryCore

/// Which resource of one integration is which of another.
enum MatchRoutes {
  private static let pattern = RoutePattern(RevisionRoutes.target + "/match")
  private static let with = QueryParameter(
    "with", LifecycleShapes.state, "the other integration, ENVIRONMENT/INTEGRATION",
    isRequired: true)

  static let all: [Route] = [
    Route(
      method: .get, pattern: pattern, rule: .action(.viewRevisions),
      summary: "Tells which resource is which of another integration", query: [with],
      outcomes: [.json(200, LifecycleShapes.answer)], isSlow: true, refusals: [404]
    ) { call in
      .json(200, JSONShapes.match(try operation(call, for: .viewRevisions).operation.found()))
    },
    Route(
      method: .put, pattern: pattern, rule: .action(.edit),
      summary: "Declares which resource is which, and makes the two partners", query: [with],
      body: .optionalJSON(
        .closed(
          .optional("pairs", .map(to: .text(minLength: 1))),
          .optional("alone", LifecycleShapes.names))),
      outcomes: [.json(200, LifecycleShapes.answer)], isSlow: true, refusals: [404, 409]
    ) { call in
      let (operation, place, target) = try operation(call, for: .edit)
      let pairs = (call.body["pairs"]?.object ?? [:]).compactMap { member in
        member.value.text.map { (left: member.key.text, right: $0) }
      }
      let match = try operation.declare(
        MatchOperation.Declaration(pairs: pairs, alone: call.texts(call.body["alone"])))
      place.note(.match, target, [("with", match.right.description)])
      return .json(200, JSONShapes.match(match))
    },
    Route(
      method: .delete, pattern: pattern, rule: .action(.edit),
      summary: "Takes back all that was declared of the two", query: [with],
      outcomes: [.json(200, LifecycleShapes.answer)], isSlow: true, refusals: [404]
    ) { call in
      let (operation, place, target) = try operation(call, for: .edit)
      if try operation.forget() { place.note(.match, target, [("with", nil)]) }
      return .json(200, JSONShapes.match(try operation.found()))
    },
  ]

  /// Whoever declares something of two integrations may change both.
  private static func operation(
    _ call: Call, for action: AccountAction
  ) throws -> (operation: MatchOperation, place: Workplace, target: TargetName) {
    let place = try Workplace(call)
    let left = try place.target(call, for: action)
    let right = try place.target(call.query.text("with") ?? "", for: action)
    let operation = try MatchOperation(left.description, right.description, place.resolver)
    return (operation, place, left)
  }
}
