import HostedAccounts
import IntegrationModel
import LosslessJSON
import Testing

/// What running flows remember.
@Suite struct StateTests {
  private let test: TestAccount
  private let owner: AccountSession
  private let made: TestIntegration

  init() throws {
    test = try TestAccount()
    owner = try test.owner
    made = try test.makeIntegration()
  }

  @Test func `keys of the account and of resources do not know each other`() throws {
    try owner.setState("last", to: ["page": 1])
    try owner.setState("last", of: made.flow, to: 2)
    try owner.setState("last", of: made.export, to: 3)
    try owner.setState("last", of: made.flow, to: 4)
    #expect(try owner.state("last") == ["page": 1])
    #expect(try owner.state("last", of: made.flow) == 4)
    #expect(try owner.state("last", of: made.export) == 3)
    expectRefusal(.notFound) { try owner.state("last", of: made.importKey) }
    try owner.deleteState("last")
    expectRefusal(.notFound) { try owner.deleteState("last") }
    #expect(try owner.stateKeys().isEmpty)
    #expect(try owner.stateKeys(of: made.flow) == ["last"])
  }

  @Test func `what is remembered goes with its resource, for good only`() throws {
    try owner.setState("last", of: made.export, to: 1)
    let other = try test.make(.exports, ["name": "Other"])
    try owner.setState("last", of: other, to: 1)
    try owner.delete(other)
    expectRefusal(.notFound) { try owner.state("last", of: other) }
    _ = try owner.restore(other)
    #expect(try owner.state("last", of: other) == 1)
    try owner.delete(other)
    try owner.purge(other)
    #expect(try owner.state("last", of: made.export) == 1)
  }

  @Test func `keys and values have limits, and rights`() throws {
    let long = JSONValue.string(JSONString(String(repeating: "x", count: 1 << 20)))
    expectRefusal(.tooLarge) { try owner.setState("a", to: long) }
    for key in ["", String(repeating: "k", count: 257)] {
      expectRefusal(.invalid) { try owner.setState(key, to: 1) }
    }
    let monitor = try test.member(AccessGrants(account: .monitor))
    expectRefusal(.forbidden) { try monitor.setState("a", to: 1) }
    expectRefusal(.forbidden) { try monitor.setState("a", of: made.flow, to: 1) }
    let other = try test.member(
      AccessGrants(
        account: nil, integrations: [test.make(.integrations, ["name": "B"]).id: .manage]),
      email: "other@example.com")
    try owner.setState("a", to: 1)
    expectRefusal(.notFound) { try other.state("a") }
    #expect(try other.stateKeys().isEmpty)
    #expect(try monitor.state("a") == 1)
    expectRefusal(.notFound) { try other.setState("a", of: made.flow, to: 1) }
  }
}
