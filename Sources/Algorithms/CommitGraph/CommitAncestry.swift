public import ObjectModel

/// Which commits a commit builds upon, seen by pulls: an undone pull is forgotten, an undone edit
/// is not.
///
/// The *ancestors* of a commit are itself and the ancestors of its parents. A revert has others:
/// itself, the ancestors of its target, and the commits it *undid*, alone and without their own
/// ancestors. Those are the commits on the chain of first parents from its parent down to, and not
/// including, the first that is an ancestor of the target. So what a pull brought is offered again
/// after the pull was undone, and a revert travels to whoever had what it undid.
///
/// Every ancestor is reached over edges from a commit to an older one, so the relation has no
/// cycles. It is not transitive: when R undid the pull P of r, P is an ancestor of R and r one of
/// P, but r is not one of R. Two rules follow for the bases of a merge:
/// - *Common* is what is an ancestor of both sides, and on one of them not merely undone. What both
///   sides undid by themselves is no common ground: with it as the base, a side that did the same
///   edit again afterwards would seem to have done nothing, and the edit would be lost.
/// - *Best* are the common ancestors that are no proper ancestors of another common one. Since this
///   is asked of all common ancestors and not of the best alone, a chain of ancestors counts like
///   one step; and as there are no cycles, each common ancestor has a best one at the end of its
///   chain, and there are best ones as soon as there are common ones. Where a chain of two steps is
///   not one step, that gives the older base, which repeats a question but loses no answer.
///
/// A merge has what either of its parents has. Therefore what one of them undid and the other has
/// counts as known afterwards, although the undoing has won, and is not offered again.
///
/// Commits are loaded when they are first needed and kept. The cost is linear in the commits that
/// are looked at: those of either side above the common ones, and about as many below. Only where
/// that leaves several bases are all older ones looked at too. A revert whose target is not on its
/// chain of first parents costs the whole chain.
public struct CommitAncestry {
  private let history: KnownHistory

  /// Looks at a history through a closure, which is asked once for each commit that is needed.
  public init(_ load: @escaping (CommitID) throws -> CommitNode) {
    history = KnownHistory(load)
  }

  /// Tells whether a commit is an ancestor of another, or the same.
  public func isAncestor(_ a: CommitID, of b: CommitID) throws -> Bool {
    let start = history.number(of: a)
    var walk = BaseWalk(history, start, history.number(of: b))
    try walk.paintUncommon()
    return !walk.marks(of: start).isDisjoint(with: .ofB)
  }

  /// Returns all ancestors of a commit, itself among them.
  public func ancestors(of commit: CommitID) throws -> Set<CommitID> {
    var found: Set<CommitID> = []
    for number in try history.ancestors(of: history.number(of: commit)) {
      found.insert(history.id(number))
    }
    return found
  }

  /// Returns what a merge of two commits starts from.
  ///
  /// For a resource that a partial pull took, the pull is a merge with its source, and so the
  /// resource may have other bases than the whole. Where that makes the source itself a base, what
  /// the pull recorded stands in its place. A pull that left out something of the resource is a
  /// merge only there: below its source nothing tells what was left out.
  ///
  /// Each way in which resources were taken costs a walk of its own.
  public func mergeBases(of a: CommitID, and b: CommitID) throws -> MergeBases {
    let (one, other) = (history.number(of: a), history.number(of: b))
    var walk = BaseWalk(history, one, other)
    try walk.settle()
    var resources = TakenBases(history, one, other, walk)
    return MergeBases(commits: walk.best.map(history.id), taken: try resources.byName())
  }
}
