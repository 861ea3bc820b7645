import IntegrationModel
import LosslessJSON
import ObjectModel
import RepositoryCore
import StructuralDiff
import StructuralMerge

/// Plans the way from what the current integration holds to what a merge makes of it.
struct PullPlanning {
  private let request: PullRequest
  private let merge: PullMerge
  private let account: AccountKnowledge
  private let context: OperationContext
  private let kinds: KindKnowledge
  private var steps = StepPlanner()
  private var plan: Plan
  /// The documents of which something cannot be written, as they are taken.
  private var taken: [LogicalName: JSONValue] = [:]
  private var returning: ReturningDocuments

  private let current: SideDetails
  private let remote: SideDetails

  /// Prepares to plan.
  ///
  /// - Parameter plan: The plan without its steps: target, expectation and source.
  init(
    _ plan: Plan, _ request: PullRequest, _ merge: PullMerge, _ account: AccountKnowledge,
    _ context: OperationContext
  ) throws {
    self.plan = plan
    current = try merge.sides.ours.details()
    remote = try merge.sides.theirs.details()
    self.request = request
    self.merge = merge
    self.account = account
    self.context = context
    kinds = KindKnowledge(context.catalog)
    returning = ReturningDocuments(of: current, in: account, context)
  }

  /// Returns the plan with its steps.
  ///
  /// - Throws: ``LifecycleError`` for what a rule forbids: `dangling_reference`,
  ///   `unbound_connections`, `hard_coded_id`.
  mutating func planned() throws -> Plan {
    plan.resources = current.ids
    plan.groups = try current.facts(of: .integration)?.groups ?? GroupTable()
    plan.conflictCount = merge.resolved.count
    steps.known = Set(plan.resources.keys.filter { !$0.kind.isBound })
    let merged = merge.merge.tree.sources
    let gone = Set(merge.sides.ourTree.sources.keys).subtracting(merged.keys)
    try refuseDangling(merged, gone)
    let unused = try UnusedCreations(merge: merge, current: current, remote: remote)
      .names(in: merged)
    plan.warnings += unused.sorted().map { Plan.Warning(unused: $0) }
    var results = try results(
      merged.filter { key, _ in LogicalName(key.text).map(unused.contains) != true })
    takeUp(results)
    plan.taken = merge.scope.taken(otherwise: taken)
    plan.taken?.leaveOut(unused)
    try bindSlots(&results)
    try resolveExternals(&results)
    try warnOfDangling(results)
    for becoming in results where becoming.name == .integration {
      steps.groupsToCome = References.groups(in: becoming.result.content)
        .subtracting(plan.groups.names.values.flatMap(\.values))
    }
    try addSteps(results)
    for name in gone.compactMap({ LogicalName($0.text) }).sorted() { try addDeletion(name) }
    steps.flowsToPause = try FlowReach.flowsToPause(current, plan.resources, steps, account)
    plan.followUps += FollowUps.ofMaking(steps.creations)
    plan.steps += steps.steps().map(explained)
    try refuseHardCodedIDs()
    return plan
  }

  // MARK: What becomes of each resource

  /// Both versions of a resource that is to change; `now` is missing for one that is created, and what
  /// was recorded last for one that comes back.
  private struct Becoming {
    let name: LogicalName
    let now: Plan.Result?
    var result: Plan.Result
  }

  private mutating func results(
    _ merged: [JSONString: DocumentTree<DocumentID>.Source]
  ) throws -> [Becoming] {
    var results: [Becoming] = []
    let all = request.promotesFields ? try merged.joined(with: merge.sides.alike) : merged
    for (key, source) in all.sorted(by: { $0.key < $1.key }) {
      guard let name = LogicalName(key.text) else { continue }
      let isSame = merged[key] == nil || source == merge.sides.ourTree.sources[key]
      guard !isSame || promotesFields(of: name), let content = try merge.sides.document(source)
      else { continue }
      results.append(try becoming(name, content, isSame: isSame))
    }
    return results
  }

