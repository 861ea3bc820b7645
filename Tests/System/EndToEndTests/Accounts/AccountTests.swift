import Foundation
import LosslessJSON
import RESTAccount
import ScriptedServer
import TestKit
import Testing

/// An account behind an API, from the first command on.
@Suite struct AccountTests {
  private static let token = RESTAccount.token
  private static let variables = ["PROD_TOKEN": token]

  private func workspace() throws -> Workspace {
    let workspace = Workspace()
    try workspace.run("init")
    return workspace
  }

  private func account() throws -> RESTAccount {
    let account = try RESTAccount()
    try account.fill(from: PackageFolder.exampleAccounts + "/production")
    return account
  }

  @Test func `env add says what was found and whose token it is`() throws {
    let account = try account()
    defer { account.stop() }
    let workspace = try workspace()
    let run = try workspace.run(
      "env", "add", "prod", account.url + "/v1/", "--token-env", "PROD_TOKEN",
      variables: Self.variables)
    #expect(
      run.output == "prod: 2 integrations, 6 flows, 49 documents in \(account.url)\n")
    #expect(
      run.errors == """
        The token is valid: user 507f1f77bcf86cd799439011, scope fullaccess
        Next: ilm snapshot --all prod

        """)
    // One request for the token and one for each kind; nothing is read.
    #expect(account.requests.count == 17)
    let shown = try workspace.json("env", "show", "prod")
    #expect(shown["environment"]?["token"] == "env:PROD_TOKEN")
    try workspace.run("env", "check", "prod", variables: Self.variables)
    #expect(try FolderTree(workspace.root).filesHolding(Self.token) == [])
    #expect(!String(decoding: workspace.transcript, as: UTF8.self).contains(Self.token))
  }

  @Test func `a token comes from a file that is the user's alone`() throws {
    let account = try account()
    defer { account.stop() }
    let workspace = try workspace()
    try workspace.write("token", Self.token + "\n")
    chmod(workspace.path("token"), 0o644)
    try workspace.failure(
      "env", "add", "prod", account.url, "--token-file", "token", exit: 3, code: "token_exposed")
    chmod(workspace.path("token"), 0o600)
    try workspace.run("env", "add", "prod", account.url, "--token-file", "token")
    try workspace.run("snapshot", "--all", "prod")
  }

  @Test func `a token from standard input is kept for the user alone`() throws {
    let account = try account()
    defer { account.stop() }
    let workspace = try workspace()
    try workspace.run("env", "add", "prod", account.url, "--token-stdin", input: Self.token + "\n")
    let kept = try FolderTree(workspace.root).filesHolding(Self.token)
    #expect(kept == [".ilm/ilm/tokens/prod"])
    var status = stat()
    #expect(stat(workspace.path(".ilm/ilm/tokens/prod"), &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
    try workspace.run("snapshot", "--all", "prod")
    try workspace.run("fsck", "--full")
    try workspace.run("env", "remove", "prod")
    #expect(try FolderTree(workspace.root).filesHolding(Self.token) == [])
  }

  @Test func `a token that is not accepted is not kept`() throws {
    let account = try account()
    defer { account.stop() }
    let workspace = try workspace()
    let error = try workspace.run(
      "env", "add", "prod", account.url, "--token-stdin", "--json", exit: 4,
      input: "canary-wrong-token")
    #expect(error.errors.contains("\"code\": \"environment_unauthorised\""))
    #expect(error.errors.contains("\"status\": 401"))
    #expect(!error.errors.contains("canary"))
    #expect(try FolderTree(workspace.root).filesHolding("canary-wrong-token") == [])
    #expect(try workspace.json("env", "list")["environments"]?.array?.isEmpty == true)
  }

  @Test(
    arguments: [
      ("http://api.example.org", Int32(3), "insecure_address"),
      ("http://127.0.0.1.example.org", 3, "insecure_address"),
      ("https://user:secret@api.example.org", 2, "unsupported_address"),
      ("https://integrator.io", 2, "unsupported_address"),
      ("https://eu.integrator.io/", 2, "unsupported_address"),
      ("http://127.0.0.1:1", 4, "environment_unreachable"),
    ]) func `addresses that cannot be used are refused with the way out`(
      url: String, exit: Int32, code: String
    ) throws
  {
    let workspace = try workspace()
    let run = try workspace.run(
      "env", "add", "prod", url, "--token-env", "PROD_TOKEN", "--json", exit: exit,
      variables: Self.variables)
    #expect(run.errors.contains("\"code\": \"\(code)\""), "\(run.story)")
  }

  @Test func `a missing token is told with the way out`() throws {
    let workspace = try workspace()
    let missing = try workspace.failure(
      "env", "add", "prod", "https://api.example.org", exit: 4, code: "token_missing")
    #expect(
      missing["hint"]?.text?.hasPrefix("'prod' was not added; say where its token is") == true)
    try workspace.failure(
      "env", "add", "prod", "https://api.example.org", "--token-env", "NOT_SET", exit: 4,
      code: "token_missing")
  }

  @Test func `settings of the network are set, shown and taken back`() throws {
    let account = try account()
    defer { account.stop() }
    let workspace = try workspace()
    try workspace.run(
      "env", "add", "prod", account.url, "--token-env", "PROD_TOKEN", variables: Self.variables)
    for (key, value) in [
      ("timeout", "5"), ("rate", "50/10"), ("proxy", "http://127.0.0.1:1"), ("ca-file", "ca.pem"),
      ("token", "env:OTHER"),
    ] {
      try workspace.run("env", "set", "prod", key, value)
    }
    expectText(
      try workspace.run("env", "show", "prod").output,
      """
      name            prod
      url             \(account.url)
      production      false
      lifecycle.apis  unsupported
      token           env:OTHER
      ca-file         <root>/ca.pem
      proxy           http://127.0.0.1:1
      timeout         5 s
      rate            50/10
      """, in: workspace)
    // The proxy does not listen.
    let error = try workspace.run(
      "env", "check", "prod", "--json", exit: 4, variables: ["OTHER": Self.token])
    #expect(error.errors.contains("environment_unreachable"))
    for key in ["timeout", "rate", "proxy", "ca-file"] {
      try workspace.run("env", "set", "prod", key, "default")
    }
    try workspace.run("env", "check", "prod", variables: ["OTHER": Self.token])
    for (key, value) in [
      ("timeout", "0"), ("rate", "7"), ("proxy", "http://u:p@host"), ("token", Self.token),
    ] {
      let run = try workspace.run("env", "set", "prod", key, value, exit: 2)
      #expect(!run.errors.contains(Self.token))
    }
  }

  @Test func `the account's own revisions are listed`() throws {
    let account = try account()
    defer { account.stop() }
    let workspace = try workspace()
    try workspace.run(
      "env", "add", "prod", account.url, "--token-env", "PROD_TOKEN", variables: Self.variables)
    let id = try #require(account.ids("integrations").first)
    account.addRevisions(
      id,
      [
        [
          "_id": "a1", "type": "snapshot", "status": "completed", "description": "first",
          "createdAt": "2026-01-02T03:04:05.000Z", "_createdByUserId": "u1",
        ],
        [
          "_id": "a2", "type": "pull", "status": "completed", "description": "second",
          "createdAt": "2026-02-02T03:04:05.000Z",
        ],
      ])
    let run = try workspace.run("revisions", "--native", "prod/\(id)", variables: Self.variables)
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[1].contains("a2") && lines[1].contains("pull") && lines[1].contains("second"))
    let json = try workspace.run(
      "revisions", "--native", "prod/\(id)", "--json", variables: Self.variables)
    let value = try JSONValue(parsing: json.outputBytes)
    #expect(value["native"] == true)
    #expect(value["revisions"]?[0]?["id"] == "a2")
    #expect(value["revisions"]?[1]?["user"] == "u1")
  }
}
