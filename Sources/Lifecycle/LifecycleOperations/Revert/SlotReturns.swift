import IntegrationModel
import LosslessJSON
import RepositoryCore

/// Sees to it that everything a recorded state is bound to is there when the state comes back:
/// connections and the like that are gone come back with it, so that no reference is left out.
struct SlotReturns {
  /// What comes back.
  private(set) var returning: [(name: LogicalName, result: Plan.Result)] = []
  /// The slots that are bound to something else than the recorded state says.
  private var rebound: Set<LogicalName> = []
  private var ids: [LogicalName: String] = [:]
  private let wanted: IntegrationState
  private let capture: StateCapture

  /// Binds every slot of a state: as requested, as it is bound now, else to what it was bound to
  /// then.
  ///
  /// - Throws: ``LifecycleError`` `unbound_connections` where the state does not tell what that was.
  init(
    _ wanted: IntegrationState, _ requests: BindingRequests, _ capture: StateCapture,
    _ plan: inout Plan
  ) throws {
    self.wanted = wanted
    self.capture = capture
    let present = Dictionary(plan.bindings.map { ($0.slot, $0.id) }) { one, _ in one }
    var binder = SlotBinder(
      source: SideDetails(wanted), account: AccountKnowledge(capture), isSameEnvironment: true,
      known: present)
    let open = try binder.bind(neededSlots(known: present), requests)
    let bound = Dictionary(binder.bindings.map { ($0.slot, $0) }) { one, _ in one }
    ids = bound.mapValues(\.id)
    rebound = Set(bound.keys.filter { present[$0] != bound[$0]?.id })
    plan.bindings = (plan.bindings.filter { bound[$0.slot] == nil } + binder.bindings)
      .sorted { $0.slot < $1.slot }
    let lacking = try open.filter { try wanted.boundDocument($0) == nil }
    guard lacking.isEmpty else { throw binder.unbound(lacking) }
    for slot in open { try bringBack(slot, &plan) }
    for slot in bound.keys.sorted() { warn(of: slot, bound[slot]?.name ?? "", &plan) }
  }

  /// Brings what a resource is bound to to what it will be: what comes back has no id before.
  func renew(_ facts: inout ResourceFacts) {
    for (place, binding) in facts.bindings
    where isGone(binding) || rebound.contains(binding.slot) {
      facts.bindings[place] = ids[binding.slot].map { SlotBinding(slot: binding.slot, id: $0) }
    }
  }

  private func isGone(_ binding: SlotBinding) -> Bool {
    capture.account.index.resources[ResourceKey(binding.slot.kind, binding.id)] == nil
  }

  /// The slots that the state's documents name, and those that what has to come back for them names.
  private func neededSlots(known: [LogicalName: String]) -> Set<LogicalName> {
    var needed: Set<LogicalName> = []
    var queue = wanted.names
    while let name = queue.popLast() {
      guard let facts = wanted.facts.resources[name] else { continue }
      let slots =
        facts.bindings.values.map(\.slot)
        + facts.environment.values.flatMap { References.slots(in: $0) }
      for slot in slots where needed.insert(slot).inserted && known[slot] == nil {
        queue.append(slot)
      }
    }
    return needed
  }

  private mutating func bringBack(_ slot: LogicalName, _ plan: inout Plan) throws {
    guard var content = try wanted.boundDocument(slot), let facts = wanted.facts.resources[slot]
    else { return }
    // Nobody knows whether it still works.
    if slot.kind == .connections { content.place(.bool(true), at: "/offline") }
    returning.append(
      (
        slot,
        Plan.Result(
          content: content, facts: facts,
          observation: wanted.observation.resources[slot] ?? ResourceObservation(), payloads: [:])
      ))
    let what = "\(slot.kind.singular) '\(facts.name)'"
    if facts.masked.isEmpty {
      plan.followUps.append(
        Revision.FollowUp(
          code: "secret_required", kind: slot.kind.rawValue, name: slot.description,
          hint: "'\(facts.name)' comes back as it was recorded, offline; "
            + "enter its address and credentials"))
    } else {
      plan.warnings.append(
        Plan.Warning(
          code: "connection_returns", name: slot.description,
          message: "the \(what) is gone and comes back offline, with the credentials only where "
            + "the environment has kept them; it is used by \(users(of: slot) { _ in true })"))
    }
  }

  /// Says what is bound to something else than it was.
  private func warn(of slot: LogicalName, _ name: String, _ plan: inout Plan) {
    let users = users(of: slot, where: isGone)
    guard !users.isEmpty else { return }
    plan.warnings.append(
      Plan.Warning(
        code: "rebound", name: slot.description,
        message: "what '\(slot)' was bound to in \(users) is gone; '\(name)' is used in its place"))
  }

  /// The resources that are bound to a slot in some way, in words.
  private func users(of slot: LogicalName, where isMeant: (SlotBinding) -> Bool) -> String {
    let users = wanted.names.filter { name in
      wanted.facts.resources[name]?.bindings.values.contains {
        $0.slot == slot && isMeant($0)
      } == true
    }
    let shown = users.prefix(3).map { "'\($0)'" }.joined(separator: ", ")
    return users.count > 3 ? "\(shown) and \(users.count - 3) more" : shown
  }
}
