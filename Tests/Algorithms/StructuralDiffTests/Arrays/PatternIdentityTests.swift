import LosslessJSON
import StructuralDiff
import Testing

@Suite struct PatternIdentityTests {
  private let identity = PatternIdentity([
    ("mapping.fields", .set),
    ("mapping.lists[].fields", .orderedSet),
    ("settings.**", .atomic),
    ("**.headers", .positional),
    ("**.map.*.is", .parallelGroup("a")),
    ("**.a.**.b", .parallelGroup("b")),
    ("grid[][]", .set),
  ])

  private func strategy(_ steps: String...) -> ArrayStrategy {
    steps.reduce(identity) { place, step in
      step == "[]" ? place.element : place.member(JSONString(step))
    }.strategy
  }

  @Test func `a pattern fits its place only`() {
    #expect(strategy("mapping", "fields") == .set)
    #expect(strategy("mapping", "lists", "[]", "fields") == .orderedSet)
    #expect(strategy("mapping", "lists", "fields") == .unknown)
    #expect(strategy("mapping") == .unknown)
    #expect(strategy("grid", "[]", "[]") == .set)
    #expect(strategy("grid", "[]") == .unknown)
  }

  @Test func `two stars stand for any way down, also none`() {
    #expect(strategy("headers") == .positional)
    #expect(strategy("x", "[]", "y", "headers") == .positional)
    #expect(strategy("x", "map", "f", "is") == .parallelGroup("a"))
    #expect(strategy("map", "is") == .unknown)
    #expect(strategy("a", "b") == .parallelGroup("b"))
    #expect(strategy("a", "a", "x", "a", "[]", "b") == .parallelGroup("b"))
  }

  @Test func `the first pattern wins`() {
    #expect(strategy("settings", "headers") == .atomic)
  }
}