  private func promotesFields(of name: LogicalName) -> Bool {
    name == .integration && request.withName || name.kind == .flows && request.withSchedules
      || request.withPayloads
  }

  private mutating func becoming(
    _ name: LogicalName, _ merged: JSONValue, isSame: Bool
  ) throws -> Becoming {
    let theirs = try merge.sides.theirName(name).flatMap { try remote.result($0) }
    let now = try current.result(name) ?? returning.result(name)
    var content = merged
    if !isSame, let now, let theirs { content = try writable(name, merged, now, theirs) }
    let resource = MergedResource(
      name: name, content: content, identity: kinds.identity(of: name.kind))
    var result: Plan.Result
    if let now {
      result = isSame ? now : resource.updating(now, with: theirs)
      // What is in the environment stays there unless it is asked for.
      if isSame { result.payloads = [:] }
    } else if let theirs {
      result = resource.updating(theirs, with: nil).copied(
        name, from: remote.integrationID, catalog: context.catalog)
      if !request.withPayloads { (result.payloads, result.facts.payloads) = ([:], []) }
    } else {
      // Both sides deleted it, or a resolution made it up.
      result = Plan.Result(
        content: content, facts: ResourceFacts(id: "", name: content["name"]?.text ?? ""),
        observation: ResourceObservation(), payloads: [:])
      if name.kind.isContained { result.facts.containerID = Plan.Result.ownContainer }
    }
    if let theirs { promote(theirs, to: &result, name) }
    return Becoming(name: name, now: now, result: result)
  }

  /// Takes up what is still there in the place of making it once more.
  private mutating func takeUp(_ results: [Becoming]) {
    for becoming in results {
      let name = becoming.name
      if returning.fingerprints[name] != nil, let now = becoming.now {
        plan.resources[name] = now.facts.id
        steps.known.insert(name)
      } else if let id = returning.changed[name] {
        plan.warnings.append(Plan.Warning(anew: name, besides: id))
      }
    }
  }

  /// What of a merge can be written; what cannot is not taken, and offered again.
  private mutating func writable(
    _ name: LogicalName, _ merged: JSONValue, _ now: Plan.Result, _ theirs: Plan.Result
  ) throws -> JSONValue {
    let keeping = CredentialKeeping(
      now: now, theirs: theirs, identity: kinds.identity(of: name.kind))
    let (content, kept) = keeping.keeping(now.content, in: merged)
    guard !kept.isEmpty else { return merged }
    plan.followUps += kept.compactMap { $0.followUp(name) }
    plan.warnings += kept.compactMap { $0.warning(name) }
    let (key, sides) = (JSONString(name.description), merge.sides)
    if let document = try merge.scope.taken?.documents[name]
      ?? sides.document(sides.theirTree.sources[key])
    {
      let base = try sides.document(sides.base.sources[key]) ?? now.content
      taken[name] = keeping.keeping(base, in: document).document
    }
    return content
  }

  /// Takes along what belongs to the environment and is asked for.
  private func promote(_ theirs: Plan.Result, to result: inout Plan.Result, _ name: LogicalName) {
    if request.withName, name == .integration, let value = theirs.facts.environment["/name"] {
      result.facts.environment["/name"] = value
    }
    if request.withSchedules, name.kind == .flows {
      var transfer = PlaceTransfer(
        from: theirs.content, to: result.content, identity: kinds.identity(of: .flows))
      let isSchedule = { (place: String) in
        place.hasSuffix("/schedule") || place.hasSuffix("/timezone")
      }
      let schedules = transfer.places(theirs.facts.environment.filter { isSchedule($0.key) })
      result.facts.environment = result.facts.environment.filter { !isSchedule($0.key) }
        .merging(schedules) { _, theirs in theirs }
    }
    if request.withPayloads {
      var transfer = PlaceTransfer(
        from: theirs.content, to: result.content, identity: kinds.identity(of: name.kind))
      for (place, value) in transfer.places(theirs.payloads) {
        result.payloads[place] = value
        if !result.facts.payloads.contains(place) { result.facts.payloads.append(place) }
      }
    }
  }

