import CommitGraph
import Testing

/// What reverts do to ancestry and merge bases.
@Suite struct RevertTests {
  @Test func `plain histories have the best common ancestors`() throws {
    let graph = TextGraph(
      """
      o
      a1: o
      b1: o
      a2: a1 b1
      b2: b1 a1
      b3: b1
      alone
      """)
    #expect(try graph.bases("a1", "b1") == "o")
    #expect(try graph.bases("a2", "b3") == "b1")
    #expect(try graph.bases("a2", "b2") == "a1 b1")
    #expect(try graph.bases("a2", "a2") == "a2")
    #expect(try graph.bases("a1", "a2") == "a1")
    #expect(try graph.bases("a1", "alone") == "")
  }

  @Test func `an undone pull is offered again`() throws {
    let graph = TextGraph(
      """
      o
      a: o
      r: o
      p: a r
      u: p -> a
      again: u r
      """)
    #expect(try graph.ancestors("u") == "o a p u")
    #expect(try graph.bases("u", "r") == "o")
    #expect(try graph.bases("again", "r") == "r")
  }

  @Test func `a revert travels to whoever had what it undid`() throws {
    let graph = TextGraph(
      """
      o
      a: o
      r: o
      p: a r
      u: p -> a
      k: p
      e: a
      v: e -> o
      l: e
      """)
    #expect(try graph.bases("u", "k") == "p")
    #expect(try graph.bases("v", "l") == "e")
  }

  @Test func `a revert of a revert regains what it brings back`() throws {
    let graph = TextGraph(
      """
      o
      a: o
      r: o
      p: a r
      u: p -> a
      v: u -> p
      """)
    #expect(try graph.ancestors("v") == "o a r p u v")
    #expect(try graph.bases("v", "r") == "r")
  }

  @Test func `a revert may bring back what another one undid`() throws {
    let graph = TextGraph(
      """
      o
      a: o
      b: a
      u: b -> o
      c: u
      v: c -> b
      """)
    #expect(try graph.ancestors("u") == "o a b u")
    #expect(try graph.ancestors("v") == "o a b u c v")
  }

  @Test func `a revert to before a clone undoes what the clone did`() throws {
    let graph = TextGraph(
      """
      s1
      s2: s1
      s3: s2
      c1: s2
      c2: c1
      u: c2 -> s1
      """)
    #expect(try graph.ancestors("u") == "s1 s2 c1 c2 u")
    // The clone undid what came after the state it went back to; that travels.
    #expect(try graph.bases("u", "s3") == "s2")
  }

  @Test func `a target beside the branch undoes down to where they parted`() throws {
    let graph = TextGraph(
      """
      o
      a: o
      t: o
      t2: t
      b: a
      r
      p: b r
      u: p -> t2
      """)
    #expect(try graph.ancestors("u") == "o a t t2 b p u")
  }

  @Test func `a target without common history undoes everything`() throws {
    let graph = TextGraph(
      """
      o
      a: o
      other
      u: a -> other
      """)
    #expect(try graph.ancestors("u") == "o a other u")
  }

  @Test func `a revert to the head itself undoes nothing`() throws {
    let graph = TextGraph(
      """
      o
      a: o
      u: a -> a
      """)
    #expect(try graph.ancestors("u") == "o a u")
    #expect(try graph.bases("u", "a") == "a")
  }

  @Test func `undone reverts and pulls are commits like others`() throws {
    let graph = TextGraph(
      """
      o
      r
      p: o r
      u: p -> o
      a: u
      v: a -> o
      """)
    #expect(try graph.ancestors("v") == "o p u a v")
    #expect(try graph.bases("v", "r") == "")
  }

  @Test func `a pulled revert brings its own ancestry`() throws {
    let graph = TextGraph(
      """
      o
      r: o
      p: o r
      u: p -> o
      b: o
      m: b u
      """)
    #expect(try graph.ancestors("m") == "o p u b m")
    #expect(try graph.bases("m", "r") == "o")
  }

  @Test func `what both sides undid by themselves is no base`() throws {
    let graph = TextGraph(
      """
      o
      e: o
      a: e -> o
      redone: a
      b: e -> o
      """)
    // With e as the base, only b would have changed something, and what was done again were lost.
    #expect(try graph.bases("redone", "b") == "o")
  }

  @Test func `what both sides pulled again is a base beside the undoing`() throws {
    let graph = TextGraph(
      """
      o
      r: o
      p: o r
      u: p -> o
      a: u r
      b: u r
      """)
    #expect(try graph.bases("a", "b") == "r u")
  }

  @Test func `an undoing that met the undone keeps what was pulled again afterwards`() throws {
    let graph = TextGraph(
      """
      o
      r: o
      p: o r
      k: p
      u: p -> o
      a: u k
      b: u r
      """)
    // With r as a base, a would have deleted what b pulled again.
    #expect(try graph.bases("a", "b") == "u")
  }
}
