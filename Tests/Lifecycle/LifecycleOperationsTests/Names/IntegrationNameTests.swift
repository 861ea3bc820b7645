import LifecycleOperations
import Testing

/// What an integration may be called, whichever command gives the name.
@Suite struct IntegrationNameTests {
  private func recorded() throws -> TestWorld {
    let world = try TestWorld([
      "prod": MemoryAccount(SmallAccount.documents).environment,
      "dev": MemoryAccount([], prefix: "7b").environment,
    ])
    _ = try world.snapshotAll("prod")
    try world.download("prod/orders")
    return world
  }

  @Test(arguments: [
    ("", "give a name that is not only space"), (" ", "give a name that is not only space"),
    (String(repeating: "n", count: 101), "give a shorter one"),
  ])
  func `what is no name is refused`(name: String, hint: String) throws {
    let world = try recorded()
    let plans: [(String) throws -> Plan] = [
      { try world.clonePlan("prod/orders", to: "dev", name: $0) },
      { try world.installPlan(to: "dev", name: $0) },
      { name in
        try IntegrationManagement(try world.resolver()).planCreation(
          name, description: nil, in: "dev")
      },
      { try IntegrationManagement(try world.resolver()).planRenaming("prod/orders", to: $0).plan },
    ]
    for plan in plans {
      #expect { _ = try plan(name) } throws: { error in
        let error = error as? LifecycleError
        return error?.code == "bad_name" && error?.hint == hint
      }
      #expect(throws: Never.self) { _ = try plan(String(repeating: "n", count: 100)) }
    }
  }
}
