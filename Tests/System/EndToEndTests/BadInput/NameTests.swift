import Foundation
import LosslessJSON
import Testing

@Suite struct NameTests {
  private static let id = "aaaaaaaaaaaaaaaaaaaaaaaa"

  @Test(arguments: [
    "Orders and more", "It's \"quoted\"", "a/b\\c", "Ünïcödé 注文 🛒", "e\u{301}clair", "\u{E9}clair",
    "..", ".", "-rf", "@{0}", "tab\tand\nline", "bell\u{7}", "\u{202E}right to left", "CON",
    ".lock", "a.lock", "a..b", "~^:?*[", "standalone", "   ", String(repeating: "x", count: 300),
  ]) func `any name is recorded, shown, cloned and found again`(name: String) throws {
    let text = String(decoding: JSONValue.string(JSONString(name)).compactBytes(), as: UTF8.self)
    let workspace = try Workspace.documents([
      "integrations/i.json": "{\"_id\": \"\(Self.id)\", \"name\": \(text)}",
      "flows/f \(name.filter { !"/\0".contains($0) }.prefix(40)).json": """
      {"_id": "bbbbbbbbbbbbbbbbbbbbbbbb", "name": \(text), "_integrationId": "\(Self.id)",
      "pageGenerators": [], "pageProcessors": []}
      """,
    ])
    let report = try workspace.json("snapshot", "--all", "prod", shape: .snapshot)
    let target = try #require(report["revisions"]?[0]?["target"]?.text)
    #expect(target != "prod/standalone")
    let row = try workspace.json("list", shape: .list)["integrations"]?[0]
    #expect(row?["name"]?.text.map { Array($0.utf8) } == Array(name.utf8))
    // Control characters never reach a terminal.
    for arguments in [["list"], ["status"], ["show", target + "@r1"], ["lint", target]] {
      let run = try workspace.start(arguments).finish()
      let shown = run.output + run.errors
      let isClean = shown.unicodeScalars.allSatisfy {
        $0 == "\n" || !($0.properties.generalCategory == .control || $0 == "\u{202E}")
      }
      #expect(isClean, "\(run.story)")
    }
    let clone = try workspace.json("clone", "prod/" + Self.id, "prod/Copy", "--yes", shape: .clone)
    try workspace.run("compare", target, try #require(clone["target"]?.text))
    try workspace.run("download", target, "-o", "x.zip")
    try workspace.run("compare", target, "x.zip")
    try workspace.run("fsck")
  }

  @Test func `names that differ only in form stay apart`() throws {
    var files: [String: String] = [:]
    for (number, name) in ["e\u{301}", "\u{E9}", "E", "e", "é!", "é?"].enumerated() {
      let id = String(repeating: "\(number)", count: 24)
      files["integrations/\(number).json"] = "{\"_id\": \"\(id)\", \"name\": \"\(name)\"}"
      files["flows/\(number).json"] = """
        {"_id": "\(id)", "name": "\(name)", "_integrationId": "\(id)", "pageGenerators": []}
        """
    }
    let workspace = try Workspace.documents(files)
    let report = try workspace.json("snapshot", "--all", "prod", shape: .snapshot)
    let targets = report["revisions"]?.array?.compactMap { $0["target"]?.text } ?? []
    #expect(Set(targets).count == 6)
    try workspace.run("status")
    // A name that two integrations have is told apart by ids.
    try workspace.run("snapshot", "prod/" + String(repeating: "3", count: 24))
  }

  @Test func `a name of two integrations is refused with both`() throws {
    let workspace = try Workspace.documents([
      "integrations/a.json": "{\"_id\": \"aaaaaaaaaaaaaaaaaaaaaaaa\", \"name\": \"Two Orders\"}",
      "integrations/b.json": "{\"_id\": \"bbbbbbbbbbbbbbbbbbbbbbbb\", \"name\": \"Two Orders\"}",
    ])
    let error = try workspace.failure("snapshot", "prod/Two Orders", exit: 2)
    let said = "\(error["message"]?.text ?? "") \(error["hint"]?.text ?? "")"
    #expect(said.contains("aaaaaaaaaaaaaaaaaaaaaaaa") || said.contains("two-orders-2"), "\(said)")
  }

  @Test func `an empty account is an account`() throws {
    let workspace = Workspace()
    try workspace.makeFolder("empty")
    try workspace.run("init")
    try workspace.run("env", "add", "prod", "dir:empty")
    #expect(try workspace.json("list", shape: .list)["integrations"] == [])
    let report = try workspace.json("snapshot", "--all", "prod", shape: .snapshot)
    #expect(report["revisions"] == [])
    try workspace.run("status")
    try workspace.run("compare", "prod", "prod")
    try workspace.run("fsck")
  }
}
