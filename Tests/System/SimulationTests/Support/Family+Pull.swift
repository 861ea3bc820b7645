import IntegrationModel
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import StructuralMerge

extension Family {
  /// What came of a pull.
  enum Outcome: Equatable {
    case upToDate
    /// The model does not say what becomes of it: a resource was deleted and changed.
    case notTried
    /// Carried out, after so many conflicts were resolved.
    case pulled(conflicts: Int)
  }

  /// Pulls, resolving all conflicts for one side, and demands what the model expects.
  @discardableResult
  func pull(_ index: Int, from other: Int, only: [String] = []) throws -> Outcome {
    note("pull \(index) from \(other) \(only)")
    let target = members[index].target
    commitPresent(other)
    var request = PullRequest(
      current: target.description, remote: members[other].target.description)
    request.only = only
    request.usesRemembered = false
    let operation = PullOperation(try world.resolver())
    let prepared = try operation.prepare(request, recordsRemote: true)
    try check(other)
    let isKnown = try model.isAncestor(members[other].head, of: members[index].head)
    try demand(prepared.isUpToDate == isKnown, "up to date is \(prepared.isUpToDate)")
    if isKnown { return .upToDate }
    commitPresent(index)
    let selected = only.isEmpty ? nil : try taken(request)
    let merge = try model.merge(members[index].head, members[other].head, only: selected)
    guard merge.halfDeleted.isEmpty else {
      try demand(!prepared.open.isEmpty, "no conflict for \(merge.halfDeleted)")
      note("not tried")
      try snapshot(index)
      return .notTried
    }
    try demandConflicts(prepared.open, merge)
    let takesTheirs = chance(2)
    if prepared.open.isEmpty {
      _ = try operation.apply(prepared)
    } else {
      note("\(merge.conflicts.count) conflicts, \(takesTheirs ? "theirs" : "ours") is taken")
      try resolve(request, target, prepared, operation, takesTheirs: takesTheirs)
    }
    conclude(index, other, merge, takesTheirs: takesTheirs, selected)
    try check(index)
    try demandRecordedMerge(request, target, prepared, takesTheirs: takesTheirs)
    return .pulled(conflicts: merge.conflicts.count)
  }

  /// The resources that a pull takes which leaves something out; `nil` for one of everything.
  private func taken(_ request: PullRequest) throws -> Set<String>? {
    var resolutions = ResolutionRequests()
    try resolutions.add(option: "all=current")
    let prepared = try PullOperation(try world.resolver()).prepare(
      request, resolutions, recordsRemote: true)
    return prepared.plan?.taken.map { Set($0.names.map(\.description)) }
  }

  /// Demands that what the pull recorded merges to the same conflicts and content without it.
  private func demandRecordedMerge(
    _ request: PullRequest, _ target: TargetName, _ pulled: PullOperation.Prepared,
    takesTheirs: Bool
  ) throws {
    let repository = try world.resolver().context.repository
    guard let revision = try RevisionJournal(target, in: repository).latest(),
      let remote = try TargetName(request.remote).flatMap({
        try RevisionJournal($0, in: repository).latest()
      })
    else { throw Mismatch(description: "the pull recorded nothing") }
    var recorded = request
    recorded.current = "\(target)@\(revision.id):before"
    recorded.remote = "\(request.remote)@\(remote.id)"
    let operation = PullOperation(try world.resolver())
    let open = try operation.mergeRecorded(recorded, ResolutionRequests())?.open
    try demand(open == pulled.open, "recorded, the conflicts are \(open ?? [])")
    var resolutions = ResolutionRequests()
    try resolutions.add(option: takesTheirs ? "all=remote" : "all=current")
    let content = try operation.mergeRecorded(recorded, resolutions)?.content()
    try demand(content == revision.after?.content, "recorded, the merge has other content")
  }

  private func demandConflicts(_ found: [PullConflict], _ merge: ModelHistory.Merge) throws {
    let places = Set(
      found.map {
        let path = $0.conflict.path.description.dropFirst()
        return Field(name: $0.name.description, part: path.isEmpty ? "*" : String(path)).place
      })
    let expected = Set(merge.conflicts.map(\.place))
    // The order of several bases can decide what equals nothing.
    let isExact = merge.baseCount < 3
    try demand(
      isExact ? places == expected : !places.isEmpty == !expected.isEmpty,
      "conflicts at \(places.sorted()), not at \(expected.sorted())")
  }

  /// Resolves all conflicts, at once or after the pull waited.
  private func resolve(
    _ request: PullRequest, _ target: TargetName, _ prepared: PullOperation.Prepared,
    _ operation: PullOperation, takesTheirs: Bool
  ) throws {
    var resolutions = ResolutionRequests()
    try resolutions.add(option: takesTheirs ? "all=remote" : "all=current")
    if chance(2) {
      let again = PullOperation(try world.resolver())
      _ = try again.apply(try again.prepare(request, resolutions, recordsRemote: true))
    } else {
      _ = try operation.wait(prepared)
      let again = PullOperation(try world.resolver())
      let resumed = try again.resume(target, resolutions, adding: BindingRequests()) { _ in }
      guard case .applied? = resumed else {
        throw Mismatch(description: "the pull is still waiting")
      }
    }
  }

  private func conclude(
    _ index: Int, _ other: Int, _ merge: ModelHistory.Merge, takesTheirs: Bool,
    _ names: Set<String>?
  ) {
    let remote = model.commits[members[other].head].state
    var state = merge.state
    for field in merge.conflicts where takesTheirs {
      state[field.name]?[field.part] = remote[field]
    }
    var commit = ModelHistory.Commit(
      parents: [members[index].head, members[other].head], state: state)
    if let names {
      let record = model.add(
        ModelHistory.Commit(state: remote.filter { names.contains($0.key) }))
      commit.parents.removeLast()
      commit.taken = (members[other].head, record, names)
    }
    members[index].head = model.add(commit)
    members[index].state = state
  }
}
