import LosslessJSON
import Testing

@Suite struct RevisionsTests {
  private let target = "prod/shopify-to-netsuite"

  /// A snapshot, an edit that is recorded by another user, a revert.
  private func story() throws -> Workspace {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", target, "-m", "first")
    let flow = try workspace.file("accounts/production/flows", startingWith: "Customer")
    try workspace.edit(flow, "Customer sync", "Customers")
    try workspace.run("snapshot", target, "-m", "renamed", "--user", "bob")
    try workspace.run("revert", target, "--to", "r1", "--yes", "-m", "back")
    return workspace
  }

  @Test func `revisions are listed newest first`() throws {
    let workspace = try story()
    expectText(
      try workspace.run("revisions", target).output,
      """
      REVISION  CREATED  TYPE      STATUS     USER  CHANGES    DESCRIPTION
      r3        <ago>  revert    completed  ada   +0 ~1 -0   back
      r2        <ago>  snapshot  completed  bob   +0 ~1 -0   renamed
      r1        <ago>  snapshot  completed  ada   +30 ~0 -0  first
      """)
    let list = try workspace.json("revisions", target, shape: .revisions)
    #expect(list["target"]?.text == target)
    #expect(list["revisions"]?.array?.map { $0["id"]?.text } == ["r3", "r2", "r1"])
    #expect(list["revisions"]?.array?.map { $0["before"]?.isNull } == [false, false, true])
    let third = list["revisions"]?[0]
    let first = list["revisions"]?[2]
    #expect(third?["after"]?["content"] == first?["after"]?["content"])
    #expect(try workspace.json("log", target) == list)
  }

  @Test(arguments: [
    (["--kind", "revert"], ["r3"]), (["--kind", "snapshot"], ["r2", "r1"]),
    (["--user", "bob"], ["r2"]), (["--status", "completed"], ["r3", "r2", "r1"]),
    (["--status", "failed"], []), (["--since", "2020-01-01"], ["r3", "r2", "r1"]),
    (["--since", "2199-01-01"], []), (["--kind", "snapshot", "--user", "ada"], ["r1"]),
  ]) func `revisions are narrowed`(options: [String], ids: [String]) throws {
    let workspace = try story()
    let run = try workspace.run(["revisions", target, "--json"] + options)
    let list = try JSONValue(parsing: run.outputBytes)
    #expect(list["revisions"]?.array?.compactMap { $0["id"]?.text } == ids, "\(run.story)")
  }

