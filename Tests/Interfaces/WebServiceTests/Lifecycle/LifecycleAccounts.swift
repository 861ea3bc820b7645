import EnvironmentAdapters
import FileStorage
import Foundation
import HTTPServer
import HostedAccounts
import LosslessJSON
import TestKit

@testable import WebService

/// The example accounts in a service: the sandbox is another environment of the same owner.
final class LifecycleAccounts {
  let accounts: TestAccounts
  /// The integration that both environments have.
  static let orders = "shopify-to-netsuite"

  init(naming name: String) throws {
    accounts = try TestAccounts(accountName: name)
    let owner = try accounts.store.ownerSession(accountID: accounts.account.id)
    _ = try owner.importDocuments(from: Self.folder("production"))
    let (sandbox, _) = try owner.createEnvironment(name: "Sandbox")
    _ = try owner.setEnabled(environment: sandbox.id, true)
    _ = try accounts.store.ownerSession(accountID: sandbox.id)
      .importDocuments(from: Self.folder("sandbox"))
  }

  private static var package: String {
    #filePath.split(separator: "/").dropLast(5).map { "/" + $0 }.joined()
  }

  private static func folder(_ name: String) -> FolderEnvironment<LocalFileSystem> {
    FolderEnvironment(
      path: "\(package)/Examples/accounts/\(name)", fileSystem: LocalFileSystem(),
      makeID: { "" }, now: { "" })
  }

  static func path(_ target: String, _ rest: String = "") -> String {
    "/ilm/v1/targets/\(target)\(rest)"
  }

  func get(_ path: String, token: String?? = .none) throws -> TestAccounts.Answer {
    try accounts.get(path, token: token)
  }

  func post(
    _ path: String, _ body: JSONValue = [:], token: String?? = .none, headers: [HTTPField] = []
  ) throws -> TestAccounts.Answer {
    try accounts.send("POST", path, json: body, token: token, headers: headers)
  }

  /// Shows the plan of a change, then carries it out.
  func carryOut(_ path: String, _ body: JSONValue = [:]) throws -> TestAccounts.Answer {
    var (shown, agreed) = (body, body)
    shown["dryRun"] = true
    let answer = try post(path, shown)
    guard let id = answer.json["plan"]?["id"] else { return answer }
    agreed["plan"] = id
    return try post(path, agreed)
  }

  // MARK: People

  /// Invites somebody into the first account and returns the token.
  func invite(_ grants: AccessGrants) throws -> String {
    let owner = try accounts.store.ownerSession(accountID: accounts.account.id)
    let (_, code) = try owner.invite(
      Person(email: "guest@example.org", name: "Guest"), ShareRequest(grants: grants))
    return try accounts.store.acceptInvitation(code: code)
  }

  /// The token of somebody with an account of their own.
  func stranger() throws -> String {
    try accounts.store.createAccount(
      name: "Elsewhere", owner: Person(email: "stranger@example.org", name: "Stranger")
    ).ownerToken
  }

  func integrationID(_ name: String) throws -> String {
    let list = try get("/v1/integrations")
    let found = (list.json.array ?? []).first { $0["name"]?.text == name }
    guard let id = found?["_id"]?.text else { throw TestAccounts.BadTarget() }
    return id
  }

  /// Waits a little for what goes on in the background.
  func pause() throws { usleep(5000) }
}
