import Foundation
import LosslessJSON
import TestKit
import Testing

/// `ilm serve`, as somebody starts it and as a client sees it.
@Suite struct ServeTests {
  @Test func `the first start makes an account and shows its token once`() throws {
    let served = try ServedAccounts()
    let token = try #require(served.token)
    #expect(try served.curl(served.address + "/v1/tokenInfo").json["accessLevel"] == "owner")
    #expect(try served.stop().status == 0)
    let again = try ServedAccounts(served.workspace)
    #expect(again.token == nil)
    #expect(try again.curl(again.address + "/v1/tokenInfo", token: token).status == 200)
    #expect(try again.stop(SIGINT).status == 0)
    #expect(try FolderTree(served.workspace.path("data")).filesHolding(token) == [])
  }

  @Test func `documents are written and read with curl`() throws {
    let served = try ServedAccounts()
    let flows = served.address + "/v1/flows"
    let made = try served.curl(
      "-X", "POST", flows, "-H", "Content-Type: application/json", "-d",
      #"{"name":"Orders","disabled":true}"#)
    #expect(made.status == 201)
    let id = try #require(made.json["_id"]?.text)
    #expect(try served.curl(flows).json[0]?["name"] == "Orders")
    #expect(
      try served.curl(
        "-X", "PUT", "\(flows)/\(id)", "-H", "Content-Type: application/json", "-d",
        #"{"name":"Orders, renamed"}"#
      ).json["name"] == "Orders, renamed")
    #expect(try served.curl("-X", "DELETE", "\(flows)/\(id)").status == 204)
    #expect(try served.curl(flows).status == 204)
  }

  @Test func `an account's folder is taken over with its ids`() throws {
    let workspace = try Workspace.examples()
    let served = try ServedAccounts(workspace, ["--import", "dir:accounts/production"])
    let folder = try FolderTree(workspace.path("accounts/production")).documents()
    for (name, document) in folder where name.hasPrefix("imports/") {
      let answer = try served.curl("\(served.address)/v1/\(name)")
      #expect(answer.status == 200 && answer.json["name"] == document["name"], "\(name)")
    }
    #expect(try served.curl(served.address + "/v1/tiles").json.array?.count == 3)
    #expect(try served.stop().status == 0)
    let again = try workspace.run(
      "serve", "--listen", "127.0.0.1:0", "--data", "data", "--import", "dir:accounts/production",
      "--json", exit: 3)
    #expect(again.errors.contains("exists"), "\(again.story)")
    #expect(again.errors.contains("start without --import"), "\(again.story)")
    let lost = try ServedAccounts(workspace, ["--new-token"])
    #expect(lost.token != served.token)
    #expect(try lost.curl(lost.address + "/v1/tokenInfo").json["accessLevel"] == "owner")
  }

  @Test func `a folder that cannot be taken over is refused before anything is made`() throws {
    let workspace = Workspace()
    try workspace.write("broken/flows/Orders.json", "{")
    for folder in ["nowhere", "broken"] {
      let run = try workspace.run(
        "serve", "--listen", "127.0.0.1:0", "--data", "data", "--import", "dir:" + folder, exit: 2)
      #expect(run.output == "" && run.errors.contains("nothing was started"), "\(run.story)")
    }
    #expect(try FolderTree(workspace.root).names.filter { $0.hasPrefix("data") } == [])
  }

  @Test func `an invitation goes out by mail`() throws {
    guard let inbox = try MailInbox() else { return }
    let served = try ServedAccounts(
      Workspace(), ["--smtp", inbox.address, "--mail-from", "ilm@example.org"])
    let invited = try served.curl(
      "-X", "POST", served.address + "/v1/invite", "-H", "Content-Type: application/json", "-d",
      #"{"email":"ada@example.org","accessLevel":"monitor"}"#)
    let code = try #require(invited.json["invitationCode"]?.text)
    let letter = try inbox.letters(count: 1)[0]
    #expect(letter.contains("RCPT ada@example.org") && letter.contains(code), "\(letter)")
    #expect(try served.stop().status == 0)
  }

  @Test func `bodies beyond the limit are refused`() throws {
    let served = try ServedAccounts()
    try served.workspace.write("big.json", "\"" + String(repeating: "a", count: 11 << 20) + "\"")
    let answer = try served.curl(
      "-X", "POST", served.address + "/v1/flows", "-H", "Content-Type: application/json",
      "--data-binary", "@big.json")
    #expect(answer.status == 413 && answer.json["errors"]?[0]?["code"] == "request_too_large")
  }

  @Test func `the log names requests and no secrets`() throws {
    let workspace = Workspace()
    let child = try workspace.start([
      "serve", "--listen", "127.0.0.1:0", "--data", "data", "--rate-limit", "0",
    ])
    var lines: [Substring] = []
    while lines.count < 4, child.isRunning {
      Thread.sleep(forTimeInterval: 0.01)
      lines = child.output.split(separator: "\n")
    }
    try #require(lines.count == 4)
    let (token, address) = (String(lines[2]), String(lines[3].split(separator: " ").last ?? ""))
    #expect(token.hasPrefix("ilm_"))
    let run = try ChildProcess(
      "/usr/bin/env",
      ["curl", "--silent", "--noproxy", "*", "-H", "Authorization: Bearer \(token)"]
        + ["\(address)/v1/flows?include=canary-in-query"], in: workspace.root,
      variables: ProcessInfo.processInfo.environment
    ).finish()
    #expect(run.status == 0)
    child.signal(SIGTERM)
    let ended = try child.finish()
    #expect(ended.status == 0 && ended.errors.contains(" 127.0.0.1 GET /v1/flows 204 "))
    #expect(!ended.errors.contains("canary") && !ended.errors.contains(token))
  }

  @Test func `what cannot be served is said clearly`() throws {
    let served = try ServedAccounts()
    let taken = String(served.address.dropFirst("http://".count))
    let workspace = Workspace()
    try workspace.write("not.pem", "no certificate")
    for (options, exit, code) in [
      (["--listen", taken], 3, "address_in_use"), (["--listen", "8080"], 2, "bad_address"),
      (["--listen", "192.0.2.1:80", "--insecure"], 2, "bad_address"),
      (["--listen", "0.0.0.0:0"], 3, "insecure_address"),
      (["--tls-cert", "not.pem"], 2, "incomplete_certificate"),
      (["--tls-cert", "nowhere.pem", "--tls-key", "not.pem"], 2, "no_such_file"),
      (
        ["--listen", "127.0.0.1:0", "--tls-cert", "not.pem", "--tls-key", "not.pem"], 2,
        "bad_certificate"
      ),
      (["--keep-runs", "few"], 2, "bad_age"), (["--keep-log", "long"], 2, "bad_age"),
      (["--rate-limit", "many"], 2, "bad_rate"), (["--smtp", "mail"], 2, "bad_mail_server"),
      (["--smtp", "smtp://mail"], 2, "no_sender"),
      (["--listen", "127.0.0.1:0", "--data", served.workspace.path("data")], 4, "accounts_in_use"),
    ] as [([String], Int32, String)] {
      let run = try workspace.run(["serve", "--json"] + options, exit: exit)
      #expect(run.errors.contains("\"\(code)\""), "\(run.story)")
    }
    #expect(try served.curl(served.address + "/v1/tokenInfo").status == 200)
  }
}
