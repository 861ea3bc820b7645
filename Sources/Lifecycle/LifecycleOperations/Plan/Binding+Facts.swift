import IntegrationModel

extension Plan.Binding {
  /// What the slots of states are bound to that is still there; later facts win.
  static func all(of facts: [IntegrationFacts], in capture: StateCapture) -> [Plan.Binding] {
    var bound: [LogicalName: String] = [:]
    for facts in facts {
      for binding in facts.bindings.values { bound[binding.slot] = binding.id }
      for (name, resource) in facts.resources where name.kind.isBound { bound[name] = resource.id }
    }
    return bound.sorted { $0.key < $1.key }.compactMap { slot, id in
      capture.account.index.resources[ResourceKey(slot.kind, id)].map {
        Plan.Binding(slot: slot, id: id, name: $0.name)
      }
    }
  }
}
