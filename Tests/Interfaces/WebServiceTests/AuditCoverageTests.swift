import HostedAccounts
import LosslessJSON
import Testing

@testable import WebService

/// Every change leaves an entry in the log.
@Suite struct AuditCoverageTests {
  /// What changes nothing that the log is about: questions, one's own views, what runners report,
  /// signing in and out, archives that are only kept for a while, and the care of histories.
  private static let silent = [
    "POST /v1/audit", "POST /v1/jobs/current", "POST /v1/lookupcaches/{_id}/getData",
    "POST /v1/apis/{_id}/clone/validate", "PUT /v1/preferences", "POST /v1/notifications",
    "DELETE /v1/notifications/{_id}", "POST /ilm/v1/jobs", "POST /ilm/v1/errors",
    "POST /ilm/v1/retries", "PUT /ilm/v1/retries/{retryDataKey}",
    "PUT /ilm/v1/connections/{_id}/status", "POST /ilm/v1/session", "PUT /ilm/v1/session",
    "DELETE /ilm/v1/session", "PUT /ilm/v1/uploads", "POST /ilm/v1/repository/check",
    "POST /ilm/v1/repository/collection",
  ]

  /// What has nothing to change in the account of the test; its effects are documents' changes, whose
  /// entries other routes show.
  private static let idle = [
    "PUT /v1/apis/updateApiGrouping", "PUT /v1/flows/{_id}/replaceConnection",
  ]

  @Test func `whatever is changed is in the log`() throws {
    let account = try SmallAccount()
    let filled = try Filled(account)
    let owner = try account.accounts.store.session(token: account.accounts.token)
    func last() throws -> String? { try owner.audit(AuditQuery(limit: 1)).entries.first?.id }
    let changes = RouteWalk.all.filter { $0.route.method != .get }
    var changed: [String] = []
    for walk in changes.sorted(by: { rank($0) < rank($1) })
    where !(Self.silent + Self.idle).contains(walk.name) {
      let before = try last()
      let answer = try account.accounts.send(
        walk.route.method.rawValue, account.target(walk), body(walk, filled),
        headers: walk.headers)
      guard (200..<300).contains(answer.status), !answer.isWithoutEffect else { continue }
      changed.append(walk.name)
      #expect(try last() != before, "\(walk.name) \(answer.status) \(answer.text)")
    }
    // The walk would show nothing if it changed nothing.
    #expect(changed.count > 60, "\(changed.count)")
    #expect(Set(Self.silent + Self.idle).isSubset(of: changes.map(\.name)))
  }

  /// An account with errors, and what bodies name.
  private struct Filled {
    let account: SmallAccount
    let group: JSONValue
    let errorIDs: [JSONValue]

    init(_ account: SmallAccount) throws {
      self.account = account
      let home = try account.accounts.get("/v1/integrations/\(account.home)")
      group = home.json["flowGroupings"]?[0]?["_id"] ?? .null
      let errors = (0..<3).map { number -> JSONValue in
        [
          "_flowId": account.id("flows"), "_stepId": account.id("imports"),
          "message": .string(JSONString("\(number)")), "retryData": ["a": 1],
        ]
      }
      let answer = try account.accounts.send(
        "POST", "/ilm/v1/errors", json: ["errors": .array(errors)])
      errorIDs = answer.json["errorIds"]?.array ?? []
    }
  }

  /// Bodies that change something where the smallest ones do not.
  private func body(_ walk: RouteWalk, _ filled: Filled) -> [UInt8]? {
    let account = filled.account
    let (flow, connection) = (account.id("flows"), account.id("connections"))
    let value: JSONValue? =
      switch walk.name {
      case "PUT /v1/integrations/{_id}/connections/register": [connection]
      case "POST /ilm/v1/move": ["_integrationId": string(account.other), "flows": [flow]]
      case "POST /v1/invite/multiple": ["emails": ["many@example.org"], "accessLevel": "monitor"]
      case "PUT /v1/flows/updateFlowGrouping":
        ["_flowIds": [flow], "_flowGroupingId": filled.group]
      case "PUT /v1/flows/{_id}/{_stepId}/errors/assign":
        ["errorIds": .array(filled.errorIDs), "email": "ada@example.org"]
      case "PUT /v1/flows/{_id}/{_stepId}/tags":
        ["errorIds": .array(filled.errorIDs), "tagIds": []]
      case "PUT /v1/flows/{_id}/{_stepId}/resolved": ["errors": .array(filled.errorIDs)]
      case let name where name.hasSuffix("/lookupcaches/{_id}/data"):
        walk.route.method == .delete
          ? ["keys": ["a"]] : ["data": [["key": "a", "value": 1]]]
      default: nil
      }
    return value?.compactBytes() ?? walk.body
  }

  private func rank(_ walk: RouteWalk) -> Int {
    switch (walk.route.method, walk.route.pattern.text) {
    case (.delete, "/v1/integrations/{_id}"): 3
    case (.delete, _): 2
    case (.put, _): 1
    default: 0
    }
  }
}

extension TestAccounts.Answer {
  /// Whether nothing was there to be changed, as with a plan that is only shown, or a replacement by
  /// the same.
  fileprivate var isWithoutEffect: Bool {
    json["plan"] != nil && json["revision"]?.isNull ?? false
  }
}
