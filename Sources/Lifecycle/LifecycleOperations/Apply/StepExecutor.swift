import EnvironmentAdapters
import IntegrationModel
import LosslessJSON
import RepositoryCore

/// Carries out the steps of a plan on an environment, journaling each before and after.
struct StepExecutor {
  let plan: Plan
  let environment: ConnectedEnvironment
  let context: OperationContext
  let log: OperationLog
  private(set) var composer: DocumentComposer
  /// What the steps that are done gave.
  private(set) var outcomes: [Int: Outcome] = [:]
  private(set) var followUps: [Revision.FollowUp] = []
  /// The version each document was in when the operation began, or was left in by a step.
  private(set) var versions: [ResourceKey: String]
  /// Steps that were begun and of which it is not known whether they were done.
  private(set) var begun: Set<Int> = []
  let header: OperationHeader
  let originals: OperationOriginals
  /// What is used by others and therefore not deleted; known once the first deletion is due.
  private var uses: RemainingUses?

  /// What a step did.
  struct Outcome {
    let id: String
    let version: String
    /// Whether a deleted resource came back under its id.
    let restored: Bool
    /// Whether the step was found unnecessary.
    let skipped: Bool
  }

  /// Continues from what the journal says was done.
  init(
    _ plan: Plan, on environment: ConnectedEnvironment, log: OperationLog,
    externals: [String: String], originals: OperationOriginals, _ context: OperationContext
  ) {
    self.plan = plan
    self.originals = originals
    header = originals.header
    self.environment = environment
    self.context = context
    self.log = log
    var slots: [LogicalName: String] = [:]
    for binding in plan.bindings { slots[binding.slot] = binding.id }
    composer = DocumentComposer(
      ids: plan.resources, groups: plan.groups, slots: slots, externals: externals,
      catalog: context.catalog)
    versions = header.versions
    for event in log.events { replay(event) }
  }

  private mutating func replay(_ event: JSONValue) {
    guard let number = event["step"]?.int, plan.steps.indices.contains(number) else { return }
    switch event["state"]?.text {
    case "done": begun.remove(number)
    case "refused":
      begun.remove(number)
      return
    default:
      begun.insert(number)
      return
    }
    let outcome = Outcome(
      id: event["id"]?.text ?? "", version: event["version"]?.text ?? "",
      restored: event["restored"]?.bool ?? false, skipped: event["skipped"]?.bool ?? false)
    note(outcome, of: number)
    for group in event["groups"]?.object ?? JSONObject() {
      for kind in GroupKind.allCases where group.key.text == kind.rawValue {
        for member in group.value.object ?? JSONObject() {
          composer.groups.names[kind, default: [:]][member.key.text] = member.value.text
        }
      }
    }
    followUps += (event["followUps"]?.array ?? []).map { Revision.FollowUp(json: $0) }
  }

  private mutating func note(_ outcome: Outcome, of number: Int) {
    outcomes[number] = outcome
    let step = plan.steps[number]
    let key = ResourceKey(step.name.kind, outcome.id)
    versions[key] = step.operation == .delete ? nil : outcome.version
    guard step.operation == .create else { return }
    composer.ids[step.name] = outcome.id
    if step.name.kind.isBound { composer.slots[step.name] = outcome.id }
  }

  /// Carries out everything that is not done yet.
  mutating func run() throws {
    for number in plan.steps.indices where outcomes[number] == nil {
      if context.isInterrupted() {
        throw LifecycleError(
          .interrupted, "interrupted",
          "interrupted after \(outcomes.count) of \(plan.steps.count) steps",
          hint: "'ilm continue \(plan.target)' resumes, 'ilm cancel \(plan.target)' rolls back")
      }
      context.progress("applying", outcomes.count, plan.steps.count)
      try carryOut(number)
    }
  }

