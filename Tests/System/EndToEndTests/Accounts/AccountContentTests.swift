import Foundation
import LosslessJSON
import RESTAccount
import Testing

/// An account is the same whichever way it is reached.
@Suite struct AccountContentTests {
  private func contents(_ workspace: Workspace, _ environment: String) throws -> [String: String] {
    let run = try workspace.run(
      "snapshot", "--all", environment, "--json", variables: ["TOKEN": RESTAccount.token])
    let revisions = try JSONValue(parsing: run.outputBytes)["revisions"]?.array ?? []
    return revisions.reduce(into: [:]) { contents, revision in
      let name = revision["target"]?.text?.split(separator: "/").last.map(String.init) ?? ""
      contents[name] = revision["after"]?["content"]?.text
    }
  }

  private func expectSame(_ workspace: Workspace, _ account: RESTAccount) throws {
    try workspace.run(
      "env", "add", "net", account.url, "--token-env", "TOKEN",
      variables: ["TOKEN": RESTAccount.token])
    let (folder, network) = (try contents(workspace, "prod"), try contents(workspace, "net"))
    #expect(!folder.isEmpty)
    #expect(folder == network)
  }

  @Test func `the example account has the same content in a folder and over HTTP`() throws {
    let workspace = try Workspace.examples()
    let account = try RESTAccount()
    defer { account.stop() }
    try account.fill(from: workspace.path("accounts/production"))
    try expectSame(workspace, account)
  }

  @Test func `credentials that an API masks make no other content`() throws {
    let table = """
      kind\tpath
      connections\thttp.auth.token.token
      connections\thttp.auth.basic.password
      connections\thttp.encrypted.*
      iclients\toauth2.clientSecret
      exports\twebhook.token
      exports\tdistributed.bearerToken
      imports\thttp.headers[].value
      stacks\tserver.systemToken
      agents\taccessToken
      """
    let canaries = try CanaryAccount(table: table, withAPI: false)
    let workspace = try Workspace.documents(canaries.files)
    var behaviour = RESTAccount.Behaviour()
    behaviour.secretMark = "canary"
    let account = try RESTAccount(behaviour)
    defer { account.stop() }
    try account.fill(from: workspace.path("prod"))
    try expectSame(workspace, account)
    for secret in canaries.paths.keys {
      #expect(try FolderTree(workspace.store).filesHolding(secret) == [])
    }
  }
}