  // MARK: References

  /// Refuses what would leave a reference to something that goes away.
  private func refuseDangling(
    _ merged: [JSONString: DocumentTree<DocumentID>.Source], _ gone: Set<JSONString>
  ) throws {
    guard merge.scope.taken != nil, !gone.isEmpty else { return }
    var places: [String] = []
    let all = try merged.joined(with: merge.sides.alike)
    for (name, source) in all.sorted(by: { $0.key < $1.key }) {
      guard let document = try merge.sides.document(source) else { continue }
      DocumentReferences.forEach(in: document) { target, path in
        if gone.contains(target) {
          places.append("'\(target.text)' in \(name.text) at \(path.pointer)")
        }
      }
    }
    guard let first = places.first else { return }
    throw LifecycleError.refused(
      "dangling_reference",
      "what is selected would leave a reference to nothing: \(first)"
        + (places.count > 1 ? " and \(places.count - 1) more" : ""),
      hint: "select what refers to it too: --only NAME",
      details: ["references": .array(places.map { .text($0) })])
  }

  /// Warns of references to nothing that the remote has and the current side gets.
  private mutating func warnOfDangling(_ results: [Becoming]) throws {
    let dangling = DanglingReferences(in: account, context.catalog)
    for becoming in results {
      plan.warnings += try dangling.warnings(
        becoming.name, becoming.result.content, replacing: becoming.now?.content)
    }
  }

  private mutating func bindSlots(_ results: inout [Becoming]) throws {
    var binder = SlotBinder(
      source: remote, slotNames: merge.sides.theirSlots, account: account,
      isSameEnvironment: remote.target?.environment == plan.target.environment,
      known: knownSlots())
    try binder.bind(
      results.map(\.result.content), request.bindings,
      makesPlaceholders: request.makesPlaceholders)
    plan.followUps += binder.followUps
    plan.steps += binder.placeholders
    try register(binder.bindings.map(\.slot) + binder.placeholders.map(\.name), &results)
    let gone = try binder.keepBound(results.flatMap { $0.result.facts.environment.values })
    plan.bindings = binder.bindings
    plan.warnings += gone.map { slot in
      Plan.Warning(
        code: "binding_gone", name: slot.description,
        message: "what '\(slot)' was bound to is gone; it is no longer registered")
    }
  }

  private func knownSlots() -> [LogicalName: String] {
    var known = current.boundIDs
    for (name, id) in plan.resources where name.kind.isBound { known[name] = id }
    return known
  }

  /// Registers connections with the integration that it did not use before.
  private func register(_ slots: [LogicalName], _ results: inout [Becoming]) throws {
    let place = "/_registeredConnectionIds"
    let fresh = slots.filter {
      $0.kind == .connections && plan.resources[$0] == nil
    }.map { ["$slot": .text($0.description)] as JSONValue }
    guard !fresh.isEmpty, let now = try current.result(.integration) else { return }
    if !results.contains(where: { $0.name == .integration }) {
      var result = now
      result.payloads = [:]
      results.append(Becoming(name: .integration, now: now, result: result))
    }
    for index in results.indices where results[index].name == .integration {
      let known = results[index].result.facts.environment[place]?.array ?? []
      results[index].result.facts.environment[place] = .array(
        known + fresh.filter { !known.contains($0) })
    }
  }

  /// Notes the external names that the environment has nothing for.
  private mutating func resolveExternals(_ results: inout [Becoming]) throws {
    let wanted = Set(results.flatMap { ExternalNames.of($0.result.content) })
    let found = try wanted.isEmpty ? [:] : ExternalNames.resolve(wanted, in: account.surveyed())
    for index in results.indices {
      let result = results[index].result
      let places = ExternalNames.places(in: result.content)
      results[index].result.facts.missing = places.filter {
        found[$0.value] == nil && result.facts.externals[$0.key] == nil
      }
    }
    for name in wanted.subtracting(found.keys).sorted() {
      plan.warnings.append(
        Plan.Warning(
          code: "unresolved_external", name: name,
          message: "'\(name)' is outside the integration and not there; the link is left out"))
    }
  }

