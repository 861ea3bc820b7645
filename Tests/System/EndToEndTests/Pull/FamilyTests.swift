import LosslessJSON
import Testing

/// Pulls between members of a family of clones, both sides changed.
@Suite struct FamilyTests {
  private let parent = Family.parent

  @Test func `what both sides changed is merged, field by field`() throws {
    let family = try Family("dev")
    try family.edit("prod", "exports/Get-refunds", "\"pageSize\": 50", "\"pageSize\": 75")
    try family.edit("dev", "exports/Get-refunds", "\"lagOffset\": 300000", "\"lagOffset\": 60000")
    try family.edit(
      "dev", "scripts/Order-hooks", "HOLD_ABOVE = 2500", "HOLD_ABOVE = 4000", suffix: ".js")
    let before = try family.tree("dev")
    let pull = try family.pull(parent, "dev/orders")
    #expect(pull["revision"]?["changes"] == ["added": 0, "modified": 2, "deleted": 0])
    #expect(try family.tree("dev").differences(from: before) == [], "the remote is only read")
    let export = try family.document("prod", "exports/Get-refunds")
    #expect(export["pageSize"]?.int == 75)
    #expect(export["delta"]?["lagOffset"]?.int == 60000)
    #expect(export["_connectionId"] == "67a08889e2feb73801e9113f", "bound as it was")
    #expect(try !family.isIdentical(parent, "dev/orders"))
    try family.pull("dev/orders", parent)
    #expect(try family.isIdentical(parent, "dev/orders"))
    let again = try family.pull("dev/orders", parent)
    #expect(again["revision"]?.isNull == true)
    try family.verify()
  }

  @Test func `siblings and grandparents pull from each other`() throws {
    let family = try Family("dev", "qa")
    try family.clone(parent, to: "uat")
    try family.edit("qa", "exports/Get-refunds", "\"lagOffset\": 300000", "\"lagOffset\": 60000")
    try family.edit("uat", "flows/Customer", "\"Customer sync\"", "\"Customers\"")
    try family.edit("prod", "exports/Get-refunds", "\"pageSize\": 50", "\"pageSize\": 75")
    // From the grandchild, from its uncle, then to both of them and to the parent between.
    try family.pull(parent, "qa/orders")
    try family.pull("uat/orders", "qa/orders")
    try family.pull("qa/orders", "uat/orders")
    try family.pull(parent, "uat/orders")
    for member in ["dev/orders", "qa/orders", "uat/orders"] {
      try family.pull(member, parent)
      #expect(try family.isIdentical(parent, member), "\(member)")
    }
    let export = try family.document("dev", "exports/Get-refunds")
    #expect(export["pageSize"]?.int == 75)
    #expect(export["delta"]?["lagOffset"]?.int == 60000)
    #expect(try family.document("dev", "flows/Customer")["name"] == "Customers")
    try family.verify()
  }

  /// A plan without the times that a service keeps by itself.
  private func untimed(_ value: JSONValue?) -> JSONValue? {
    switch value {
    case .array(let elements)?: .array(elements.compactMap(untimed))
    case .object(let object)?:
      .object(
        JSONObject(
          object.filter { !$0.key.text.hasSuffix("lastModified") }.compactMap { member in
            untimed(member.value).map { JSONObject.Member(key: member.key, value: $0) }
          }))
    default: value
    }
  }

  @Test func `what was reverted is offered again, as it was the first time`() throws {
    let family = try Family("dev")
    try family.edit("dev", "exports/Get-refunds", "\"lagOffset\": 300000", "\"lagOffset\": 60000")
    try family.edit("prod", "exports/Get-refunds", "\"pageSize\": 50", "\"pageSize\": 75")
    let before = try family.tree("prod").documents()
    let first = try family.pull(parent, "dev/orders")
    let after = try family.tree("prod").documents()
    let number = try #require(first["revision"]?["id"]?.text)
    for words in [["undo", parent], ["revert", parent, "--to", number, "--before"]] {
      try family.workspace.run(words + ["--yes"])
      #expect(try family.tree("prod").documents() == before, "\(words)")
      let again = try family.pull(parent, "dev/orders")
      #expect(again["revision"]?["changes"] == first["revision"]?["changes"])
      #expect(untimed(again["plan"]?["steps"]) == untimed(first["plan"]?["steps"]))
      #expect(try family.tree("prod").documents() == after)
    }
    // An edit of its own that was reverted travels as the edit that it is.
    try family.workspace.run("revert", "dev/orders", "--to", "r1", "--yes")
    try family.pull(parent, "dev/orders")
    let export = try family.document("prod", "exports/Get-refunds")
    #expect(export["delta"]?["lagOffset"]?.int == 300_000)
    #expect(export["pageSize"]?.int == 75)
    try family.verify()
  }

  @Test func `a revision and a bundle are remotes too`() throws {
    let family = try Family("dev")
    try family.edit("dev", "exports/Get-refunds", "\"lagOffset\": 300000", "\"lagOffset\": 60000")
    try family.workspace.run("snapshot", "dev/orders")
    try family.edit("dev", "flows/Customer", "\"Customer sync\"", "\"Customers\"")
    try family.workspace.run("download", "dev/orders", "-o", "dev.zip")
    let old = try family.pull(parent, "dev/orders@r2")
    #expect(old["revision"]?["remote"]?["target"] == "dev/orders@r2")
    let export = try family.document("prod", "exports/Get-refunds")
    #expect(export["delta"]?["lagOffset"]?.int == 60000)
    #expect(try family.document("prod", "flows/Customer")["name"] == "Customer sync")
    try family.edit("prod", "exports/Get-refunds", "\"pageSize\": 50", "\"pageSize\": 75")
    let bundle = try family.pull(parent, "dev.zip")
    #expect(bundle["revision"]?["changes"] == ["added": 0, "modified": 1, "deleted": 0])
    #expect(try family.document("prod", "flows/Customer")["name"] == "Customers")
    #expect(try family.document("prod", "exports/Get-refunds")["pageSize"]?.int == 75)
    try family.pull("dev/orders", parent)
    #expect(try family.isIdentical(parent, "dev/orders"))
    try family.verify()
  }
}
