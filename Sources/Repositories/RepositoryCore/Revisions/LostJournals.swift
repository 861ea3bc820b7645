public import ObjectModel
import RefStore

/// Journals of revisions whose refs were there and are gone.
///
/// Nobody but damage does that: we delete no such ref, and git deletes the reflog with the ref. A
/// reflog that is there without its ref is no proof yet, since a change that failed may leave its first
/// entry. One that begins where the ref was before is: and so is the reflog of HEAD where there is no
/// branch any more, since HEAD follows a branch that is made.
extension Repository {
  /// The journals that are lost, with what their refs pointed to last, as far as reflogs tell.
  ///
  /// - Parameter refs: All refs that are there.
  func lostJournals(_ refs: [Ref]) throws -> [(name: RefName, last: ObjectID)] {
    let present = Set(refs.map(\.name))
    let hasNone = try hasLostAllBranches(refs)
    return try self.refs.loggedNames().sorted().compactMap { name in
      guard name.text.utf8.starts(with: Self.journals.utf8), !present.contains(name),
        let last = try lastPlace(of: name, hasLostAllBranches: hasNone)
      else { return nil }
      return (name, last)
    }
  }

  /// What the journal of a target, which has no ref, pointed to last; `nil` where it was never made.
  public func lostJournal(of target: TargetName) throws -> ObjectID? {
    try lastPlace(
      of: try target.journalRef, hasLostAllBranches: hasLostAllBranches(try refs.refs()))
  }

  private static let journals = "refs/revisions/"

  private func lastPlace(
    of name: RefName, hasLostAllBranches: @autoclosure () throws -> Bool
  ) throws -> ObjectID? {
    // What cannot be read proves nothing, and is told as it is.
    guard let entries = try? refs.reflog(of: name), let last = entries.last?.new, !last.isNull
    else { return nil }
    let began = entries.contains { !$0.old.isNull }
    return try began || hasLostAllBranches() ? last : nil
  }

  private func hasLostAllBranches(_ refs: [Ref]) throws -> Bool {
    guard !refs.contains(where: { $0.name.text.utf8.starts(with: "refs/heads/".utf8) }),
      let last = (try? self.refs.headReflog())?.last
    else { return false }
    return !last.new.isNull
  }
}
