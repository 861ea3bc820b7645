import HostedAccounts
import IntegrationModel
import LosslessJSON
import Testing

/// What runners report, and what people make of it.
@Suite struct ActivityTests {
  private let test: TestAccount
  private let owner: AccountSession
  private let made: TestIntegration

  init() throws {
    test = try TestAccount()
    owner = try test.owner
    made = try test.makeIntegration()
  }

  private func report(
    _ status: String, of id: String? = nil, successes: Int = 0, errors: Int = 0
  ) throws -> Job {
    var json: JSONObject = [
      "_flowId": .id(made.flow), "status": .string(JSONString(status)),
      "numSuccess": .number(JSONNumber(successes)), "numError": .number(JSONNumber(errors)),
    ]
    if let id { json["_id"] = .string(JSONString(id)) }
    return try owner.report(JobReport(json: .object(json)))
  }

  private func reportErrors(_ count: Int, retryData: JSONValue? = nil) throws -> [FlowError] {
    let reports = try (0..<count).map { number in
      var json: JSONObject = [
        "_flowId": .id(made.flow), "_stepId": .id(made.importKey), "code": "E",
        "message": .string(JSONString("error \(number)")),
      ]
      json["retryData"] = retryData
      return try ErrorReport(json: .object(json))
    }
    #expect(try owner.report(reports).count == count)
    return try owner.errors(ofFlow: made.flow.id, step: made.importKey.id).errors
  }

