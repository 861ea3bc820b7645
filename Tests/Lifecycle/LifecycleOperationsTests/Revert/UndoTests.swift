import IntegrationModel
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import Testing

@Suite struct UndoTests {
  @Test func `undoing a clone leaves nothing behind and counts what it deletes`() throws {
    let stage = try Stages.middle.get().cloned.copy()
    let world = try stage.world()
    let made = try world.state("dev/orders").names.count
    let report = try PlanApplication(try world.resolver()).apply(try world.undoPlan("dev/orders"))
    expectEqual(
      try stage.documents(), try Stages.middle.get().recorded.documents(), "a clone undone")
    #expect(report.revision.changes.deleted == made)
  }

  @Test func `a placeholder that was filled in or is used by others stays`() throws {
    let stage = try Stages.middle.get().cloned.copy()
    let dev = try stage.account("dev")
    let before = try Stages.middle.get().recorded.documents()
    let made = try dev.documents().keys.filter {
      $0.kind == .connections && before["dev \($0)"] == nil
    }.sorted()
    #expect(made.count == 2)
    try dev.edit(made[0]) { $0.place("https://shop.example.com", at: "/http/baseURI") }
    try dev.put(
      ResourceKey(.exports, id("e5")),
      ["name": "Other", "_connectionId": .string(JSONString(made[1].id))])
    let world = try stage.world()
    _ = try PlanApplication(try world.resolver()).apply(try world.undoPlan("dev/orders"))
    let left = try dev.documents().keys.filter { before["dev \($0)"] == nil }
    #expect(Set(left) == Set(made + [ResourceKey(.exports, id("e5"))]))
  }
}