  private mutating func carryOut(_ number: Int) throws {
    let wasBegun = begun.contains(number)
    try log.append(["step": .number(JSONNumber(number)), "state": "started"])
    let step = plan.steps[number]
    var fresh: [Revision.FollowUp] = []
    let outcome =
      switch step.operation {
      case .create: try createOrRefuse(step, number, wasBegun: wasBegun, &fresh)
      case .update: try update(step, wasBegun: wasBegun, &fresh)
      case .disable: try setDisabled(true, step, wasBegun: wasBegun)
      case .enable: try setDisabled(false, step, wasBegun: wasBegun)
      case .delete: try delete(step, wasBegun: wasBegun, &fresh)
      }
    note(outcome, of: number)
    followUps += fresh
    var event: JSONObject = [
      "step": .number(JSONNumber(number)), "state": "done", "id": .text(outcome.id),
      "version": .text(outcome.version), "restored": .bool(outcome.restored),
      "skipped": .bool(outcome.skipped),
    ]
    if !fresh.isEmpty { event["followUps"] = .array(fresh.map(\.json)) }
    if step.name == .integration { event["groups"] = groupsJSON }
    try log.append(.object(event))
  }

  private var groupsJSON: JSONValue {
    var object = JSONObject()
    for kind in GroupKind.allCases {
      guard let names = composer.groups.names[kind] else { continue }
      object[JSONString(kind.rawValue)] = .object(
        JSONObject(
          names.sorted { $0.key < $1.key }.map {
            JSONObject.Member(key: JSONString($0.key), value: .text($0.value))
          }))
    }
    return .object(object)
  }

  // MARK: Creating

  /// Notes where nothing was created, because the environment refused it or has something of the same
  /// id already: who undoes the operation must not take what somebody else made for its work.
  private mutating func createOrRefuse(
    _ step: Plan.Step, _ number: Int, wasBegun: Bool, _ followUps: inout [Revision.FollowUp]
  ) throws -> Outcome {
    do {
      return try create(step, wasBegun: wasBegun, &followUps)
    } catch {
      if !wasBegun, (error as? EnvironmentError)?.wroteNothing == true {
        try log.append(["step": .number(JSONNumber(number)), "state": "refused"])
      }
      throw error
    }
  }

  private mutating func create(
    _ step: Plan.Step, wasBegun: Bool, _ followUps: inout [Revision.FollowUp]
  ) throws -> Outcome {
    guard let result = step.result else { throw incomplete(step) }
    if let id = step.id {
      let key = ResourceKey(step.name.kind, id)
      let there = wasBegun ? try environment.adapter.document(key) : nil
      let composed = try creation(step, knowing: there?.value)
      if let written = try bringBack(key, composed.document, there) {
        try learnGroups(written, step)
        followUps += Self.missing(composed, step, in: written.value)
        return Outcome(id: id, version: written.version, restored: true, skipped: false)
      }
      followUps.append(
        Revision.FollowUp(
          code: "id_changed", kind: step.name.kind.rawValue, name: step.name.description,
          hint: "it came back under a new id; whatever named it by its old one must be told"))
      followUps += FollowUps.ofReturning(step.name, result)
    }
    let composed = try creation(step, knowing: .null)
    followUps += Self.missing(composed, step)
    var document = composed.document
    document.removeValue(at: "/_id")
    let adopted = wasBegun ? try adoptLost(step, document) : nil
    let written = try adopted ?? environment.adapter.create(step.name.kind, document)
    try learnGroups(written, step)
    return Outcome(
      id: written.key.id, version: written.version, restored: false, skipped: false)
  }

  private func bringBack(
    _ key: ResourceKey, _ document: JSONValue, _ there: EnvironmentDocument?
  ) throws -> EnvironmentDocument? {
    if let there {
      let catalog = context.catalog
      guard
        catalog.givenApartFromGroups(there.value, key.kind)
          == catalog.givenApartFromGroups(document, key.kind)
      else {
        throw changed(key, "was changed")
      }
      return there
    }
    return try environment.adapter.restore(key, document)
  }

