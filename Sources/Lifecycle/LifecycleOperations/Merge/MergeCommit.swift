import LosslessJSON
import ObjectModel
import ObjectStore
import RepositoryCore

/// The commit of a pull: a merge of the current side and the remote; of a pull that left something
/// out, the record of what it took stands in the place of the remote.
enum MergeCommit {
  /// Refuses a plan whose source this repository does not have.
  static func requireSource(of plan: Plan, in repository: Repository) throws {
    guard plan.kind == .pull, let source = plan.source?.commit else { return }
    do throws(ObjectReadError) {
      _ = try repository.objects.commit(source)
    } catch {
      guard error.code == .missing else { throw error }
      throw LifecycleError.refused(
        "unknown_commit",
        "the plan takes its content from commit '\(source)', which this repository does not have",
        hint: "apply it where it was made, or in a copy of that repository",
        details: ["commit": .text(source.hex)])
    }
  }

  /// The parents of the commit and what its message says of them; no parents for other operations,
  /// whose commits follow their branch.
  ///
  /// A revert has a commit even where it changes no content: what it takes back, such as a pull that
  /// kept the current side everywhere, is offered again.
  static func parents(
    of plan: Plan, at head: CommitID?, _ recording: Recording
  ) throws -> (parents: [CommitID]?, trailers: [(String, String?)]) {
    switch plan.kind {
    case .revert:
      let isThere = head == nil || head == plan.source?.commit
      return (
        isThere ? nil : head.map { [$0] }, [(CommitTrailers.revertTo, plan.source?.commit.hex)]
      )
    case .clone, .install, .create, .rename, .move, .delete: return (nil, [])
    case .pull:
      guard let head, let source = plan.source?.commit else { return (nil, []) }
      let remote: (String, String?) = (CommitTrailers.remote, plan.source?.target)
      guard let taken = plan.taken else { return ([head, source], [remote]) }
      let record = try TakenRecord.write(taken, from: source, recording)
      return ([head, record], [remote, (CommitTrailers.takenFrom, source.hex)])
    }
  }
}