  @Test func `a job goes from queued to its end, and counts once`() throws {
    let first = try report("running", successes: 10)
    #expect(try report("running", of: first.id, successes: 25, errors: 1).counts.successes == 25)
    let last = try report("completed", of: first.id, successes: 30, errors: 2)
    #expect(
      try report("completed", of: first.id, successes: 30, errors: 2) == last.withTime(of: owner))
    expectRefusal(.conflict, "invalid_state") { try report("running", of: first.id) }
    expectRefusal(.notFound) { try report("running", of: "nojob") }
    let days = try owner.statistics(
      ofIntegration: made.integration.id, from: "2026-01-01", to: "2026-12-31")
    #expect(days.map(\.successes) == [30])
    #expect(days.map(\.errors) == [2])
    #expect(days.map(\.day) == ["2026-01-01"])
    let flow = try owner.document(made.flow)
    #expect(try flow.value()["lastExecutedAt"]?.text?.hasPrefix("2026-01-01T") == true)
  }

  @Test func `a run changes no version of the flow`() throws {
    let before = try owner.document(made.flow)
    _ = try report("completed")
    #expect(try owner.document(made.flow).version == before.version)
    #expect(try owner.replace(made.flow, with: before.value()).version == before.version)
    #expect(try owner.document(made.flow).value()["lastExecutedAt"] != nil)
  }

  @Test func `jobs are found by what they are`() throws {
    let queued = try owner.requestRun(ofFlow: made.flow.id)
    let running = try report("running")
    var query = JobQuery()
    #expect(try owner.jobs(query).map(\.id) == [running.id, queued.id])
    query.statuses = [.queued]
    query.integrationID = made.integration.id
    #expect(try owner.jobs(query).map(\.id) == [queued.id])
    query.integrationID = "none"
    #expect(try owner.jobs(query).isEmpty)
    #expect(try owner.cancelJob(queued.id).status == .canceled)
    expectRefusal(.invalid, "invalid_state") { try owner.cancelJob(queued.id) }
    var part = JobReport(kind: .import, status: .running, flowID: made.flow.id)
    part.parentID = running.id
    let child = try owner.report(part)
    #expect(try owner.family(of: running.id).map(\.id) == [running.id, child.id])
    let user = try test.member(AccessGrants(account: nil))
    #expect(try user.jobs(JobQuery()).isEmpty)
    expectRefusal(.notFound) { try user.job(running.id) }
  }

  @Test func `errors are summed up, settled, assigned and tagged`() throws {
    let errors = try reportErrors(3)
    let (flow, step) = (made.flow.id, made.importKey.id)
    #expect(errors.map(\.message) == ["error 2", "error 1", "error 0"])
    #expect(try owner.errorSummaries(ofIntegration: made.integration.id).map(\.count) == [3])
    #expect(try owner.errorSummaries(ofFlow: flow).map(\.id) == [step])

    var query = ErrorQuery()
    query.limit = 2
    let page = try owner.errors(ofFlow: flow, step: step, query)
    query.after = page.next
    #expect(try owner.errors(ofFlow: flow, step: step, query).errors == [errors[2]])

    #expect(try owner.resolve(errors: [errors[0].id, "nothing"], ofFlow: flow, step: step) == 1)
    #expect(try owner.resolve(errors: [errors[0].id], ofFlow: flow, step: step) == 0)
    var resolved = ErrorQuery()
    resolved.isResolved = true
    let settled = try owner.errors(ofFlow: flow, step: step, resolved).errors
    #expect(settled.map(\.resolvedBy) == ["owner@example.com"])

    let tag = try owner.createTag("vendor")
    #expect(try owner.createTag("vendor") == tag)
    #expect(try owner.tag(errors: [errors[1].id], ofFlow: flow, step: step, with: [tag.id]) == 1)
    expectRefusal(.invalid, "invalid_ref") {
      try owner.tag(errors: [errors[1].id], ofFlow: flow, step: step, with: ["x"])
    }
    #expect(try owner.assign(errors: [errors[1].id], ofFlow: flow, step: step, to: "a@b.c") == 1)
    let open = try owner.errors(ofFlow: flow, step: step).errors
    #expect(open.first?.tagIDs == [tag.id])
    #expect(open.first?.assignedTo == "a@b.c")
    let monitor = try test.member(AccessGrants(account: .monitor))
    expectRefusal(.forbidden) { try monitor.resolve(errors: [], ofFlow: flow, step: step) }
    expectRefusal(.forbidden) { try monitor.report([ErrorReport]()) }
  }

  @Test func `a record is corrected, tried again by a runner, and settled`() throws {
    let record = try JSONValue(parsing: Array(#"{"sku":1.0}"#.utf8))
    let error = try #require(try reportErrors(1, retryData: record).first)
    let (flow, step) = (made.flow.id, made.importKey.id)
    let key = try #require(error.retryKey)
    let first = try owner.retryContent(key, ofFlow: flow, step: step)
    #expect(first.content.compactBytes() == Array(#"{"sku":1.0}"#.utf8))
    let second = try owner.correct(
      key, ofFlow: flow, step: step, to: ["sku": 2], expecting: first.version)
    expectRefusal(.conflict, "version_error") {
      try owner.correct(key, ofFlow: flow, step: step, to: [:], expecting: first.version)
    }
    #expect(second.content == ["sku": 2])
    #expect(try owner.takeRetries().isEmpty)

    let marked = try owner.retry([key], ofFlow: flow, step: step)
    #expect(marked.count == 1)
    #expect(marked.job.status == .queued)
    expectRefusal(.invalid, "invalid_ref") { try owner.retry([key], ofFlow: flow, step: step) }
    let taken = try owner.takeRetries()
    #expect(taken.map(\.content) == [["sku": 2]])
    #expect(taken.map(\.jobID) == [marked.job.id])
    #expect(try owner.takeRetries().isEmpty)
    expectRefusal(.conflict) { try owner.correct(key, ofFlow: flow, step: step, to: [:]) }

    // Who takes records and dies does not keep them.
    test.clock.advance(days: 1)
    #expect(try owner.takeRetries().map(\.key) == [key])
    try owner.finishRetry(key, isSettled: true)
    expectRefusal(.notFound) { try owner.finishRetry(key, isSettled: true) }
    #expect(try owner.errors(ofFlow: flow, step: step).errors.isEmpty)
  }

  @Test func `retry data is edited by whoever may`() throws {
    let key = try #require(try reportErrors(1, retryData: [:]).first?.retryKey)
    let user = try test.member(
      AccessGrants(account: .manage), flags: ["allowToEditRetryData": false])
    expectRefusal(.forbidden) {
      try user.correct(key, ofFlow: made.flow.id, step: made.importKey.id, to: [:])
    }
  }

  @Test(arguments: [
    #"{}"#, #"{"_flowId":5,"status":"running"}"#, #"{"_flowId":"x","status":"walking"}"#,
    #"{"_flowId":"x"}"#, #"{"_flowId":"x","status":"running","numError":-1}"#,
    #"{"_flowId":"x","status":"running","startedAt":"yesterday"}"#, "[]", "5",
  ])
  func `a report that makes no sense is refused`(text: String) throws {
    let json = try JSONValue(parsing: Array(text.utf8))
    expectRefusal(.invalid) { try JobReport(json: json) }
    expectRefusal(.invalid) { try ErrorReport(json: json) }
  }
}

extension Job {
  /// The same job with the time of its last report, which a repetition moves.
  fileprivate func withTime(of session: AccountSession) throws -> Job { try session.job(id) }
}