  /// Takes up what a creation made whose answer was lost.
  ///
  /// - Throws: `target_changed` if it was changed since, or something else of that name was made:
  ///   a second one must not come beside it.
  private func adoptLost(_ step: Plan.Step, _ document: JSONValue) throws -> EnvironmentDocument? {
    let lost = try lostCreation(of: step, document)
    if lost.found == nil, let other = lost.other {
      throw changed(other, "was made or changed")
    }
    return lost.found
  }

  /// Takes up the ids that the environment made for an integration's groups.
  private mutating func learnGroups(_ written: EnvironmentDocument, _ step: Plan.Step) throws {
    guard step.name == .integration, let result = step.result else { return }
    let value = written.value
    for kind in GroupKind.allCases {
      let key = JSONString(kind.rawValue)
      let names = (result.content[key]?.array ?? []).map { $0["_id"]?["$group"]?.text }
      let ids = (value[key]?.array ?? []).map { $0["_id"]?.text }
      for (name, id) in zip(names, ids) {
        if let name, let id { composer.groups.names[kind, default: [:]][id] = name }
      }
    }
  }

  // MARK: Changing

  private mutating func update(
    _ step: Plan.Step, wasBegun: Bool, _ followUps: inout [Revision.FollowUp]
  ) throws -> Outcome {
    guard let result = step.result, let id = step.id ?? composer.ids[step.name] else {
      throw incomplete(step)
    }
    let key = ResourceKey(step.name.kind, id)
    let current = try fresh(key)
    var composed = composer.compose(
      result, kind: key.kind, current: current.value, former: try former(of: key, result))
    composed.document.place(.string(JSONString(id)), at: "/_id")
    // A flow that was paused, or has just been created, stays so until everything is in place.
    if key.kind == .flows, let disabled = current.value["disabled"] {
      composed.document.place(disabled, at: "/disabled")
    }
    followUps += Self.missing(composed, step)
    let catalog = context.catalog
    if catalog.settled(current.value, key.kind) == catalog.settled(composed.document, key.kind) {
      return Outcome(id: id, version: current.version, restored: false, skipped: !wasBegun)
    }
    let found = current.value.withoutFreshIDs(of: composed.document)
    if wasBegun, catalog.given(found, key.kind) == catalog.given(composed.document, key.kind) {
      // It was written and the answer lost.
      try learnGroups(current, step)
      return Outcome(id: id, version: current.version, restored: false, skipped: false)
    }
    if !wasBegun || !isHalfWritten(current, composed.document, step.name) {
      try requireVersion(current)
    }
    if originals.losesCredential(step.name, key, from: current.value, to: composed.document) {
      try environment.adapter.keepFormer(current)
    }
    let written = try environment.adapter.update(
      key, to: composed.document, expecting: current.version)
    try learnGroups(written, step)
    return Outcome(id: id, version: written.version, restored: false, skipped: false)
  }

  /// Earlier versions of a document, where credentials of them may come back: only what reverts, since
  /// what a pull brings may send them elsewhere.
  func former(of key: ResourceKey, _ result: Plan.Result) throws -> [JSONValue] {
    guard plan.kind == .revert, !result.facts.masked.isEmpty else { return [] }
    return try environment.adapter.former(of: key)
  }

  private func setDisabled(
    _ disabled: Bool, _ step: Plan.Step, wasBegun: Bool
  ) throws -> Outcome {
    guard let id = step.id ?? composer.ids[step.name] else { throw incomplete(step) }
    let key = ResourceKey(step.name.kind, id)
    let current = try fresh(key)
    if step.id == nil, !cameBack(step.name) || current.value["disabled"] == .bool(disabled) {
      return Outcome(id: id, version: current.version, restored: false, skipped: true)
    }
    var document = current.value
    if document["disabled"] == .bool(disabled) {
      return Outcome(id: id, version: current.version, restored: false, skipped: !wasBegun)
    }
    try requireVersion(current)
    document.place(.bool(disabled), at: "/disabled")
    let written = try environment.adapter.update(key, to: document, expecting: current.version)
    return Outcome(id: id, version: written.version, restored: false, skipped: false)
  }

