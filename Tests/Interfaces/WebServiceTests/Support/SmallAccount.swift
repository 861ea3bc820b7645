import HostedAccounts
import LosslessJSON

@testable import WebService

/// An account with one integration of everything, and an empty one beside it.
struct SmallAccount {
  let accounts: TestAccounts
  /// The integration.
  let home: String
  /// The empty one.
  let other: String
  /// The ids of what is in the integration, by collection.
  private(set) var ids: [String: String] = [:]

  static let canary = "canary-9f3b-of-a-credential"

  init() throws {
    accounts = try TestAccounts()
    home = try accounts.make("integrations", ["name": "Home", "flowGroupings": [["name": "In"]]])
    other = try accounts.make("integrations", ["name": "Other"])
    ids["integrations"] = home
    try make(
      "connections",
      [
        "name": "Shop", "type": "http",
        "http": [
          "baseURI": "https://shop.example.org",
          "auth": ["type": "token", "token": ["token": string(Self.canary)]],
        ],
      ])
    try make("scripts", ["name": "Hooks", "content": "function preSavePage(o) { return o }"])
    try make(
      "exports",
      [
        "name": "Orders", "_connectionId": id("connections"),
        "hooks": ["preSavePage": ["function": "preSavePage", "_scriptId": id("scripts")]],
      ])
    try make("imports", ["name": "Invoices", "_connectionId": id("connections")])
    try make(
      "flows",
      [
        "name": "Orders to invoices", "_integrationId": string(home), "disabled": true,
        "pageGenerators": [["_exportId": id("exports")]],
        "pageProcessors": [["type": "import", "_importId": id("imports")]],
      ])
    try make("apis", ["name": "Front", "_integrationId": string(home), "type": "builder"])
    try make("tools", ["name": "Block", "_integrationId": string(home)])
    for kind in ["lookupcaches", "filedefinitions", "asynchelpers", "ediprofiles"] {
      try make(kind, ["name": "Alone"])
    }
    for kind in ["iclients", "stacks", "agents", "mcpServers"] {
      try make(kind, ["name": "Shared"])
    }
  }

  private mutating func make(_ kind: String, _ document: JSONValue) throws {
    ids[kind] = try accounts.make(kind, document)
  }

  func id(_ collection: String) -> JSONValue { string(ids[collection] ?? "") }

  /// A token of somebody with rights.
  func token(_ rights: JSONValue) throws -> String {
    var body = rights
    let number = accounts.world.now()
    body["email"] = string("user\(number)@example.org")
    let invited = try accounts.send("POST", "/v1/invite", json: body)
    let code = invited.json["invitationCode"] ?? .null
    let accepted = try accounts.send(
      "POST", "/ilm/v1/invitations/accept", json: ["code": code], token: .some(nil))
    guard let token = accepted.json["token"]?.text else {
      throw TestAccounts.NotMade(answer: invited.text + accepted.text)
    }
    return token
  }

  /// The address of a route about what is in the integration.
  func target(_ walk: RouteWalk) -> String {
    let words = walk.route.pattern.parts.compactMap { part -> String? in
      if case .word(let word) = part { word } else { nil }
    }
    let collection = words.first { ids[$0] != nil } ?? ""
    return walk.target { name in
      switch name {
      case "_integrationId": home
      // The names of the account and of the integration, as the lifecycle API has them.
      case "environment": "first"
      case "integration": "home"
      case "_connectionId": ids["connections"] ?? ""
      case "_stepId": ids["imports"] ?? ""
      case "_id": ids[collection] ?? RouteWalk.unknownID
      default: RouteWalk.unknownID
      }
    }
  }
}
