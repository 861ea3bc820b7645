import FileStorage
import HTTPServer
import HostedAccounts
import IntegrationModel
import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import ObjectModel
import RepositoryCore

/// What concerns the histories of all accounts: only who administers them all may do it.
enum RepositoryRoutes {
  static let all: [Route] =
    fields("ignored-fields", .ignore, "changes that do not count")
    + fields("environment-fields", .environmentFields, "fields that belong to environments") + [
      Route(
        method: .post, pattern: RoutePattern("/ilm/v1/repository/check"),
        rule: .action(.changeAccount),
        summary: "Verifies all histories",
        body: .optionalJSON(
          .closed(
            .optional("full", .boolean), .optional("repair", .boolean),
            .optional("expect", .text(minLength: 1)))),
        outcomes: [.json(200, LifecycleShapes.answer)], isSlow: true, run: check),
      Route(
        method: .post, pattern: RoutePattern("/ilm/v1/repository/collection"),
        rule: .action(.changeAccount),
        summary: "Packs all histories and removes what nobody needs",
        body: .optionalJSON(.closed(.optional("prune", .text(minLength: 1)))),
        outcomes: [.json(200, LifecycleShapes.answer)], isSlow: true, run: collect),
    ]

  private static func check(_ call: Call) throws -> HTTPResponse {
    let place = try Workplace(call)
    try place.requireAll(call)
    let repository = place.context.repository
    let isRepairing = call.body["repair"]?.bool ?? false
    var options = RepositoryVerification.Options()
    options.isFull = call.body["full"]?.bool ?? false
    options.expectedCommit = call.body["expect"]?.text
    if let commit = options.expectedCommit, CommitID(hex: commit) == nil {
      throw APIError(
        422, "bad_commit", "'\(commit)' is no full commit id", field: "expect",
        hint: "revisions have it as 'commit'")
    }
    let repaired = isRepairing ? try RepositoryRepair.run(repository) : []
    let states = StateVerification(repository)
    options.checkState = { try states.problems(of: $0) }
    return .json(
      200, JSONShapes.check(RepositoryVerification.run(repository, options), repaired: repaired))
  }

  private static func collect(_ call: Call) throws -> HTTPResponse {
    let place = try Workplace(call)
    try place.requireAll(call)
    let age = try PruneAge(call.body["prune"]?.text ?? PruneAge.usual)
    let time = place.context.now()
    let now = FileTimestamp(
      seconds: time.seconds, nanoseconds: Int64(time.milliseconds) * 1_000_000)
    let report = try GarbageCollection.run(
      place.context.repository, removingBefore: age.cutoff(at: now), now: now)
    return .json(200, JSONShapes.collection(report))
  }

  // MARK: Fields

  private static func fields(
    _ path: String, _ list: RepositoryConfiguration.PatternList, _ what: String
  ) -> [Route] {
    let pattern = RoutePattern("/ilm/v1/\(path)")
    let field = QueryParameter(
      "field", .text(minLength: 1), "[KIND:]PATH: * is one step, ** any number", isRequired: true)
    return [
      Route(
        method: .get, pattern: pattern, rule: .signedIn, summary: "Lists \(what)",
        outcomes: [.json(200, LifecycleShapes.answer)], isSlow: true
      ) { call in
        .json(200, JSONShapes.fields(try Workplace(call).context.configuration.patterns(list)))
      },
      Route(
        method: .put, pattern: pattern, rule: .action(.changeAccount),
        summary: "Adds to the \(what)",
        query: [field], outcomes: [.json(200, LifecycleShapes.answer)], isSlow: true,
        refusals: [422]
      ) { call in
        let pattern = try UserFieldPattern(call.query.text("field") ?? "").description
        return try change(call, list, (path, pattern)) { $0.add(pattern, to: list) }
      },
      Route(
        method: .delete, pattern: pattern, rule: .action(.changeAccount),
        summary: "Takes from the \(what)",
        query: [field], outcomes: [.json(200, LifecycleShapes.answer)], isSlow: true,
        refusals: [404]
      ) { call in
        let text = call.query.text("field") ?? ""
        return try change(call, list, (path, nil)) { configuration in
          guard configuration.remove(text, from: list) else {
            throw APIError(404, "not_found", "'\(text)' is not in the list")
          }
        }
      },
    ]
  }

  private static func change(
    _ call: Call, _ list: RepositoryConfiguration.PatternList, _ noted: (String, String?),
    _ body: (inout RepositoryConfiguration) throws -> Void
  ) throws -> HTTPResponse {
    let place = try Workplace(call)
    try place.requireAll(call)
    let repository = place.context.repository
    try repository.changeConfiguration(body)
    for one in place.places {
      try one.session.note(
        .configure, kind: "environment", id: one.session.account.id, name: one.name,
        changes: [noted])
    }
    return .json(200, JSONShapes.fields(try repository.configuration().patterns(list)))
  }
}

extension Workplace {
  /// Refuses whoever does not administer every account of the service that can be used.
  fileprivate func requireAll(_ call: Call) throws {
    let mine = Set(
      places.filter { $0.session.may(.changeAccount) }.map(\.session.account.id))
    guard
      try call.application.accounts.accounts().allSatisfy({ !$0.isEnabled || mine.contains($0.id) })
    else {
      throw APIError(
        403, "forbidden", "this concerns all accounts of the service, and you administer a part",
        hint: "ask an administrator of all of them")
    }
  }
}
