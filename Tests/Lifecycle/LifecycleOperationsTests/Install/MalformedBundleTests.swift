import Bundles
import EnvironmentAdapters
import FileStorage
import LifecycleOperations
import LosslessJSON
import TestKit
import Testing

/// Bundles whose archive is fine and whose documents are not.
@Suite struct MalformedBundleTests {
  private static let integration = #"{"_id": "6f0000000000000000000001", "name": "Orders"}"#
  private static let flow =
    #"{"_id": "6f0000000000000000000002", "name": "Sync", "pageGenerators": []}"#
  private static let script = #"{"_id": "6f0000000000000000000003", "name": "Hooks"}"#
  private static let hooked = #"""
    {"_id": "6f0000000000000000000002", "name": "Sync", "pageGenerators": [], "pageProcessors": [
      {"type": "import", "hooks": {"postMap": {"_scriptId": "6f0000000000000000000003"}}}]}
    """#

  struct Case: Sendable, CustomStringConvertible {
    let description: String
    let files: [String: String]
    let code: String
    var says: [String] = []
  }

  static let cases = [
    Case(
      description: "no integration.json", files: ["flows/a.json": flow], code: "malformed_bundle",
      says: ["no integration.json"]),
    Case(
      description: "an archive in an archive", files: ["orders.zip": "PK"],
      code: "malformed_bundle", says: ["no integration.json"]),
    Case(
      description: "two integration.json beside each other",
      files: ["a/integration.json": integration, "b/integration.json": integration],
      code: "malformed_bundle", says: ["'a/integration.json'", "'b/integration.json'"]),
    Case(
      description: "two integration.json, one below the other",
      files: ["integration.json": integration, "b/integration.json": integration],
      code: "malformed_bundle", says: ["'b/integration.json'"]),
    Case(
      description: "an integration in a folder of its kind",
      files: [
        "integration.json": integration,
        "integrations/b.json": #"{"_id": "6f0000000000000000000009", "name": "B"}"#,
      ], code: "malformed_bundle", says: ["more than one integration"]),
    Case(
      description: "two documents with one id",
      files: ["integration.json": integration, "flows/a.json": flow, "flows/b.json": flow],
      code: "duplicate_id", says: ["flows/a.json", "flows/b.json"]),
    Case(
      description: "a document that is not JSON",
      files: ["integration.json": integration, "flows/a.json": "{\n  \"_id\": x}"],
      code: "malformed_document", says: ["flows/a.json", "line 2, column 10"]),
    Case(
      description: "a document without an id",
      files: ["integration.json": integration, "flows/a.json": "{}"], code: "malformed_document",
      says: ["_id"]),
    Case(
      description: "an integration.json that is not JSON", files: ["integration.json": "oops"],
      code: "malformed_document", says: ["line 1, column 1"]),
    Case(
      description: "a script without its text",
      files: [
        "integration.json": integration, "flows/a.json": hooked, "scripts/Hooks-3.json": script,
      ], code: "malformed_bundle", says: ["'Hooks'", ".js"]),
    Case(
      description: "a script that is no text",
      files: [
        "integration.json": integration, "flows/a.json": hooked, "scripts/Hooks-3.json": script,
        "scripts/Hooks-3.js": "\u{FFFF}invalid",
      ], code: "malformed_document", says: ["Hooks-3.js", "UTF-8"]),
  ]

  /// Writes a bundle; a text that says so becomes bytes that are no text.
  private func write(_ files: [String: String], to world: TestWorld) throws {
    let entries = files.map { path, text in
      BundleEntry(path: path, bytes: text.contains("invalid") ? [0xff, 0xfe] : Array(text.utf8))
    }
    try world.files.writeAtomically(
      TestWorld.bundle, BundleArchive.write(entries: entries))
  }

  private func world(_ files: [String: String]) throws -> (TestWorld, MemoryAccount) {
    let account = try MemoryAccount([], prefix: "7b")
    let world = try TestWorld(["dev": account.environment])
    try write(files, to: world)
    return (world, account)
  }

  @Test(arguments: cases)
  func `a malformed bundle is refused and nothing is written`(_ example: Case) throws {
    let (world, account) = try world(example.files)
    let before = try world.image()
    var code = "none"
    var message = ""
    do {
      _ = try world.installPlan(to: "dev")
    } catch let error as LifecycleError {
      (code, message) = (error.code, error.message)
      #expect(error.category == .environment)
    } catch let error as EnvironmentError {
      (code, message) = (error.code.rawValue, error.message)
    }
    #expect(code == example.code, "\(message)")
    for part in example.says { #expect(message.contains(part), "\(message)") }
    #expect(try world.image() == before)
    #expect(try account.documents().isEmpty)
  }

  @Test func `a bundle that is not there is a wrong command line`() throws {
    let (world, _) = try world(["integration.json": Self.integration])
    let error = #expect(throws: LifecycleError.self) {
      try world.installPlan("/home/none.zip", to: "dev")
    }
    #expect(error?.code == "no_such_file")
    #expect(error?.category == .usage)
  }

  @Test func `what is of no known kind is kept out and named`() throws {
    let (world, account) = try world([
      "integration.json": Self.integration, "flows/any name.json": Self.flow,
      "widgets/w.json": "{}", "inner.zip": "PK", "notes.txt": "hello",
    ])
    let plan = try world.installPlan(to: "dev")
    #expect(plan.warnings.map(\.code) == ["left_out", "left_out"])
    #expect(plan.warnings.map(\.message).contains { $0.contains("widgets") })
    #expect(plan.warnings.map(\.message).contains { $0.contains("inner.zip") })
    _ = try PlanApplication(try world.resolver()).apply(plan)
    #expect(try account.documents().count == 2)
  }

  @Test func `a bundle in a folder of the archive is one as well`() throws {
    let (world, account) = try world([
      "orders/integration.json": Self.integration, "orders/flows/a.json": Self.flow,
      "orders/exports/e.json": #"""
      {"_id": "6f0000000000000000000004", "name": "Get", "_connectionId": "6f0000000000000000000005"}
      """#,
      "__MACOSX/orders/._integration.json": "x",
    ])
    _ = try world.install(to: "dev")
    #expect(try account.documents().count == 2)
  }
}
