import EnvironmentAdapters
import IntegrationModel
import LosslessJSON
import RepositoryCore

/// Plans what becomes of what an integration has now and had not then: it goes back to where it was,
/// as it was there, or stays, or is deleted.
struct Departures {
  private let current: IntegrationState
  private let wanted: IntegrationState
  private let shared: SharedResources
  private let options: RevertPlanning.Options
  private let journey: FormerDocument.Journey
  private let places: FormerPlaces
  /// What goes back will use.
  private(set) var uses: [ResourceKey: Set<ResourceKey>] = [:]
  /// The integrations that something goes back to.
  private var origins: Set<TargetName> = []

  init(
    from current: IntegrationState, to wanted: IntegrationState, _ shared: SharedResources,
    _ journey: FormerDocument.Journey, _ options: RevertPlanning.Options
  ) {
    (self.current, self.wanted, self.shared) = (current, wanted, shared)
    (self.journey, self.options) = (journey, options)
    let revision = journey.revision
    places = FormerPlaces(
      journey.capture, except: wanted.target, at: revision,
      wantsBefore: wanted.commit == revision.before?.commit
        && wanted.commit != revision.after?.commit)
  }

  /// Adds the steps.
  mutating func plan(_ steps: inout StepPlanner, _ plan: inout Plan) throws {
    let kept = wanted.facts.names
    let leaving = current.names.filter { name in
      guard wanted.resources[name] == nil, let key = key(of: name) else { return false }
      // Under another name it is part of what is wanted.
      return kept[key] == nil
    }
    for name in leaving where name.kind.isContained { try add(name, &steps, &plan) }
    // What those used goes with them.
    for name in leaving where !name.kind.isContained { try add(name, &steps, &plan) }
  }

  private func key(of name: LogicalName) -> ResourceKey? {
    current.facts.resources[name].map { ResourceKey(name.kind, $0.id) }
  }

  private mutating func add(
    _ name: LogicalName, _ steps: inout StepPlanner, _ plan: inout Plan
  ) throws {
    guard let key = key(of: name) else { return }
    func stays(_ why: String) {
      plan.warnings.append(
        Plan.Warning(
          code: "unlinked", name: name.description,
          message: "'\(name)' is no longer used here and not deleted, because \(why)"))
    }
    if let place = try place(of: key) {
      try putBack(key, name, place, &steps, &plan)
      let origin = place.entry.target
      return stays(
        name.kind.isContained
          ? "it came from \(origin) and goes back there"
          : "\(origin) used it and has it back as it was")
    }
    if key.kind.isContained, let owner = try places.goneOwner(of: key),
      let now = try current.result(name)
    {
      steps.updates.append(StepPlanner.Update(unlinking: name, key.id, as: now))
      return stays("it came from \(owner), which is gone, and stands alone then")
    }
    let users = shared.users(of: key)
    if !users.isEmpty { return stays("\(users.joined(separator: ", ")) uses it") }
    if wanted.unused.contains(key) {
      if let former = try takenUp(key, name) { try put(key, name, former, &steps, &plan) }
      return stays("it was there before, unused")
    }
    steps.deletions.append((name, key.id))
  }

  /// Where something goes back to.
  private mutating func place(of key: ResourceKey) throws -> FormerPlace? {
    if key.kind.isContained {
      let place = try places.place(of: key)
      if let place { origins.insert(place.entry.target) }
      return place
    }
    guard let place = try places.place(of: key, where: origins.contains) else { return nil }
    return try place.record.part != nil && wasChanged(key, place) ? place : nil
  }

  /// Whether the operation changed what another integration had.
  private func wasChanged(_ key: ResourceKey, _ place: FormerPlace) throws -> Bool {
    guard let after = try places.after()?.document(key) else { return false }
    return try after != place.record.document(key)
  }

  private mutating func putBack(
    _ key: ResourceKey, _ name: LogicalName, _ place: FormerPlace, _ steps: inout StepPlanner,
    _ plan: inout Plan
  ) throws {
    guard let result = try result(key, name, place, &plan) else { return }
    if name.kind.isContained { plan.destinations.insert(place.entry.target) }
    try put(key, name, result, &steps, &plan)
  }

  private func put(
    _ key: ResourceKey, _ name: LogicalName, _ result: Plan.Result, _ steps: inout StepPlanner,
    _ plan: inout Plan
  ) throws {
    guard let there = try PresentDocument(key, name, journey.capture) else { return }
    var result = result
    let isDisabled = there.value["disabled"] == .bool(true)
    options.settle(name, key.id, isDisabled: isDisabled, &result, &steps)
    guard let changes = try there.changes(to: result, plan) else { return }
    steps.updates.append(
      StepPlanner.Update(name: name, id: key.id, changes: changes, result: result))
    plan.noteLostCredentials(name, from: try there.neutral(), to: result, in: journey.capture)
    plan.noteUse(of: key, name, by: shared.users(of: key))
  }

  /// What a resource was that a pull took up, which had been left unused: only what is still as it was
  /// recorded last is taken up.
  private func takenUp(_ key: ResourceKey, _ name: LogicalName) throws -> Plan.Result? {
    let (revision, capture) = (journey.revision, journey.capture)
    guard revision.kind == .pull, wanted.commit == revision.before?.commit,
      wanted.commit != revision.after?.commit, wanted.facts.retiredIDs[name] == key.id,
      let there = try PresentDocument(key, name, capture),
      let record = try LastRecord(
        of: name, key.id, in: revision.target, before: revision.number, capture.context)
    else { return nil }
    return try capture.neutral(record.document(in: there), name)
  }

  /// What the resource becomes there: what it was right before the operation that took it, if one
  /// did, else what it is now.
  private mutating func result(
    _ key: ResourceKey, _ name: LogicalName, _ place: FormerPlace, _ plan: inout Plan
  ) throws -> Plan.Result? {
    guard let former = try FormerDocument(place, journey) else {
      return try current.result(name).map(place.taking)
    }
    uses[key] = former.uses
    plan.warnings += former.lost.map { Plan.Warning(leavingOut: $0, of: name) }
    return former.result
  }
}
