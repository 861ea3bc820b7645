import Foundation
import IntegrationModel
import LosslessJSON
import Testing

/// A plan is the same whether environments are known from an earlier command or read anew.
@Suite struct KnownEnvironmentTests {
  private let parent = Family.parent

  private func plan(_ family: Family, _ options: [String]) throws -> JSONValue? {
    let run = try family.workspace.run(
      ["pull", parent, "--from", "dev/orders", "--dry-run", "--json"] + options)
    return try JSONValue(parsing: run.outputBytes)["plan"]
  }

  /// Demands one plan with what earlier commands left, and without it.
  private func demandSamePlan(_ family: Family, _ options: String...) throws -> JSONValue {
    try family.workspace.run("list")
    let known = try plan(family, options)
    let cache = family.workspace.path(".ilm/ilm/cache")
    #expect(FileManager.default.fileExists(atPath: cache))
    try FileManager.default.removeItem(atPath: cache)
    let fresh = try plan(family, options)
    #expect(known == fresh)
    return try #require(known)
  }

  private func names(_ plan: JSONValue, _ operation: String) -> [String] {
    (plan["steps"]?.array ?? []).filter { $0["op"]?.text == operation }
      .compactMap { $0["name"]?.text }
  }

  @Test func `what was recorded as it is, and edited since`() throws {
    let family = try Family("dev")
    try family.edit("dev", "exports/Get-refunds", "\"pageSize\": 50", "\"pageSize\": 25")
    try family.edit(
      "dev", "scripts/Order-hooks", "HOLD_ABOVE = 2500", "HOLD_ABOVE = 4000", suffix: ".js")
    try family.workspace.run("snapshot", parent, "dev/orders")
    let recorded = try demandSamePlan(family)
    #expect(
      names(recorded, "update").sorted() == [
        "exports/get-refunds-from-shopify", "scripts/order-hooks",
      ])
    #expect(
      !names(recorded, "disable").isEmpty && names(recorded, "disable") == names(recorded, "enable")
    )
    try family.workspace.run("snapshot", parent, "dev/orders", "--if-changed")
    try family.edit("dev", "flows/Customer", "\"Customer sync\"", "\"Customers\"")
    try family.edit("prod", "exports/Get-refunds", "\"pageSize\": 50", "\"pageSize\": 20")
    let edited = try demandSamePlan(family, "--resolve", "all=remote")
    #expect(names(edited, "update").contains("flows/customer-sync"))
  }

  @Test func `what came, what went and what is asked for besides`() throws {
    let family = try Family("dev")
    try family.change("dev", "flows/Customer") { $0.removeValue(at: "/pageProcessors/1") }
    try family.workspace.remove(try family.file("dev", "imports/Write-customer-number"))
    let gone = try demandSamePlan(family, "--with-name", "--with-schedules", "--with-payloads")
    #expect(names(gone, "delete") == ["imports/write-customer-number-to-shopify"])
  }
}
