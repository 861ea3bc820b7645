import CommitGraph
import Testing

/// The bases of resources that were taken without the rest.
@Suite struct PartialPullTests {
  private static let start = """
    o
    s1: o
    s2: s1
    a: o
    p: a < s1 x y

    """

  @Test func `what was taken is the base of its resources`() throws {
    let graph = TextGraph(Self.start)
    #expect(try graph.bases("p", "s2") == "o x=p' y=p'")
    #expect(try graph.bases("s2", "p") == "o x=p' y=p'")
    #expect(try graph.bases("p", "s1") == "o x=p' y=p'")
    #expect(try graph.bases("p", "o") == "o")
  }

  @Test func `an undone partial pull does not count`() throws {
    let graph = TextGraph(
      Self.start + """
        u: p -> a
        v: u -> p
        """)
    #expect(try graph.bases("u", "s2") == "o")
    #expect(try graph.bases("v", "s2") == "o x=p' y=p'")
  }

  @Test func `a later partial pull replaces an earlier one for what both took`() throws {
    let graph = TextGraph(
      Self.start + """
        q: p < s2 y z
        s3: s2
        again: q < s2 z
        """)
    #expect(try graph.bases("q", "s3") == "o x=p' y=q' z=q'")
    #expect(try graph.bases("again", "s3") == "o x=p' y=q' z=again'")
  }

  @Test func `a full pull ends what partial pulls began`() throws {
    let graph = TextGraph(
      Self.start + """
        m: p s2
        s3: s2
        n: s2 p
        """)
    #expect(try graph.bases("m", "s3") == "s2")
    #expect(try graph.bases("n", "p") == "p")
    #expect(try graph.bases("m", "n") == "s2 p")
  }

  @Test func `whoever pulls from the taker has taken it too`() throws {
    let graph = TextGraph(
      Self.start + """
        c: o
        d: c p
        """)
    #expect(try graph.bases("d", "p") == "p")
    #expect(try graph.bases("d", "s2") == "o x=p' y=p'")
  }

  @Test func `partial pulls both ways`() throws {
    let graph = TextGraph(
      Self.start + """
        q: s2 < a x
        w: s2 < p x
        """)
    #expect(try graph.bases("p", "q") == "o x=p'+q' y=p'")
    #expect(try graph.bases("p", "w") == "o x=w' y=p'")
  }

  @Test func `common ancestors that are not older stay beside what was taken`() throws {
    let graph = TextGraph(
      """
      o
      a1: o
      s1: o
      s2: s1 a1
      b1: s1
      b2: a1 b1
      p: b2 < s2 x
      q: a1 < s1 x
      """)
    #expect(try graph.bases("p", "s2") == "a1 s1 x=p'")
    #expect(try graph.bases("q", "s2") == "a1 x=a1+q'")
  }

  @Test func `what was taken from a source is known to be taken from its ancestors`() throws {
    // Both p and m know s1, p by taking x and y from s2.
    let graph = TextGraph(
      """
      o
      s1: o
      s2: s1
      s3: s1
      a: o
      p: a < s2 x y-
      b: o
      m: b s3
      """)
    // What p left out of y is not known below s2, so y keeps the old base.
    #expect(try graph.bases("p", "m") == "o x=s1")
  }

  @Test func `two that took from one commit have it in common`() throws {
    let graph = TextGraph(
      """
      o
      s: o
      a: o
      p: a < s x y-
      b: o
      q: b < s x y
      """)
    #expect(try graph.bases("p", "q") == "o x=p'+q' y=p'+q'")
  }
}
