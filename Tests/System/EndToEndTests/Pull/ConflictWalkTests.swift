import LosslessJSON
import Testing

/// A person on a terminal walks through the conflicts of a pull.
@Suite struct ConflictWalkTests {
  private let parent = Family.parent
  private let question = "[q]uit and continue later:"
  private let confirmation = "Apply this plan? [y/N]"

  /// Three conflicts: of a name, of a number and of a text.
  private func competing() throws -> Family {
    let family = try Family("dev")
    try family.competeForName()
    try family.edit("prod", "exports/Get-refunds", "\"pageSize\": 50", "\"pageSize\": 75")
    try family.edit("dev", "exports/Get-refunds", "\"pageSize\": 50", "\"pageSize\": 25")
    return family
  }

  private func pull(
    _ family: Family, _ options: String..., variables: [String: String] = [:]
  ) throws -> TerminalRun {
    try TerminalRun(
      family.workspace, ["pull", parent, "--from", "dev/orders"] + options, variables: variables)
  }

  private func values(_ family: Family) throws -> [JSONValue?] {
    [
      try family.document("prod", "exports/Get-refunds")["pageSize"],
      try family.document("prod", "flows/Customer")["name"],
    ]
  }

  @Test func `each conflict is answered and the plan is confirmed`() throws {
    let family = try competing()
    let run = try pull(family)
    run.answer(question, "what")
    run.answer("one of the letters", "r")
    run.answer(question, "C")
    run.answer(confirmation, "y")
    #expect(try run.finish() == 0, "\(run.shown)")
    #expect(run.shown.contains("2 conflicts open") && run.shown.contains("1 conflict open"))
    #expect(try values(family) == [25, "Customer flow"])
    try family.verify()
  }

  @Test func `what is edited while the question is open makes the plan stale`() throws {
    for environment in ["prod", "dev"] {
      let family = try Family("dev")
      try family.edit("dev", "exports/Get-refunds", "\"pageSize\": 50", "\"pageSize\": 25")
      let run = try pull(family)
      try run.whenAsked(confirmation) {
        try family.edit(environment, "flows/Customer", "\"Customer sync\"", "\"Customers\"")
        try family.edit(environment, "exports/Get-refunds", "\"pageSize\"", "\"pageSize\" ")
      }
      run.answer(confirmation, "y")
      #expect(try run.finish() == 3, "\(run.shown)")
      #expect(!run.shown.contains("while it was read"), "\(run.shown)")
      #expect(try family.document("prod", "exports/Get-refunds")["pageSize"]?.int == 50)
      let list = try family.workspace.json("revisions", parent)
      #expect(list["revisions"]?.array?.contains { $0["status"] == "in_progress" } == false)
    }
  }

  @Test func `what is skipped stays open, and the pull waits`() throws {
    let family = try competing()
    let before = try family.tree("prod")
    let run = try pull(family)
    run.answer(question, "s")
    run.answer(question, "r")
    #expect(try run.finish() == 1, "\(run.shown)")
    #expect(try family.tree("prod").differences(from: before) == [])
    let shown = try family.workspace.json("conflicts", parent)
    #expect(shown["conflicts"]?.array?.count == 1)
    #expect(shown["resolved"]?.array?.count == 1, "answers are kept")
    try family.workspace.run("continue", parent, "--resolve", "all=current", "--yes")
    #expect(try values(family) == [75, "Customers"])
  }

  @Test(arguments: ["q", "\u{4}"]) func `who quits continues later`(answer: String) throws {
    let family = try competing()
    let run = try pull(family)
    run.answer(question, answer)
    #expect(try run.finish() == 1, "\(run.shown)")
    let shown = try family.workspace.json("conflicts", parent)
    #expect(shown["conflicts"]?.array?.count == 2)
    try family.workspace.run("cancel", parent)
  }

  @Test func `who quit is walked on by continue`() throws {
    let family = try competing()
    let run = try pull(family)
    run.answer(question, "r")
    run.answer(question, "q")
    #expect(try run.finish() == 1, "\(run.shown)")
    let next = try TerminalRun(family.workspace, ["continue", parent])
    next.answer("1 conflict open", "")
    next.answer(question, "c")
    next.answer(confirmation, "y")
    #expect(try next.finish() == 0, "\(next.shown)")
    #expect(try values(family) == [25, "Customer flow"])
    try family.verify()
  }

  @Test func `a value is edited on a line where there is no editor`() throws {
    let family = try competing()
    let run = try pull(family)
    run.answer(question, "e")
    run.answer("the value as JSON:", "30 x")
    run.answer("that is no value", "e")
    run.answer("the value as JSON:", "30")
    run.answer(question, "e")
    run.answer("the value as JSON:", "{}")
    run.answer("stands a text", "e")
    run.answer("the value as JSON:", "\"Clients\"")
    run.answer(confirmation, "yes")
    #expect(try run.finish() == 0, "\(run.shown)")
    #expect(try values(family) == [30, "Clients"])
  }

  @Test func `a value is edited in the editor, text as text and the rest as JSON`() throws {
    let family = try competing()
    // An editor that ends the last line, as most do; $1 is the file.
    let edit =
      "sh -c 'sed -i -e s/^75$/31/ -e s/Customer.flow/Clients/ \"$1\" && echo >> \"$1\"' edit"
    let run = try pull(family, variables: ["EDITOR": edit])
    run.answer(question, "e")
    run.answer(question, "e")
    run.answer(confirmation, "y")
    #expect(try run.finish() == 0, "\(run.shown)")
    #expect(try values(family) == [31, "Clients"])
    #expect(try FolderTree(family.workspace.root).names.filter { $0.hasPrefix("ilm-") } == [])
  }

  @Test func `an editor that fails or changes nothing answers nothing`() throws {
    let family = try competing()
    for (editor, answer) in [
      ("false", "the editor failed"), ("true", "left as it was"),
      ("sed -i 's/.*/{x/'", "that is no value"),
    ] {
      let run = try pull(family, "--dry-run", variables: ["EDITOR": editor])
      #expect(try run.finish() == 1, "a dry run asks nothing")
      let walk = try pull(family, variables: ["VISUAL": editor])
      walk.answer(question, "e")
      walk.answer(answer, "q")
      #expect(try walk.finish() == 1, "\(walk.shown)")
      try family.workspace.run("cancel", parent)
    }
  }

  @Test func `who does not confirm changes nothing`() throws {
    let family = try competing()
    let before = try family.tree("prod")
    let run = try pull(family, "--resolve", "all=remote")
    run.answer(confirmation, "n")
    #expect(try run.finish() == 3, "\(run.shown)")
    #expect(try family.tree("prod").differences(from: before) == [])
    try family.workspace.failure("conflicts", parent, exit: 3, code: "nothing_in_progress")
  }

  @Test func `a production environment asks for the name to be typed`() throws {
    let family = try competing()
    try family.workspace.run("env", "set", "prod", "production", "true")
    let before = try family.tree("prod")
    let typed = "Type 'shopify-to-netsuite' to go on:"
    let wrong = try pull(family, "--resolve", "all=remote")
    wrong.answer(typed, "yes")
    #expect(try wrong.finish() == 3, "\(wrong.shown)")
    #expect(try family.tree("prod").differences(from: before) == [])
    let right = try pull(family, "--resolve", "all=remote")
    right.answer(typed, "shopify-to-netsuite")
    #expect(try right.finish() == 0, "\(right.shown)")
    #expect(try values(family) == [25, "Customers"])
  }
}