  @Test func `a list that nothing passes does not say that nothing is recorded`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", "prod/shopify-to-netsuite")
    let run = try workspace.run("revisions", "prod/shopify-to-netsuite", "--kind", "revert")
    #expect(run.errors == "None of 1 revision is like that\n")
  }

  @Test func `show without a revision names the newest`() throws {
    let workspace = try story()
    for (text, hint) in [
      (target, "the newest one is \(target)@r3; 'ilm revisions \(target)' lists them all"),
      ("prod/store-api", "nothing of it is recorded yet; 'ilm snapshot prod/store-api' does"),
      ("prod", "write TARGET@rN"),
    ] {
      let error = try workspace.failure("show", text, exit: 2, code: "bad_state")
      #expect(error["hint"]?.text == hint)
    }
  }

  @Test func `show tells a revision and what it changed`() throws {
    let workspace = try story()
    expectText(
      try workspace.run("show", target + "@r2").output,
      """
      prod/shopify-to-netsuite@r2  snapshot, completed
        renamed
        by bob at <time>
        content <commit>

      ~ flows/customer-sync  1 change, modified <time>
          /name
            - "Customer sync"
            + "Customers"

      0 added, 1 modified, 0 deleted
      """)
    let shown = try workspace.json("show", target + "@r2")
    #expect(Shape.revision.problems(in: shown["revision"]) == [])
  }

  @Test func `a tagged revision is a state`() throws {
    let workspace = try story()
    try workspace.run("tag", target + "@r1", "go-live")
    #expect(try workspace.run("log", target).output.contains("[go-live] "))
    try workspace.run("compare", target + "@go-live", target + "@r3")
    try workspace.run("compare", target + "@go-live", target + "@r2", exit: 1)
    try workspace.run("revert", target, "--to", "go-live", "--yes")
    for name in ["r7", "a b", "", "-x", "..", "x.lock"] {
      _ = try workspace.failure("tag", target + "@r1", name, exit: 2)
    }
    try workspace.failure("tag", target + "@r2", "go-live", exit: 3)
  }

  @Test func `the names of revisions are listed`() throws {
    let workspace = try story()
    let none = try workspace.run("tag")
    #expect(none.output == "" && none.errors.hasPrefix("No revision has a name"), "\(none.story)")
    try workspace.run("snapshot", "prod/store-api")
    for (state, name) in [("store-api@r1", "go-live"), ("shopify-to-netsuite@r2", "v/2")] {
      try workspace.run("tag", "prod/" + state, name)
    }
    let list = try workspace.run("tag").output.split(separator: "\n").dropFirst()
    #expect(
      list.map { $0.split(separator: " ").prefix(2).joined(separator: " ") }
        == ["prod/shopify-to-netsuite@v/2 r2", "prod/store-api@go-live r1"])
    let tags = try workspace.json("tag")["tags"]
    #expect(
      tags == [
        ["tag": "v/2", "target": "prod/shopify-to-netsuite", "revision": "r2"],
        ["tag": "go-live", "target": "prod/store-api", "revision": "r1"],
      ])
    try workspace.failure("tag", target + "@r1", exit: 2, code: "missing_operand")
  }

  @Test func `the name of a revision is taken away, and can be given to another`() throws {
    let workspace = try story()
    try workspace.run("tag", target + "@r1", "go-live")
    let taken = try workspace.failure("tag", target + "@r2", "go-live", exit: 3)
    #expect(taken["hint"]?.text?.contains("'ilm tag --delete \(target)@go-live'") == true)
    let run = try workspace.run("tag", "--delete", target + "@go-live")
    #expect(run.output == "\(target)@go-live is no name any more; it was that of r1\n")
    try workspace.run("tag", target + "@r2", "go-live")
    #expect(try workspace.json("tag")["tags"]?[0]?["revision"]?.text == "r2")
    let gone = try workspace.json("tag", "--delete", target + "@go-live")
    #expect(gone["tag"]?.text == "go-live" && gone["revision"]?.text == "r2")
    try workspace.failure("tag", "--delete", target + "@go-live", exit: 2)
    try workspace.failure("tag", "--delete", target + "@r1", exit: 2, code: "unknown_tag")
    try workspace.failure("tag", "--delete", target, exit: 2, code: "bad_state")
    try workspace.failure("tag", "--delete", exit: 2, code: "missing_operand")
    try workspace.run("fsck")
  }

  @Test func `a deletion is shown with what it deleted, as the list counts it`() throws {
    let workspace = try story()
    try workspace.run("delete", target, "--yes")
    let newest = try workspace.run("revisions", target).output.split(separator: "\n")[1]
    #expect(newest.contains("-30 "), "\(newest)")
    let shown = try workspace.run("show", target + "@r4").output
    #expect(
      shown.hasSuffix(
        "30 resources deleted; 'ilm revert \(target) --to r4' brings back what was there\n"))
  }

  @Test func `what was canceled is not shown as a first state`() throws {
    let workspace = try Workspace.examples()
    try workspace.run(
      "pull", target, "--from", "sandbox/shopify-to-netsuite", "--yes", exit: 1)
    try workspace.run("cancel", target)
    let shown = try workspace.run("show", target + "@r1").output
    #expect(shown.hasSuffix("no state is recorded after it\n"), "\(shown)")
  }

  @Test func `the state before a revert can be had and gone back to`() throws {
    let workspace = try story()
    try workspace.run("compare", target + "@r3:before", target + "@r2")
    try workspace.run("revert", target, "--to", "r3", "--before", "--yes")
    let flow = try workspace.file("accounts/production/flows", startingWith: "Customer")
    #expect(try workspace.read(flow).contains("\"Customers\""))
    try workspace.run("compare", target, target + "@r2")
  }
}
