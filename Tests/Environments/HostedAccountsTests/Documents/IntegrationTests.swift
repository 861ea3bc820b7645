import HostedAccounts
import IntegrationModel
import LosslessJSON
import Testing

@Suite struct IntegrationTests {
  private let test: TestAccount
  private let owner: AccountSession
  private let made: TestIntegration

  init() throws {
    test = try TestAccount()
    owner = try test.owner
    made = try test.makeIntegration()
  }

  private func value(_ key: ResourceKey) throws -> JSONValue { try owner.document(key).value() }

  @Test func `connections are registered and deregistered`() throws {
    let second = try test.make(.connections, ["name": "ERP", "type": "netsuite"])
    _ = try owner.register(connections: [second.id, made.connection.id], in: made.integration.id)
    #expect(
      try value(made.integration)["_registeredConnectionIds"]
        == [.id(made.connection), .id(second)])
    expectRefusal(.invalid, "invalid_ref") {
      try owner.register(connections: [made.flow.id], in: made.integration.id)
    }
    // Leaving the list out of a PUT says nothing about it.
    var named = try value(made.integration)
    named.removeValue(at: "/_registeredConnectionIds")
    #expect(
      try owner.replace(made.integration, with: named).value()["_registeredConnectionIds"] != nil)
    _ = try owner.deregister(connection: second.id, from: made.integration.id)
    expectRefusal(.notFound) {
      try owner.deregister(connection: second.id, from: made.integration.id)
    }
  }

  @Test func `flows move between integrations and leave their groups`() throws {
    let group = try #require(try value(made.integration)["flowGroupings"]?[0]?["_id"]?.text)
    _ = try owner.assignGroup(group, to: [made.flow])
    let other = try test.make(.integrations, ["name": "Other"])
    let moved = try owner.move([made.flow], to: other.id)[0].value()
    #expect(moved["_integrationId"] == .id(other))
    #expect(moved["_flowGroupingId"] == nil)
    let loose = try owner.move([made.flow], to: nil)[0].value()
    #expect(loose["_integrationId"] == nil)
    #expect(try owner.list(.flows, ListQuery(integrationID: "none")).documents.count == 1)
    expectRefusal(.invalid) { try owner.move([made.export], to: other.id) }
    let tool = try test.make(.tools, ["name": "T", "_integrationId": .id(other)])
    #expect(try owner.move([tool], to: nil)[0].value()["_integrationId"] == nil)
  }

  @Test func `a connection is replaced in one step or in a whole flow`() throws {
    let new = try test.make(.connections, ["name": "New", "type": "http"])
    let changed = try owner.replaceConnection(
      made.connection.id, with: new.id, inFlow: made.flow.id)
    #expect(Set(changed.map(\.key)) == [made.export, made.importKey])
    #expect(try value(made.importKey)["_connectionId"] == .id(new))
    _ = try owner.replaceConnection(of: made.export, with: made.connection.id)
    #expect(try value(made.export)["_connectionId"] == .id(made.connection))
    expectRefusal(.invalid, "invalid_ref") {
      try owner.replaceConnection(of: made.export, with: made.flow.id)
    }
  }

  @Test func `a step sees its own settings and those around it`() throws {
    let group = try #require(try value(made.integration)["flowGroupings"]?[0]?["_id"]?.text)
    _ = try owner.assignGroup(group, to: [made.flow])
    let settings = try owner.settings(ofStep: made.export, inFlow: made.flow.id)
    #expect(
      settings == [
        "integration": ["region": "eu"], "flowGrouping": ["size": 5], "flow": ["speed": "high"],
        "connection": [:], "export": ["page": 1],
      ])
    #expect(
      try owner.settings(ofStep: made.importKey, inFlow: nil) == [
        "integration": [:], "flowGrouping": [:], "flow": [:], "connection": [:], "import": [:],
      ])
    expectRefusal(.invalid) { try owner.settings(ofStep: made.flow, inFlow: nil) }
  }

  @Test func `a tile counts what is on, in error and offline`() throws {
    try test.make(.flows, ["name": "off", "_integrationId": .id(made.integration)])
    try test.make(.flows, ["name": "loose", "disabled": false])
    try owner.report(connection: made.connection.id, isOffline: true)
    let report: JSONValue = [
      "_flowId": .id(made.flow), "_stepId": .id(made.importKey), "message": "no",
    ]
    _ = try owner.report([ErrorReport(json: report), ErrorReport(json: report)])
    let tiles = try owner.tiles()
    #expect(tiles.map(\.integrationID) == [made.integration.id, "none"])
    #expect(tiles[0].flowCount == 1)
    #expect(tiles[0].flowsInErrorCount == 1)
    #expect(tiles[0].openErrorCount == 2)
    #expect(tiles[0].offlineConnectionIDs == [made.connection.id])
    #expect(tiles[0].applications == ["http"])
    #expect(tiles[0].lastErrorAt != nil)
    #expect(tiles[1].flowCount == 1)
    #expect(tiles[1].flowsInErrorCount == 0)
    // Health is shown with the connection, and is no change of it.
    let connection = try owner.document(made.connection)
    #expect(try connection.value()["offline"] == true)
    #expect(
      try owner.replace(made.connection, with: connection.value()).version == connection.version)
    try owner.report(connection: made.connection.id, isOffline: false)
    #expect(try value(made.connection)["offline"] == nil)
    #expect(try owner.tiles()[0].offlineConnectionIDs == [])
  }
}
