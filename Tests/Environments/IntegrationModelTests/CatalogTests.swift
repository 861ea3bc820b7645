import Testing

@testable import IntegrationModel

/// A few answers of the catalog that must hold wherever the tests run.
@Suite struct CatalogTests {
  private func role(_ kind: ResourceKind, _ path: String) -> FieldRole {
    CatalogSample.role(CatalogSample.paths(path)[0], kind)
  }

  @Test(
    arguments: [
      (.flows, "routers[].branches[].pageProcessors[]._importId", .imports),
      (.imports, "aiAgent.openai.tools[].tool.overrides.exports[]._id", .exports),
      (.connections, "queues[].name", .connections),
      (.tools, "output.lookups[]._lookupCacheId", .lookupcaches),
      (.apis, "script._scriptId", .scripts),
    ] as [(ResourceKind, String, ResourceKind)])
  func `a reference names a kind`(kind: ResourceKind, path: String, target: ResourceKind) {
    #expect(role(kind, path).reference == .kinds([target]))
  }

  @Test func `earlier rows win`() {
    #expect(role(.flows, "overrides.routers[]._abstractId").reference == .plain)
    #expect(CatalogSample.name(of: role(.flows, "overrides.routers").array) == "keyed")
    #expect(CatalogSample.name(of: role(.flows, "routers").array) == "ordered-keyed")
  }

  @Test func `aspects of one path add up`() {
    let role = role(.integrations, "_registeredConnectionIds")
    #expect(role.isEnvironment)
    #expect(role.array?.isUnordered == true)
    #expect(role.traits == [.environment, .unordered])
  }

  @Test func `free settings are opaque, the fields around them are not`() {
    #expect(role(.flows, "settings.a.b").reference == .opaque)
    #expect(role(.flows, "settingsForm.init._scriptId").reference == .kinds([.scripts]))
  }

  @Test func `what a user declares comes first`() throws {
    let pattern = try UserFieldPattern("exports:/http/*/x")
    let catalog = FieldCatalog.platform.adding(environmentFields: [pattern])
    let automaton = FieldAutomaton(kind: .exports, catalog: catalog)
    func step(_ state: FieldAutomaton.State, _ key: String) -> FieldAutomaton.State {
      Array(key.utf8).withUnsafeBufferPointer { automaton.step(state, key: $0).state }
    }
    let http = step(0, "http")
    #expect(automaton.role(step(step(http, "any"), "x")).isEnvironment)
    #expect(automaton.role(step(automaton.stepIntoElement(http), "x")).isEnvironment)
    #expect(!automaton.role(step(http, "x")).isEnvironment)
  }

  @Test(arguments: ["flow:/x", "x", "flows:", "/", "flows:x/y"])
  func `a text that names no field is refused`(text: String) {
    #expect(throws: FieldPatternError.self) { try UserFieldPattern(text) }
  }
}
