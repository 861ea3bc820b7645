import ObjectModel
import RefStore

/// The refs of one moment, and the journals that were lost by then.
struct FoundRefs {
  let verification: RefVerification
  let lost: Result<[(name: RefName, last: ObjectID)], any Error>

  /// Those that can be read.
  var refs: [Ref] { verification.refs }

  /// What they and HEAD point to.
  var targets: [ObjectID] {
    refs.map(\.target) + [verification.detachedHead].compactMap(\.self)
  }

  init(_ repository: Repository) {
    let found = repository.refs.verify()
    verification = found
    lost = Result {
      // A journal that was begun since has a log and now a ref, too.
      try repository.lostJournals(found.refs).filter {
        (try? repository.refs.target(of: $0.name)) == nil
      }
    }
  }
}
