import LosslessJSON
import Testing

@Suite struct SizeTests {
  private static let id = "aaaaaaaaaaaaaaaaaaaaaaaa"

  private func account(settings: String) throws -> Workspace {
    try Workspace.documents([
      "integrations/i.json":
        "{\"_id\": \"\(Self.id)\", \"name\": \"Orders\", \"settings\": \(settings)}"
    ])
  }

  @Test func `a document of 20 MB is recorded and brought back`() throws {
    let row = "{\"key\": \"0123456789\", \"value\": [1, 2.50, true, null]}"
    let settings =
      "{\"rows\": [" + Array(repeating: row, count: 400_000).joined(separator: ",") + "]}"
    #expect(settings.utf8.count > 20_000_000)
    let workspace = try account(settings: settings)
    try workspace.run("snapshot", "prod/orders")
    try workspace.run("status", "prod/orders")
  }

  @Test(.onlyFolders("documents that no API takes"))
  func `a document of 100,000 levels is refused by name, and nothing overflows`() throws {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
      let deep =
        String(repeating: open, count: 100_000) + "1" + String(repeating: close, count: 100_000)
      let workspace = Workspace()
      try workspace.write(
        "prod/integrations/deep one.json", "{\"_id\": \"\(Self.id)\", \"x\": \(deep)}")
      try workspace.run("init")
      let error = try workspace.failure("env", "add", "prod", "dir:prod", exit: 4)
      #expect(error["message"]?.text?.contains("integrations/deep one.json") == true, "\(error)")
      #expect(error["message"]?.text?.contains("deep") == true)
      #expect(error["message"]?.text?.contains("line 1") == true)
    }
  }

  @Test(.onlyFolders("documents deeper than the service takes"))
  func `a document as deep as is allowed goes all the way`() throws {
    let levels = 500
    let deep = String(repeating: "[", count: levels) + "1" + String(repeating: "]", count: levels)
    let workspace = try account(settings: deep)
    try workspace.run("snapshot", "prod/orders")
    let clone = try workspace.json("clone", "prod/orders", "prod/Copy", "--yes")
    try workspace.run("compare", "prod/orders", try #require(clone["target"]?.text))
    try workspace.edit("prod/integrations/i.json", "[1]", "[2]")
    try workspace.run("diff", "prod/orders", exit: 1)
    try workspace.run("revert", "prod/orders", "--to", "r1", "--yes")
    #expect(try workspace.read("prod/integrations/i.json").contains("1"))
    try workspace.run("compare", "prod/orders", "prod/orders@r1")
  }

  @Test func `numbers and texts keep every digit and every code point`() throws {
    let odd = """
      {"a": 1.0, "b": 1e400, "c": 12345678901234567890123, "d": -0, "e": 0.1e-7, "f": "\\u0000",
       "g": "\\ud83d\\ude00", "h": "\\/", "": 1, "$x": {"$resource": "y"}, "i": "\\ud800"}
      """
    let workspace = try account(settings: odd)
    try workspace.run("snapshot", "prod/orders")
    let before = try FolderTree(workspace.path("prod")).documents()
    try workspace.edit(
      "prod/integrations/i.json", "\"name\": \"Orders\"",
      "\"name\": \"Orders\", \"description\": \"x\"")
    try workspace.run("revert", "prod/orders", "--to", "r1", "--yes")
    #expect(try FolderTree(workspace.path("prod")).documents() == before)
    #expect(try workspace.read("prod/integrations/i.json").contains("12345678901234567890123"))
    let clone = try workspace.json("clone", "prod/orders", "prod/Copy", "--yes")
    try workspace.run("compare", "prod/orders", try #require(clone["target"]?.text))
  }
}
