import HTTPServer
import HostedAccounts
import IntegrationModel
import LosslessJSON
import Testing

@testable import WebService

/// Every role at every route.
@Suite struct RoleTests {
  /// Somebody, with what the table of the platform's documentation lets such a one do.
  enum Role: String, CaseIterable {
    case owner, administrator, manageAll, monitorAll, manageHome, monitorHome, stranger

    /// The level on everything, and on the integration that the routes are about.
    var levels: (account: AccessLevel?, home: AccessLevel?) {
      switch self {
      case .owner: (.owner, .owner)
      case .administrator: (.administrator, .administrator)
      case .manageAll: (.manage, .manage)
      case .monitorAll: (.monitor, .monitor)
      case .manageHome: (nil, .manage)
      case .monitorHome: (nil, .monitor)
      case .stranger: (nil, nil)
      }
    }

    func token(_ account: SmallAccount) throws -> String {
      func some(_ id: String, _ level: String) throws -> String {
        try account.token([
          "integrationAccessLevel": [["_integrationId": string(id), "accessLevel": string(level)]]
        ])
      }
      switch self {
      case .owner: return account.accounts.token
      case .administrator: return try account.token(["accessLevel": "administrator"])
      case .manageAll: return try account.token(["accessLevel": "manage"])
      case .monitorAll: return try account.token(["accessLevel": "monitor"])
      case .manageHome: return try some(account.home, "manage")
      case .monitorHome: return try some(account.home, "monitor")
      case .stranger: return try some(account.other, "monitor")
      }
    }
  }

  /// What a role gets.
  private enum Expectation { case allowed, forbidden, hidden }

  /// The least level of each action, written down once more: a change of the rights has to be meant.
  private static let least: [AccountAction: AccessLevel] = [
    .view: .monitor, .viewErrors: .monitor, .viewAudit: .monitor, .viewRevisions: .monitor,
    .edit: .manage, .deleteIntegration: .manage, .restore: .manage, .runFlows: .manage,
    .correctErrors: .manage, .snapshot: .manage, .pull: .manage, .revert: .manage,
    .cloneFrom: .manage, .download: .manage, .createIntegration: .manage,
    .createSharedResource: .manage, .installBundle: .manage, .purge: .manage,
    .viewAccountAudit: .manage, .reportRuns: .manage, .administerUsers: .administrator,
    .administerTokens: .administrator, .changeAccount: .administrator,
    .createEnvironment: .administrator, .transferOwnership: .owner,
  ]

  /// Collections whose documents no integration of the test reaches.
  private static let unreached = [
    "lookupcaches", "filedefinitions", "asynchelpers", "ediprofiles", "iclients", "stacks",
    "agents", "mcpServers",
  ]

  private func expectation(_ role: Role, _ walk: RouteWalk) throws -> Expectation {
    guard case .action(let action) = walk.route.rule else { return .allowed }
    let least = try #require(Self.least[action])
    let (account, home) = role.levels
    // A clone also needs the right to make one where it goes.
    if action == .cloneFrom, walk.route.pattern.text.hasPrefix("/v1/integrations/"), let home,
      home >= least
    {
      return (account.map { $0 >= .manage } ?? false) ? .allowed : .forbidden
    }
    if !action.concernsIntegration {
      return (account.map { $0 >= least } ?? false) ? .allowed : .forbidden
    }
    // What is contained is made in the integration, see ``body(_:_:)``.
    let isContained = walk.body != nil && contained.contains(walk.route.pattern.text)
    let isAboutSomething = !walk.route.pattern.variables.isEmpty || isContained
    let isUnreached =
      walk.route.pattern.parts.contains { part in
        if case .word(let word) = part { Self.unreached.contains(word) } else { false }
      } && !walk.route.pattern.variables.contains("_integrationId")
    let level = isUnreached && isAboutSomething ? account : home
    guard let level else { return isAboutSomething ? .hidden : .forbidden }
    return level >= least ? .allowed : .forbidden
  }

  /// Routes whose subject is no document of the integration; other tests are about them.
  private static let elsewhere = [
    "recycleBinTTL", "jobs", "updateFlowGrouping", "updateApiGrouping", "move", "session",
  ]