  private func cameBack(_ name: LogicalName) -> Bool {
    plan.steps.indices.contains {
      plan.steps[$0].operation == .create && plan.steps[$0].name == name
        && outcomes[$0]?.restored == true
    }
  }

  private mutating func delete(
    _ step: Plan.Step, wasBegun: Bool, _ followUps: inout [Revision.FollowUp]
  ) throws -> Outcome {
    guard let id = step.id else { throw incomplete(step) }
    let key = ResourceKey(step.name.kind, id)
    if let user = try remainingUses().user(of: key) {
      followUps.append(RemainingUses.followUp(step.name, user))
      try letRun(step.name, key)
      return Outcome(id: id, version: "", restored: false, skipped: true)
    }
    guard let current = try environment.adapter.document(key) else {
      guard wasBegun else { throw changed(key, "was deleted") }
      return Outcome(id: id, version: "", restored: false, skipped: false)
    }
    try requireVersion(current)
    if originals.mayHoldCredentials(step.name, key) { try environment.adapter.keep(current) }
    try environment.adapter.delete(key, expecting: current.version)
    return Outcome(id: id, version: "", restored: false, skipped: false)
  }

  /// Lets a flow that was paused to be deleted run again, since it stays; not where somebody has
  /// changed it meanwhile.
  private func letRun(_ name: LogicalName, _ key: ResourceKey) throws {
    let wasPaused = plan.steps.indices.contains {
      plan.steps[$0].operation == .disable && plan.steps[$0].name == name
        && outcomes[$0]?.skipped == false
    }
    guard wasPaused, let current = try environment.adapter.document(key),
      current.version == versions[key], current.value["disabled"] == .bool(true)
    else { return }
    var document = current.value
    document.place(.bool(false), at: "/disabled")
    _ = try environment.adapter.update(key, to: document, expecting: current.version)
  }

  /// Looks at the whole account again before the first deletion.
  private mutating func remainingUses() throws -> RemainingUses {
    if let uses { return uses }
    let account = try Account(
      surveying: environment, catalog: context.catalog,
      reusing: CacheKeeper(plan.target.environment, context).survey)
    let found = RemainingUses(of: plan.deletions, in: account.index)
    uses = found
    return found
  }

  // MARK: Checks

  private func fresh(_ key: ResourceKey) throws -> EnvironmentDocument {
    guard let document = try environment.adapter.document(key) else {
      throw changed(key, "was deleted")
    }
    return document
  }

  private func requireVersion(_ document: EnvironmentDocument) throws {
    guard let version = versions[document.key], version != document.version else { return }
    throw changed(document.key, "was changed")
  }

  private func changed(_ key: ResourceKey, _ what: String) -> LifecycleError {
    .refused(
      "target_changed",
      "\(key.kind.singular) '\(key.id)' of '\(environment.name)' \(what) by somebody else "
        + "since the plan was made; nothing further is written",
      hint: "'ilm cancel \(plan.target)' rolls back what was done; then make a new plan",
      details: ["kind": .text(key.kind.rawValue), "id": .text(key.id)])
  }

  func incomplete(_ step: Plan.Step) -> LifecycleError {
    LifecycleError(
      .usage, "malformed_plan",
      "the step that is to \(step.operation.rawValue) '\(step.name)' "
        + "does not say of what or how", hint: "make a new plan with --plan FILE")
  }

  /// - Parameter written: What came back, perhaps with credentials that are shown to nobody.
  private static func missing(
    _ composed: DocumentComposer.Composed, _ step: Plan.Step, in written: JSONValue? = nil
  ) -> [Revision.FollowUp] {
    let missing = composed.missingSecrets.filter {
      composed.document.value(at: $0) != nil || written?.value(at: $0) == nil
    }
    return missing.map { FollowUps.credential(at: $0, of: step.name) }
  }
}
