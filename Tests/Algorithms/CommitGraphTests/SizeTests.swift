import CommitGraph
import ObjectModel
import Testing

/// Long histories: how much of them is looked at, and that nothing overflows.
@Suite struct SizeTests {
  /// Counts what is loaded.
  private final class Counter {
    var count = 0
  }

  private func id(_ number: Int) -> CommitID { TextGraph.id(UInt64(number)) }

  private func number(_ id: CommitID) -> Int {
    id.objectID.bytes.prefix(8).reduce(0) { $0 << 8 | Int($1) }
  }

  private func ancestry(
    counting counter: Counter = Counter(), _ node: @escaping (Int) -> CommitNode
  ) -> CommitAncestry {
    CommitAncestry { id in
      counter.count += 1
      return node(number(id))
    }
  }

  private func chain(_ number: Int) -> CommitNode {
    CommitNode(parents: number == 0 ? [] : [id(number - 1)])
  }

  @Test func `a chain of two hundred thousand commits`() throws {
    let ancestry = ancestry(chain)
    #expect(try ancestry.mergeBases(of: id(200_000), and: id(0)).commits == [id(0)])
    #expect(try ancestry.isAncestor(id(0), of: id(200_000)))
    #expect(try ancestry.ancestors(of: id(200_000)).count == 200_001)
  }

  @Test func `a long chain of reverts, each to a target beside its branch`() throws {
    let ancestry = ancestry { number in
      number < 3
        ? CommitNode(parents: []) : CommitNode(parents: [id(0)], revertsTo: id(number - 1))
    }
    #expect(try ancestry.isAncestor(id(2), of: id(1_500)))
  }

  @Test func `a pull looks at what is new, not at the whole history`() throws {
    let counter = Counter()
    // Branches that parted a hundred commits ago, on twenty thousand.
    let ancestry = ancestry(counting: counter) { number in
      switch number {
      case 20_000..<30_000: number == 20_000 ? self.chain(19_999) : self.chain(number)
      case 30_000: CommitNode(parents: [self.id(20_000)])
      default: self.chain(number)
      }
    }
    let bases = try ancestry.mergeBases(of: id(20_100), and: id(30_050)).commits
    #expect(bases == [id(20_000)])
    #expect(counter.count < 1_000)
    #expect(try !ancestry.isAncestor(id(20_100), of: id(30_050)))
    #expect(counter.count < 1_000)
  }

  @Test func `a side that runs past the common ancestor is caught up with`() throws {
    let counter = Counter()
    // A pulled something that parted from the branch long before.
    let ancestry = ancestry(counting: counter) { number in
      switch number {
      case 50_000: CommitNode(parents: [self.id(20_000), self.id(19_000)])
      case 50_001: CommitNode(parents: [self.id(20_000)])
      default: self.chain(number)
      }
    }
    #expect(try ancestry.mergeBases(of: id(50_000), and: id(50_001)).commits == [id(20_000)])
    #expect(counter.count < 10_000)
  }

  @Test func `a ladder of pulls both ways is looked at once`() throws {
    let counter = Counter()
    // Even numbers are one branch, odd ones the other; each pulls the other's last commit.
    let ancestry = ancestry(counting: counter) { number in
      guard number > 1 else { return CommitNode(parents: []) }
      let level = number / 2 * 2
      return CommitNode(parents: [self.id(number - 2), self.id(level - 1 - number % 2)])
    }
    let bases = try ancestry.mergeBases(of: id(10_000), and: id(10_001)).commits
    #expect(bases == [id(9_998), id(9_999)])
    #expect(counter.count == 10_002)
  }

  @Test func `a thousand partial pulls of one branch`() throws {
    // Even numbers are the source; each odd one takes from the one before.
    let ancestry = ancestry { number in
      guard number > 1 else { return CommitNode(parents: number == 1 ? [self.id(0)] : []) }
      var node = CommitNode(parents: [self.id(number - 2)])
      if number % 2 == 1 {
        node.taken = Taken(
          source: self.id(number - 1), record: self.id(1 << 40 + number),
          names: ["x", "y\(number % 7)"])
      }
      return node
    }
    let bases = try ancestry.mergeBases(of: id(2_001), and: id(2_002))
    #expect(bases.commits == [id(0)])
    #expect(bases.taken.count == 8)
    for (name, bases) in bases.taken {
      #expect(bases.count == 1, "\(name)")
    }
  }
}