  @Test(arguments: Role.allCases)
  func `every route does what the role allows`(role: Role) throws {
    let account = try SmallAccount()
    let token = try role.token(account)
    let walks = RouteWalk.all.filter { walk in
      !walk.route.pattern.text.split(separator: "/").contains {
        Self.elsewhere.contains(String($0))
      } && !walk.route.pattern.text.hasPrefix("/ilm/v1/environments/")
    }
    // What deletes comes last, containers at the very end.
    let (reading, deleting) = (
      walks.filter { $0.route.method == .get }, walks.filter { $0.route.method != .get }
    )
    let ordered =
      reading
      + deleting.sorted { rank($0) < rank($1) }
    for walk in ordered {
      let expected = try expectation(role, walk)
      let answer = try account.accounts.send(
        walk.route.method.rawValue, account.target(walk), body(walk, account), token: token,
        headers: walk.headers)
      switch expected {
      case .allowed:
        #expect(
          ![401, 403, 405, 500].contains(answer.status), "\(role) \(walk.name) \(answer.text)")
      case .forbidden:
        #expect(answer.status == 403, "\(role) \(walk.name) \(answer.status) \(answer.text)")
      case .hidden:
        #expect(answer.status == 404, "\(role) \(walk.name) \(answer.status) \(answer.text)")
      }
      #expect(!answer.text.contains(SmallAccount.canary), "\(walk.name)")
    }
    #expect(account.accounts.failures.all == [])
  }

  private let contained = ["/v1/flows", "/v1/apis", "/v1/tools"]

  private func rank(_ walk: RouteWalk) -> Int {
    switch (walk.route.method, walk.route.pattern.text) {
    case (.delete, "/v1/integrations/{_id}"): 3
    case (.delete, _): 2
    case (.put, _): 1
    default: 0
    }
  }

  /// What is contained has to say where it is created.
  private func body(_ walk: RouteWalk, _ account: SmallAccount) -> [UInt8]? {
    guard walk.route.method == .post, contained.contains(walk.route.pattern.text) else {
      return walk.body
    }
    let value: JSONValue = ["name": "New", "_integrationId": string(account.home)]
    return value.compactBytes()
  }

  @Test(arguments: [Role.manageHome, .monitorHome, .stranger])
  func `lists show what the role may see`(role: Role) throws {
    let account = try SmallAccount()
    let token = try role.token(account)
    for kind in ResourceKind.allCases {
      let answer = try account.accounts.get("/v1/\(kind.collection)", token: token)
      let found = (answer.json.array ?? []).compactMap { $0["_id"]?.text }
      let mine = account.ids[kind.collection] ?? ""
      let isVisible = role != .stranger && !Self.unreached.contains(kind.collection)
      #expect(found.contains(mine) == isVisible, "\(role) \(kind)")
    }
    let tiles = try account.accounts.get("/v1/tiles", token: token).json.array ?? []
    let seen = tiles.compactMap { $0["_integrationId"]?.text }
    #expect(seen == [role == .stranger ? account.other : account.home])
  }

  @Test func `rights end at once`() throws {
    let account = try SmallAccount()
    let accounts = account.accounts
    let token = try account.token(["accessLevel": "manage"])
    #expect(try accounts.get("/v1/flows", token: token).status == 200)
    let share = try #require(try accounts.get("/v1/ashares").json[0]?["_id"]?.text)
    #expect(try accounts.send("PUT", "/v1/ashares/\(share)/disable").json["disabled"] == true)
    #expect(try accounts.get("/v1/flows", token: token).status == 401)
    #expect(try accounts.send("PUT", "/v1/ashares/\(share)/disable").json["disabled"] == false)
    #expect(
      try accounts.send("PUT", "/v1/ashares/\(share)", json: ["accessLevel": "monitor"]).status
        == 200)
    #expect(
      try accounts.send("POST", "/v1/integrations", json: ["name": "X"], token: token).status == 403
    )
    #expect(try accounts.send("DELETE", "/v1/ashares/\(share)").status == 204)
    #expect(try accounts.get("/v1/flows", token: token).status == 401)
  }

  @Test func `a token may be less than its user`() throws {
    let account = try SmallAccount()
    let accounts = account.accounts
    let made = try accounts.send(
      "POST", "/v1/accesstokens", json: ["name": "reader", "accessLevel": "monitor"])
    let token = try #require(made.json["token"]?.text)
    #expect(made.status == 201)
    #expect(try accounts.get("/v1/flows", token: token).status == 200)
    let refused = try accounts.send("POST", "/v1/flows", json: ["name": "X"], token: token)
    #expect(refused.status == 403)
    let listed = try accounts.get("/v1/accesstokens")
    #expect(!listed.text.contains(token) && listed.json.array?.count == 2)
    #expect(try accounts.send("PUT", "/v1/accesstokens/\(made.id)/revoke").status == 200)
    #expect(try accounts.get("/v1/flows", token: token).status == 401)
  }
}
