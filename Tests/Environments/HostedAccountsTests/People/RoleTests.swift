import HostedAccounts
import IntegrationModel
import LosslessJSON
import Testing

/// Who may do what: the table, and that sessions keep to it.
@Suite struct RoleTests {
  private static let mine = "aaaaaaaaaaaaaaaaaaaaaaaa"
  private static let other = "bbbbbbbbbbbbbbbbbbbbbbbb"

  private static let roles: [(name: String, grants: AccessGrants)] = [
    ("owner", AccessGrants(account: .owner)),
    ("administrator", AccessGrants(account: .administrator)),
    ("manage all", AccessGrants(account: .manage)),
    ("monitor all", AccessGrants(account: .monitor)),
    ("manage mine", AccessGrants(account: nil, integrations: [mine: .manage])),
    ("monitor mine", AccessGrants(account: nil, integrations: [mine: .monitor])),
    ("monitor all, manage mine", AccessGrants(account: .monitor, integrations: [mine: .manage])),
    ("nothing", AccessGrants(account: nil)),
  ]

  /// One letter a role, in their order: `+` allowed, `-` not; first on `mine`, then on another.
  private static let table: [(AccountAction, String, String)] = [
    (.view, "+++++++-", "++++--+-"), (.viewErrors, "+++++++-", "++++--+-"),
    (.viewAudit, "+++++++-", "++++--+-"), (.viewRevisions, "+++++++-", "++++--+-"),
    (.edit, "+++-+-+-", "+++-----"), (.deleteIntegration, "+++-+-+-", "+++-----"),
    (.restore, "+++-+-+-", "+++-----"), (.runFlows, "+++-+-+-", "+++-----"),
    (.correctErrors, "+++-+-+-", "+++-----"), (.snapshot, "+++-+-+-", "+++-----"),
    (.pull, "+++-+-+-", "+++-----"), (.revert, "+++-+-+-", "+++-----"),
    (.cloneFrom, "+++-+-+-", "+++-----"), (.download, "+++-+-+-", "+++-----"),
    (.createIntegration, "+++-----", "+++-----"),
    (.createSharedResource, "+++-----", "+++-----"),
    (.installBundle, "+++-----", "+++-----"), (.purge, "+++-----", "+++-----"),
    (.viewAccountAudit, "+++-----", "+++-----"), (.reportRuns, "+++-----", "+++-----"),
    (.administerUsers, "++------", "++------"), (.administerTokens, "++------", "++------"),
    (.changeAccount, "++------", "++------"), (.createEnvironment, "++------", "++------"),
    (.transferOwnership, "+-------", "+-------"),
  ]

  @Test func `the table says what each role may do`() {
    #expect(Set(Self.table.map(\.0)) == Set(AccountAction.allCases))
    for (action, onMine, onOther) in Self.table {
      for (id, expected) in [(Self.mine, onMine), (Self.other, onOther)] {
        let found = Self.roles.map { action.isAllowed(by: $0.grants, on: id) ? "+" : "-" }.joined()
        #expect(found == expected, "\(action) on \(id)")
      }
    }
  }

  @Test func `a token gives no more than its user and its scope have`() {
    let user = AccessGrants(account: .monitor, integrations: [Self.mine: .manage])
    let cases: [(AccessGrants, AccessGrants)] = [
      (AccessGrants(account: .owner), user),
      (AccessGrants(account: .monitor), AccessGrants(account: .monitor)),
      (
        AccessGrants(account: nil, integrations: [Self.other: .manage]),
        AccessGrants(account: nil, integrations: [Self.other: .monitor])
      ),
      (
        AccessGrants(account: nil, integrations: [Self.mine: .manage]),
        AccessGrants(account: nil, integrations: [Self.mine: .manage])
      ),
      (AccessGrants(account: nil), AccessGrants(account: nil)),
    ]
    for (scope, expected) in cases {
      #expect(user.limited(by: scope) == expected)
      #expect(scope.limited(by: user) == expected)
    }
  }