  private mutating func refuseHardCodedIDs() throws {
    guard remote.target?.environment != plan.target.environment else { return }
    let ids = HardCodedIDs(of: remote)
    let found = plan.steps.flatMap { step in
      step.result.map { ids.warnings(step.name, $0.content) } ?? []
    }
    plan.warnings += found
    guard request.isStrict, let first = found.first else { return }
    throw LifecycleError.refused(
      "hard_coded_id",
      first.message + (found.count > 1 ? ", and \(found.count - 1) more" : ""),
      hint: "use settings or an alias in its place, or pull without --strict",
      details: ["warnings": .array(found.map { .text($0.message) })])
  }

  // MARK: Steps

  /// A step with what needs its resource, where that is taken for nothing else.
  private func explained(_ step: Plan.Step) -> Plan.Step {
    guard [.create, .update, .delete].contains(step.operation) else { return step }
    var step = step
    step.neededBy = merge.scope.users[step.name]
    return step
  }

  private mutating func addSteps(_ results: [Becoming]) throws {
    for becoming in results {
      guard let now = becoming.now else {
        steps.creations.append(
          StepPlanner.Creation(name: becoming.name, formerID: nil, result: becoming.result))
        continue
      }
      try addUpdate(becoming, from: now)
    }
  }

  private mutating func addUpdate(_ becoming: Becoming, from now: Plan.Result) throws {
    let (name, result) = (becoming.name, becoming.result)
    let identity = kinds.identity(of: name.kind)
    let changes = ChangeList.named(from: now.content, to: result.content, identity: identity)
    let fields = EnvironmentChanges.between(now.facts, result.facts)
    let bringsPayloads = result.payloads.contains { now.payloads[$0.key] != $0.value }
    guard !changes.isEmpty || !fields.isEmpty || bringsPayloads else { return }
    steps.updates.append(
      StepPlanner.Update(
        name: name, id: now.facts.id, changes: changes + fields, result: result,
        expects: returning.fingerprints[name]))
    if !account.keepsFormerCredentials {
      plan.warnings += LostCredentials.warnings(name, from: now, to: result, identity)
    }
    let users = try account.users(
      of: ResourceKey(name.kind, now.facts.id), besides: plan.target)
    guard !users.isEmpty else { return }
    plan.usedBy.append(Plan.SharedUse(name: name, id: now.facts.id, integrations: users))
  }

  private mutating func addDeletion(_ name: LogicalName) throws {
    guard let id = plan.resources[name] else { return }
    let users = try account.users(of: ResourceKey(name.kind, id), besides: plan.target)
    guard users.isEmpty else {
      plan.warnings.append(
        Plan.Warning(
          code: "unlinked", name: name.description,
          message: "'\(name)' is no longer used here and not deleted, because "
            + "\(users.joined(separator: ", ")) uses it"))
      return
    }
    steps.deletions.append((name, id))
    try warnOfUnused(name)
  }

  /// Says so where the other side did not delete what is deleted here, but merely uses it no more.
  private mutating func warnOfUnused(_ name: LogicalName) throws {
    let theirs = try merge.sides.theirs.state()
    let known = merge.sides.theirName(name) ?? name
    guard let id = theirs.facts.retiredIDs[known], theirs.isUnused(ResourceKey(name.kind, id))
    else { return }
    plan.warnings.append(
      Plan.Warning(
        code: "unused_there", name: name.description,
        message: "'\(name)' is deleted here; in '\(remote.label)' its document is still there, and "
          + "merely used no more"))
  }
}

extension [JSONString: DocumentTree<DocumentID>.Source] {
  /// Adds the documents that all sides have alike.
  fileprivate func joined(with alike: AlikeDocuments) throws -> Self {
    merging(try alike.all()) { own, _ in own }
  }
}
