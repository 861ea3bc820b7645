import LosslessJSON
import Testing

/// Flows that several integrations have to do with: moved, used from outside, come back.
@Suite struct SharedFlowTests {
  private static let one = "aaaaaaaaaaaaaaaaaaaaaa01"
  private static let two = "aaaaaaaaaaaaaaaaaaaaaa02"

  private static func flow(_ number: Int, in integration: String?, runs next: Int? = nil) -> String
  {
    let container = integration.map { #", "_integrationId": "\#($0)""# } ?? ""
    let following = next.map { #", "_runNextFlowIds": ["ffffffffffffffffffffff0\#($0)"]"# } ?? ""
    return """
      {"_id": "ffffffffffffffffffffff0\(number)", "name": "F\(number)"\(container), \
      "pageGenerators": [{"_exportId": "eeeeeeeeeeeeeeeeeeeeee0\(number)"}]\(following)}
      """
  }

  private static func export(_ number: Int) -> String {
    """
    {"_id": "eeeeeeeeeeeeeeeeeeeeee0\(number)", "name": "E\(number)", \
    "http": {"relativeURI": "/\(number)"}}
    """
  }

  /// Two integrations with a flow each; the second one's runs the first one's when it has ended.
  private func recorded() throws -> Workspace {
    let workspace = try Workspace.documents([
      "integrations/1.json": #"{"_id": "\#(Self.one)", "name": "One"}"#,
      "integrations/2.json": #"{"_id": "\#(Self.two)", "name": "Two"}"#,
      "exports/1.json": Self.export(1), "exports/2.json": Self.export(2),
      "flows/1.json": Self.flow(1, in: Self.one),
      "flows/2.json": Self.flow(2, in: Self.two, runs: 1),
    ])
    try workspace.run("snapshot", "--all", "prod")
    return workspace
  }

  @Test func `a revert takes back a flow that was moved away`() throws {
    let workspace = try recorded()
    try workspace.run("move", "prod/flows/f1", "prod/two", "--yes")
    let run = try workspace.run("revert", "prod/one", "--to", "r1", "--yes")
    #expect(run.errors.contains("shared: flows/f1 is used by prod/two"), "\(run.story)")
    try workspace.run("compare", "prod/one", "prod/one@r1")
    #expect(try workspace.read("prod/flows/1.json").contains(Self.one))
  }

  @Test func `what comes back under its id has its name back`() throws {
    let workspace = try recorded()
    try workspace.run("move", "prod/flows/f1", "prod/two", "--yes")
    try workspace.write("prod/flows/1.json", Self.flow(1, in: Self.one))
    try workspace.run("snapshot", "--all", "prod")
    try workspace.run("compare", "prod/one@r1", "prod/one@r3")
    let first = try workspace.json("compare", "prod/one@r1", "prod/one@r3")
    #expect(first["left"]?["content"] == first["right"]?["content"])
    try workspace.run("revert", "prod/one", "--to", "r1", "--yes")
    #expect(try FolderTree(workspace.path("prod")).names.contains("flows/1.json"))
  }

  @Test func `a flow that others run is taken out of its integration instead of deleted`() throws {
    let workspace = try recorded()
    try workspace.write("prod/exports/3.json", Self.export(3))
    try workspace.write("prod/flows/3.json", Self.flow(3, in: Self.one))
    try workspace.write("prod/flows/2.json", Self.flow(2, in: Self.two, runs: 3))
    try workspace.run("snapshot", "--all", "prod")
    try workspace.run("revert", "prod/one", "--to", "r1", "--yes")
    try workspace.run("compare", "prod/one", "prod/one@r1")
    #expect(try !workspace.read("prod/flows/3.json").contains("_integrationId"))
    let other = try workspace.json("diff", "prod/two", exit: 1)
    let change = other["resources"]?[0]?["changes"]?[0]
    #expect(change?["path"]?.text == "/_runNextFlowIds/0")
    try workspace.run("revert", "prod/one", "--to", "r2", "--yes")
    try workspace.run("compare", "prod/one", "prod/one@r2")
    #expect(try workspace.read("prod/flows/3.json").contains(Self.one))
  }

  @Test func `an integration goes although others run a flow of it`() throws {
    let workspace = try recorded()
    let before = try FolderTree(workspace.path("prod")).names
    let run = try workspace.run("delete", "prod/one", "--yes")
    #expect(run.errors.contains("'flows/f1' is not deleted and stands alone then"), "\(run.story)")
    let names = try workspace.json("list", "prod")["integrations"]?.array?.map {
      $0["target"]?.text
    }
    #expect(names == ["prod/standalone", "prod/two"])
    #expect(try !FolderTree(workspace.path("prod")).names.contains("integrations/1.json"))
    try workspace.run("diff", "prod/two@r1", "prod/two", "--content-only", "--stat", exit: 1)
    try workspace.run("revert", "prod/one", "--to", "r1", "--yes")
    try workspace.run("compare", "prod/one", "prod/one@r1")
    try workspace.run("compare", "prod/two", "prod/two@r1")
    #expect(try FolderTree(workspace.path("prod")).names.count == before.count)
  }

  @Test func `a clone equals its original although it names what only one environment has`() throws
  {
    let workspace = try recorded()
    try workspace.makeFolder("copies/integrations")
    try workspace.run("env", "add", "copies", "dir:copies")
    let run = try workspace.run("clone", "prod/two", "copies", "--yes")
    #expect(run.errors.contains("'one/flows/f1'"), "\(run.story)")
    try workspace.run("compare", "prod/two", "copies/two")
    #expect(try workspace.content(of: "prod/two") == workspace.content(of: "copies/two"))
  }
}
