import IntegrationModel

extension Plan.Binding {
  /// What the slots of states are bound to that is still there; later facts win.
  static func all(of facts: [IntegrationFacts], in capture: StateCapture) -> [Plan.Binding] {
    var bound: [LogicalName: Plan.Binding] = [:]
    func bind(_ slot: LogicalName, to id: String) {
      guard let found = capture.account.index.resources[ResourceKey(slot.kind, id)] else { return }
      bound[slot] = Plan.Binding(slot: slot, id: id, name: found.name)
    }
    for facts in facts {
      for binding in facts.bindings.values { bind(binding.slot, to: binding.id) }
      for (name, resource) in facts.resources where name.kind.isBound {
        bind(name, to: resource.id)
      }
    }
    return bound.values.sorted { $0.slot < $1.slot }
  }
}