  /// What a session lets its caller do with the parts of two integrations.
  @Test func `sessions keep to the table, and what cannot be seen is not there`() throws {
    let test = try TestAccount()
    let (mine, other) = (try test.makeIntegration(), try test.makeIntegration(name: "Other"))
    let grants = [
      ("manage", AccessGrants(account: nil, integrations: [mine.integration.id: .manage])),
      ("monitor", AccessGrants(account: nil, integrations: [mine.integration.id: .monitor])),
    ]
    for (name, grants) in grants {
      let session = try test.member(grants, email: "\(name)@example.com")
      for key in mine.all {
        #expect(try session.document(key).key == key, "\(name) \(key)")
        if name == "monitor" {
          expectRefusal(.forbidden) { try session.replace(key, with: ["name": "x"]) }
          expectRefusal(.forbidden) { try session.delete(key) }
          expectRefusal(.forbidden) {
            try session.patch(key, JSONPatch([.add("x", .root.appending(key: "name"))]))
          }
        }
      }
      for key in other.all {
        expectRefusal(.notFound) { try session.document(key) }
        expectRefusal(.notFound) { try session.replace(key, with: ["name": "x"]) }
        expectRefusal(.notFound) { try session.delete(key) }
        expectRefusal(.notFound) { try session.dependencies(of: key) }
        expectRefusal(.notFound) { try session.audit(of: key) }
        #expect(try session.list(key.kind).documents.allSatisfy { mine.all.contains($0.key) })
      }
      #expect(try session.tiles().map(\.integrationID) == [mine.integration.id])
      expectRefusal(.notFound) { try session.contents(of: other.integration.id) }
      expectRefusal(.forbidden) { try session.create(.integrations, ["name": "x"]) }
      expectRefusal(.forbidden) { try session.create(.stacks, ["name": "x"]) }
      expectRefusal(.forbidden) { try session.tokens() }
      expectRefusal(.forbidden) { try session.createToken(name: "x") }
      expectRefusal(.forbidden) { try session.shares() }
      let entries = try session.audit().entries
      let visible = Set(mine.all.map(\.id))
      #expect(!entries.isEmpty && entries.allSatisfy { visible.contains($0.resourceID) })
    }
  }

  @Test func `who monitors everything sees the log of resources and not of people`() throws {
    let test = try TestAccount()
    let made = try test.makeIntegration()
    let session = try test.member(AccessGrants(account: .monitor))
    _ = try test.owner.createToken(name: "CI")
    let types = Set(try session.audit().entries.map(\.resourceType))
    #expect(types == ["connection", "export", "flow", "import", "integration", "script"])
    #expect(try session.audit(of: made.flow).entries.count == 3)
    #expect(try test.owner.audit().entries.contains { $0.resourceType == "apitoken" })
  }

  @Test func `nobody gets at another's resources by naming them`() throws {
    let test = try TestAccount()
    let (mine, other) = (try test.makeIntegration(), try test.makeIntegration(name: "Other"))
    let session = try test.member(
      AccessGrants(account: nil, integrations: [mine.integration.id: .manage]))
    var flow = try session.document(mine.flow).value()
    flow.place(.id(other.export), at: "/pageGenerators/0/_exportId")
    expectRefusal(.invalid, "invalid_ref") { try session.replace(mine.flow, with: flow) }
    expectRefusal(.invalid, "invalid_ref") {
      try session.register(connections: [other.connection.id], in: mine.integration.id)
    }
    expectRefusal(.notFound) { try session.move([mine.flow], to: other.integration.id) }
    expectRefusal(.notFound) {
      try session.create(.flows, ["name": "x", "_integrationId": .id(other.integration)])
    }
    expectRefusal(.notFound) { try session.create(.flows, ["name": "x"]) }
    // What one makes oneself can be seen and used before it is anywhere.
    let export = try session.create(.exports, ["name": "own"]).key
    #expect(try session.document(export).key == export)
    flow.place(.id(export), at: "/pageGenerators/0/_exportId")
    _ = try session.replace(mine.flow, with: flow)
    // Where no rule says that a text is a reference, an id is one all the same.
    flow.place(.id(other.script), at: "/somewhere")
    expectRefusal(.invalid, "invalid_ref") { try session.replace(mine.flow, with: flow) }
    flow.place("0123456789abcdef01234567", at: "/somewhere")
    _ = try session.replace(mine.flow, with: flow)
  }

  @Test func `what somebody made is no longer that person's alone once others use it`() throws {
    let test = try TestAccount()
    let (mine, other) = (try test.makeIntegration(), try test.makeIntegration(name: "Other"))
    let session = try test.member(
      AccessGrants(account: nil, integrations: [mine.integration.id: .manage]))
    let script = try session.create(.scripts, ["name": "own"]).key
    let export = try session.create(
      .exports, ["name": "own", "hooks": ["preSavePage": ["_scriptId": .id(script)]]]
    ).key
    #expect(try session.document(script).key == script)
    var flow = try test.owner.document(other.flow).value()
    flow.place(.id(export), at: "/pageGenerators/0/_exportId")
    _ = try test.owner.replace(other.flow, with: flow)
    expectRefusal(.notFound) { try session.document(export) }
    expectRefusal(.notFound) { try session.document(script) }
  }

  @Test func `an account does not see another's documents`() throws {
    let test = try TestAccount()
    let made = try test.makeIntegration()
    let second = try test.store.createAccount(
      name: "Sandbox", owner: Person(email: "owner@example.com", name: "Olive Owner"))
    let session = try test.store.session(token: second.ownerToken)
    for key in made.all {
      expectRefusal(.notFound) { try session.document(key) }
      #expect(try session.list(key.kind).documents.isEmpty)
    }
    expectRefusal(.invalid, "invalid_ref") {
      try session.create(.exports, ["name": "x", "_connectionId": .id(made.connection)])
    }
    #expect(try session.audit().entries.isEmpty)
  }
}
