import Foundation
import LosslessJSON
import Testing

@Suite(.onlyFolders("files that are no documents")) struct MalformedDocumentTests {
  private let target = "prod/shopify-to-netsuite"

  /// Recorded examples with one bad file more.
  private func workspace(_ text: String, as name: String = "flows/bad.json") throws -> Workspace {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", "--all", "prod")
    try workspace.write("accounts/production/" + name, text)
    return workspace
  }

  /// Expects that everything that reads the account fails alike and that nothing is written.
  private func expectRefused(
    _ workspace: Workspace, file: String, message: [String] = [], line: Int? = nil,
    column: Int? = nil
  ) throws {
    let before = try FolderTree(workspace.root, excluding: [".ilm/ilm/locks"])
    for arguments in [
      ["snapshot", "--all", "prod"], ["status", "prod"], ["diff", target], ["list", "prod"],
      ["revert", target, "--to", "r1", "--yes"], ["clone", target, "sandbox", "--yes"],
      ["env", "check", "prod"],
    ] {
      let run = try workspace.run(arguments + ["--json"], exit: 4)
      #expect(run.output == "")
      let error = try JSONValue(parsing: [UInt8](run.errors.utf8))["error"]
      let text = error?["message"]?.text ?? ""
      #expect(text.contains(file), "\(run.story)")
      for part in message { #expect(text.contains(part), "\(run.story)") }
      if let line { #expect(error?["details"]?["line"]?.int == line, "\(run.story)") }
      if let column { #expect(error?["details"]?["column"]?.int == column, "\(run.story)") }
    }
    let after = try FolderTree(workspace.root, excluding: [".ilm/ilm/locks"])
    #expect(after.differences(from: before) == [])
  }

  @Test(arguments: [
    ("{\n  \"_id\": \"aaaaaaaaaaaaaaaaaaaaaaaa\",\n  \"name\": oops\n}", 3, 11),
    ("{\"_id\": \"aaaaaaaaaaaaaaaaaaaaaaaa\", \"a\": 1, \"a\": 2}", 1, 45),
    ("{\"_id\": \"aaaaaaaaaaaaaaaaaaaaaaaa\"} x", 1, 37),
    ("\u{FEFF}{\"_id\": \"aaaaaaaaaaaaaaaaaaaaaaaa\"}", 1, 1),
  ]) func `malformed json is named with line and column`(
    text: String, line: Int, column: Int
  ) throws {
    let workspace = try workspace(text)
    try expectRefused(
      workspace, file: "flows/bad.json", message: ["line \(line)", "column \(column)"],
      line: line, column: column)
  }

  @Test(arguments: ["", "   \n", "[]", "null", "\"text\"", "{}", "{\"_id\": 7}", "{\"_id\": \"\"}"])
  func `a file that is no document is named`(text: String) throws {
    try expectRefused(try workspace(text), file: "flows/bad.json")
  }

  @Test func `a truncated file is named`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", "--all", "prod")
    let flow = try workspace.file("accounts/production/flows", startingWith: "Refunds")
    let text = try workspace.read(flow)
    try workspace.write(flow, String(text.prefix(text.count / 2)))
    try expectRefused(workspace, file: "Refunds", message: ["line "])
  }

  @Test func `bytes that are no text are named`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", "--all", "prod")
    var bytes = Data("{\"_id\": \"aaaaaaaaaaaaaaaaaaaaaaaa\", \"name\": \"".utf8)
    bytes += [0xFF, 0xFE] + Data("\"}".utf8)
    try bytes.write(to: URL(fileURLWithPath: workspace.path("accounts/production/flows/bad.json")))
    try expectRefused(workspace, file: "flows/bad.json", message: ["line 1"])
  }

  @Test func `two documents of one id are both named`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", "--all", "prod")
    let flow = try workspace.file("accounts/production/flows", startingWith: "Refunds")
    try workspace.copy(flow, to: "accounts/production/flows/second.json")
    let name = (flow as NSString).lastPathComponent
    try expectRefused(workspace, file: "second.json", message: [name])
  }

  @Test func `an unreadable file is named`() throws {
    guard geteuid() != 0 else { return print("notice: root reads everything, skipped") }
    let workspace = try workspace("{}")
    chmod(workspace.path("accounts/production/flows/bad.json"), 0)
    try expectRefused(workspace, file: "flows/bad.json")
  }

  @Test(.onlyFolders("permissions")) func `a folder that may not be read needs no token`() throws {
    guard geteuid() != 0 else { return print("notice: root reads everything, skipped") }
    let workspace = try Workspace.examples()
    let closed = workspace.path("accounts/sandbox/flows")
    chmod(closed, 0)
    defer { chmod(closed, 0o755) }
    let error = try workspace.failure(
      "env", "add", "other", "dir:accounts/sandbox", exit: 4, code: "environment_unauthorised")
    #expect(error["hint"]?.text?.contains("you may read") == true, "\(error)")
  }

  @Test func `a folder where a document should be is no document`() throws {
    let workspace = try Workspace.examples()
    try workspace.makeFolder("accounts/production/flows/folder.json")
    let run = try workspace.start(["snapshot", "--all", "prod", "--json"]).finish()
    #expect([0, 4].contains(run.status), "\(run.story)")
    #expect((run.output + run.errors).contains("folder.json") || run.status == 0)
  }

  @Test func `a broken link is named`() throws {
    let workspace = try Workspace.examples()
    try workspace.run("snapshot", "--all", "prod")
    try FileManager.default.createSymbolicLink(
      atPath: workspace.path("accounts/production/flows/bad.json"),
      withDestinationPath: "/nowhere/at/all")
    let run = try workspace.run("status", "prod", "--json", exit: 4)
    #expect(run.errors.contains("bad.json"), "\(run.story)")
  }

  @Test func `unknown folders are kept out with a warning`() throws {
    let workspace = try Workspace.examples()
    try workspace.write("accounts/production/notes/a.json", "not json")
    try workspace.write("accounts/production/flows/readme.txt", "not json")
    let run = try workspace.run("env", "check", "prod")
    #expect(run.errors.contains("notes"), "\(run.story)")
    try workspace.run("snapshot", "--all", "prod")
  }
}
