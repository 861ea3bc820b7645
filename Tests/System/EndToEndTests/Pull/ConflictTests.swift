import Foundation
import IntegrationModel
import LosslessJSON
import Testing

/// Conflicts of pulls: shown as data, resolved in place, remembered.
@Suite struct PullConflictTests {
  private let parent = Family.parent

  private func competing() throws -> Family {
    let family = try Family("dev")
    try family.competeForName()
    return family
  }

  private func name(_ family: Family) throws -> JSONValue? {
    try family.document("prod", "flows/Customer")["name"]
  }

  @Test func `a conflict stops before anything is written, and has its shape`() throws {
    let family = try competing()
    let workspace = family.workspace
    let before = (try family.tree("prod"), try family.tree("dev"))
    let pull = try workspace.json(
      "pull", parent, "--from", "dev/orders", "--yes", exit: 1, shape: .pull)
    #expect(pull["revision"]?["status"] == "in_progress")
    #expect(pull["plan"]?.isNull == true)
    #expect(
      pull["conflicts"] == [
        [
          "id": "c1", "kind": "flows", "name": "flows/customer-sync", "path": "/name",
          "type": "rename/rename", "base": "Customer sync", "current": "Customer flow",
          "remote": "Customers",
        ]
      ])
    let shown = try workspace.json("conflicts", parent)
    #expect(shown["conflicts"] == pull["conflicts"])
    expectText(
      try workspace.run("conflicts", parent).output,
      """
      conflict c1 flows/customer-sync /name  rename/rename
        base    Customer sync
        current Customer flow
        remote  Customers

      1 conflict open
      """)
    #expect(try family.tree("prod").differences(from: before.0) == [])
    #expect(try family.tree("dev").differences(from: before.1) == [])
    // It blocks pulls and reverts, not snapshots.
    let remote = ["--from", "dev/orders"]
    for words in [["pull", parent] + remote, ["revert", parent, "--to", "r1"]] {
      let run = try workspace.run(words + ["--yes", "--json"], exit: 3)
      #expect(run.errors.contains("revision_in_progress"), "\(run.story)")
    }
    try workspace.run("snapshot", parent)
    try workspace.run("continue", parent, "--resolve", "c1=remote")
    #expect(try name(family) == "Customers")
    try family.verify()
  }

  @Test func `status tells of a pull that waits, whatever was recorded since`() throws {
    let family = try competing()
    let workspace = family.workspace
    func open(_ what: String...) throws -> [String?]? {
      let run = try workspace.start(["status"] + what + ["--json"]).finish()
      let status = try JSONValue(parsing: run.outputBytes)
      #expect(Shape.status.problems(in: status) == [], "\(run.story)")
      return status["inProgress"]?.array?.map { one in
        #expect(one["kind"] == "pull" && one["status"] == "in_progress")
        #expect(one["waiting"] == true)
        return one["target"]?.text
      }
    }
    #expect(try open() == [])
    try workspace.run("pull", parent, "--from", "dev/orders", "--yes", exit: 1)
    #expect(try open() == [parent])
    try workspace.run("snapshot", parent)
    #expect(try open() == [parent])
    #expect(try open("prod") == [parent])
    #expect(try open("dev") == [])
    #expect(try open("dev/orders") == [])
    let id = try workspace.json("list", "prod")["integrations"]?.array?.first {
      $0["target"]?.text == parent
    }?["id"]?.text
    #expect(try open("prod/" + (id ?? "")) == [parent], "a target by its id")
    try workspace.run("cancel", parent)
    #expect(try open() == [])
  }

  @Test func `a dry run shows what is done besides the conflicts`() throws {
    let family = try competing()
    try family.edit("dev", "exports/Get-refunds", "\"pageSize\": 50", "\"pageSize\": 25")
    try family.edit("dev", "flows/Customer", "\"skipRetries\": false", "\"skipRetries\": true")
    let before = try family.everything()
    let words = ["pull", parent, "--from", "dev/orders", "--dry-run"]
    let run = try family.workspace.run(words, exit: 1)
    let rest = try #require(run.output.range(of: "\nBesides"))
    expectText(
      String(run.output[rest.lowerBound...].dropFirst()),
      """
      Besides  (what is done once they are resolved)
        ~ exports/get-refunds-from-shopify
          /pageSize
            - 50
            + 25
        ~ flows/customer-sync
          /pageGenerators/0/skipRetries  (exports/get-updated-customers-from-shopify)
            - false
            + true
          /skipRetries
            - false
            + true
      0 added, 2 modified, 0 deleted
      nothing was changed
      """)
    #expect(run.errors.contains("--resolve c1=current|remote|JSON"))
    let json = try family.workspace.json(
      "pull", parent, "--from", "dev/orders", "--dry-run", exit: 1)
    #expect(json["revision"]?.isNull == true && json["plan"]?.isNull == true)
    #expect(json["conflicts"]?.array?.count == 1)
    #expect(json["summary"] == ["added": 0, "modified": 2, "deleted": 0])
    #expect(
      json["changes"]?[1]?["changes"]?[0]?["elements"] == [
        ["path": "/pageGenerators/0", "name": "exports/get-updated-customers-from-shopify"]
      ])
    #expect(try family.everything().differences(from: before) == [])
  }

  @Test func `an element that competes is called by its name`() throws {
    let family = try Family("dev")
    let order = "imports/Create-NetSuite-sales-order"
    try family.edit("prod", order, "\"extract\": \"currency\"", "\"extract\": \"coin\"")
    try family.edit("dev", order, "\"extract\": \"currency\"", "\"extract\": \"money\"")
    let run = try family.workspace.run("pull", parent, "--from", "dev/orders", "--dry-run", exit: 1)
    #expect(
      run.output.contains("/netsuite_da/mapping/fields/5/extract  (currency)  modify/modify"),
      "\(run.story)")
    #expect(run.output.contains("nothing besides is changed"), "\(run.story)")
    try family.workspace.run("pull", parent, "--from", "dev/orders", "--no-input", exit: 1)
    let waiting = try family.workspace.json("conflicts", parent)
    #expect(waiting["conflicts"]?[0]?["elements"]?[0]?["name"] == "currency")
  }

  @Test func `of a long document a conflict shows what differs`() throws {
    let family = try Family("dev")
    let order = "imports/Create-NetSuite-sales-order"
    let parts = order.split(separator: "/").map(String.init)
    try family.workspace.remove(
      try family.workspace.file("dev/" + parts[0], startingWith: parts[1]))
    try family.change("dev", "flows/Order-to-cash") { $0.removeValue(at: "/pageProcessors") }
    try family.change("dev", "flows/Order-to-cash") { $0.removeValue(at: "/routers") }
    try family.change("prod", order) { $0.place("zz", at: "/zzz") }
    let run = try family.workspace.run(
      "pull", parent, "--from", "dev/orders", "--dry-run", exit: 1)
    #expect(run.output.contains("+  \"zzz\": \"zz\""), "\(run.story)")
    let conflicts = run.output.components(separatedBy: "Besides")[0]
    #expect(!conflicts.contains("more lines"), "\(run.story)")
  }

  @Test func `a pull resolves at once`() throws {
    let family = try competing()
    for (option, expected) in [
      ("c1=current", "Customer flow"), ("c1=remote", "Customers"), ("c1=\"Clients\"", "Clients"),
      ("all=remote", "Customers"),
    ] {
      let pull = try family.pull(
        parent, "dev/orders", "--resolve", option, "--no-remembered")
      #expect(Shape.pull.problems(in: pull) == [])
      #expect(pull["revision"]?["status"] == "completed")
      #expect(pull["revision"]?["conflicts"]?.int == 1)
      #expect(try name(family)?.text == expected)
      try family.workspace.run("undo", parent, "--yes")
    }
    try family.pull(parent, "dev/orders", "--resolve", "c1=current", "--no-remembered")
    #expect(try name(family) == "Customer flow")
    try family.pull("dev/orders", parent)
    #expect(try family.isIdentical(parent, "dev/orders"))
  }

  @Test func `a file of resolutions names them by resource and path`() throws {
    let family = try competing()
    try family.edit("prod", "exports/Get-refunds", "\"pageSize\": 50", "\"pageSize\": 75")
    try family.edit("dev", "exports/Get-refunds", "\"pageSize\": 50", "\"pageSize\": 25")
    try family.workspace.write(
      "answers.json",
      """
      {"resolutions": [
        {"name": "flows/customer-sync", "path": "/name", "value": "Clients"},
        {"name": "exports/get-refunds-from-shopify", "path": "/pageSize", "take": "remote"}
      ]}
      """)
    let waiting = try family.pull(parent, "dev/orders", exit: 1)
    #expect(waiting["conflicts"]?.array?.count == 2)
    let done = try family.workspace.json("continue", parent, "--resolutions", "answers.json")
    #expect(done["revision"]?["conflicts"]?.int == 2)
    #expect(try name(family) == "Clients")
    #expect(try family.document("prod", "exports/Get-refunds")["pageSize"]?.int == 25)
  }

  @Test func `the same conflict is resolved once`() throws {
    let family = try competing()
    let workspace = family.workspace
    try family.pull(parent, "dev/orders", "--resolve", "c1=remote")
    try workspace.run("undo", parent, "--yes")
    try family.pull(parent, "dev/orders", "--no-remembered", exit: 1)
    try workspace.run("cancel", parent)
    let dry = try workspace.run("pull", parent, "--from", "dev/orders", "--dry-run")
    #expect(dry.errors.contains("resolved as it was before"), "\(dry.story)")
    let again = try family.pull(parent, "dev/orders")
    #expect(again["resolved"]?[0]?["remembered"] == true)
    #expect(try name(family) == "Customers")
  }

  @Test func `an on-conflict cancel gives up at once`() throws {
    let family = try competing()
    let before = try family.tree("prod")
    let pull = try family.pull(parent, "dev/orders", "--on-conflict", "cancel", exit: 1)
    #expect(pull["revision"]?["status"] == "canceled")
    #expect(pull["conflicts"]?.array?.count == 1)
    #expect(try family.tree("prod").differences(from: before) == [])
    try family.workspace.failure("continue", parent, exit: 3, code: "nothing_in_progress")
    try family.pull(parent, "dev/orders", "--resolve", "c1=current")
    try family.verify()
  }

  @Test func `what is no answer is refused and changes nothing`() throws {
    let family = try competing()
    let workspace = family.workspace
    let options = [
      ("c9=remote", "unknown_conflict"), ("c0=remote", "unknown_conflict"),
      ("x=remote", "unknown_conflict"), ("c1", "bad_resolution"), ("=remote", "bad_resolution"),
      ("c1={x", "bad_resolution"), ("c1=", "bad_resolution"), ("c1=\"a\" 5", "bad_resolution"),
      ("c1={\"a\":1}", "bad_resolution"), ("c1=null", "bad_resolution"),
    ]
    let before = try family.everything()
    for (option, code) in options {
      try workspace.failure(
        "pull", parent, "--from", "dev/orders", "--yes", "--resolve", option, exit: 2, code: code)
    }
    #expect(try family.everything().differences(from: before) == [])
    try family.pull(parent, "dev/orders", exit: 1)
    let waiting = try family.everything()
    for (option, code) in options {
      try workspace.failure("continue", parent, "--resolve", option, exit: 2, code: code)
    }
    #expect(try family.everything().differences(from: waiting) == [])
    try workspace.run("continue", parent, "--resolve", "c1=current")
  }

  @Test func `a resource is not resolved to something that is none`() throws {
    let family = try Family("dev")
    try family.workspace.remove(try family.file("dev", "flows/Customer"))
    try family.edit("prod", "flows/Customer", "\"Customer sync\"", "\"Customers\"")
    let waiting = try family.pull(parent, "dev/orders", exit: 1)
    let types = waiting["conflicts"]?.array?.compactMap { $0["type"]?.text } ?? []
    #expect(Set(types) == ["modify/delete", "delete/reference"])
    for (position, _) in types.enumerated() {
      for value in ["5", "[]", "\"text\"", "null"] {
        try family.workspace.failure(
          "continue", parent, "--resolve", "c\(position + 1)=\(value)", exit: 2,
          code: "bad_resolution")
      }
    }
    try family.workspace.run("continue", parent, "--resolve", "all=current")
    #expect(try name(family) == "Customers")
  }

  @Test func `a file that holds no answers is refused`() throws {
    let family = try competing()
    let before = try family.everything()
    let place = "\"name\": \"flows/customer-sync\", \"path\":"
    for text in [
      "", "{}", "[]", "{\"resolutions\": 5}", "{\"resolutions\": [{}]}",
      "{\"resolutions\": [{\(place) \"/name\", \"take\": 5}]}",
      "{\"resolutions\": [{\(place) \"x\", \"take\": \"remote\"}]}",
    ] {
      try family.workspace.write("answers.json", text)
      try family.workspace.failure(
        "pull", parent, "--from", "dev/orders", "--yes", "--resolutions", "answers.json", exit: 2)
    }
    try family.workspace.remove("answers.json")
    #expect(try family.everything().differences(from: before) == [])
  }
}
