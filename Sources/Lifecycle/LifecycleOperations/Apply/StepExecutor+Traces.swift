import EnvironmentAdapters
import IntegrationModel
import LosslessJSON

/// Recognising what steps have left in the environment, whether or not their answers arrived.
extension StepExecutor {
  /// Whether a step may have written something.
  func isTouched(_ number: Int) -> Bool {
    begun.contains(number) || outcomes[number]?.skipped == false
  }

  /// How many resources were deleted, without connections and the like.
  var deletedCount: Int {
    plan.steps.indices.count { number in
      plan.steps[number].operation == .delete && !plan.steps[number].name.kind.isBound
        && outcomes[number]?.skipped == false
    }
  }

  /// Puts the document together that a creation writes.
  ///
  /// - Parameter known: What is back already, or null for what is made anew; else what the environment
  ///   still has of it is looked at.
  func creation(
    _ step: Plan.Step, knowing known: JSONValue? = nil
  ) throws -> DocumentComposer.Composed {
    guard let result = step.result else { throw incomplete(step) }
    let remains =
      try known
      ?? step.id.flatMap {
        try environment.adapter.remains(of: ResourceKey(step.name.kind, $0))
      }
    let former =
      try known == nil
      ? step.id.map { try self.former(of: ResourceKey(step.name.kind, $0), result) } : nil
    var composed = composer.compose(
      result, kind: step.name.kind, current: remains, former: former ?? [])
    if step.name.kind == .flows { composed.document.place(.bool(true), at: "/disabled") }
    composed.dropEmptyAliases()
    return composed
  }

  /// Finds what a creation made whose answer was lost: same kind and content, an id that is new.
  ///
  /// - Returns: also what else of that kind and name is new.
  func lostCreation(
    of step: Plan.Step, _ document: JSONValue
  ) throws -> (found: EnvironmentDocument?, other: ResourceKey?) {
    let kind = step.name.kind
    let known = Set(composer.ids.filter { $0.key.kind == kind }.values)
    let catalog = context.catalog
    let wanted = catalog.givenApartFromGroups(document, kind)
    let (twins, name) = (header.twins, document["name"])
    let survey = try environment.adapter.survey(makeWorker: {}) { _, found -> Newcomer? in
      guard found.key.kind == kind, !known.contains(found.key.id), !twins.contains(found.key),
        found.value["name"] == name
      else { return nil }
      return Newcomer(
        key: found.key, isSame: catalog.givenApartFromGroups(found.value, kind) == wanted)
    }
    let newcomers = survey.summaries.compactMap { $0 }.sorted { $0.key < $1.key }
    let other = newcomers.first { !$0.isSame }?.key
    guard let same = newcomers.first(where: \.isSame) else { return (nil, other) }
    return (try environment.adapter.document(same.key), other)
  }

  private struct Newcomer: Sendable {
    let key: ResourceKey
    let isSame: Bool
  }

  /// Tells whether a document is what the operation left, so that nobody else's change is in it.
  ///
  /// - Parameter original: What it was before the operation.
  func isOwnWork(_ document: EnvironmentDocument, original: JSONValue?) -> Bool {
    let key = document.key
    if versions[key] == document.version { return true }
    let isPaused = key.kind == .flows && (original == nil || touches(key, [.disable, .enable]))
    func same(_ one: JSONValue, _ other: JSONValue) -> Bool {
      var one = context.catalog.givenApartFromGroups(one, key.kind)
      var other = context.catalog.givenApartFromGroups(other, key.kind)
      if isPaused {
        one.removeValue(at: "/disabled")
        other.removeValue(at: "/disabled")
      }
      return one == other
    }
    if let original, same(document.value, original) { return true }
    return results(on: document).contains { number, result in
      if same(document.value, result) { return true }
      guard let original, begun.contains(number) else { return false }
      return document.value.isMixture(of: original, result)
    }
  }

  /// Whether steps of some kind have touched a resource.
  func touches(_ key: ResourceKey, _ operations: Set<Plan.Step.Operation>) -> Bool {
    plan.steps.indices.contains { number in
      operations.contains(plan.steps[number].operation) && isTouched(number)
        && plan.steps[number].name.kind == key.kind && id(of: number) == key.id
    }
  }

  /// What the touched steps on a resource make of it.
  private func results(on document: EnvironmentDocument) -> [(Int, JSONValue)] {
    plan.steps.indices.compactMap { number in
      let step = plan.steps[number]
      guard isTouched(number), step.name.kind == document.key.kind,
        id(of: number) == document.key.id, let result = step.result
      else { return nil }
      if step.operation == .create {
        return (try? creation(step, knowing: document.value)).map { (number, $0.document) }
      }
      let composed = composer.compose(result, kind: step.name.kind, current: document.value)
      return (number, composed.document)
    }
  }

  private func id(of number: Int) -> String? {
    let step = plan.steps[number]
    return outcomes[number]?.id ?? composer.ids[step.name] ?? step.id
  }

  /// Whether a document is partly what it was and partly what the step was writing: its parts are
  /// files of their own in some environments.
  func isHalfWritten(
    _ current: EnvironmentDocument, _ result: JSONValue, _ name: LogicalName
  ) -> Bool {
    guard let original = originals.document(name, current.key, current: current.value) else {
      return false
    }
    return current.value.isMixture(of: original.document, result)
  }
}

extension DocumentComposer.Composed {
  /// Leaves out the aliases of what does not exist yet, which an account would refuse; the step that
  /// completes the document brings them.
  fileprivate mutating func dropEmptyAliases() {
    guard unresolved.contains(where: { $0.pointer.hasPrefix("/aliases/") }),
      let aliases = document["aliases"]?.array
    else { return }
    // Places are those of the neutral document, whose order may be another one.
    let whole = aliases.filter { alias in
      alias.object?.keys.contains { $0.text.hasPrefix("_") } == true
    }
    document.place(.array(whole), at: "/aliases")
  }
}

extension Plan {
  /// What the plan deletes.
  var deletions: Set<ResourceKey> {
    Set(
      steps.compactMap { step in
        step.operation == .delete ? step.id.map { ResourceKey(step.name.kind, $0) } : nil
      })
  }
}

extension FieldCatalog {
  /// The document without what changes by itself.
  func settled(_ document: JSONValue, _ kind: ResourceKind) -> JSONValue {
    document.without(volatileMembers(of: kind))
  }

  /// The document without what an environment gives it and keeps of it by itself.
  func given(_ document: JSONValue, _ kind: ResourceKind) -> JSONValue {
    document.without(serverMembers(of: kind))
  }

  /// The same without the groups of an integration, whose ids an environment makes.
  func givenApartFromGroups(_ document: JSONValue, _ kind: ResourceKind) -> JSONValue {
    given(document, kind).without(Set(GroupKind.allCases.map { JSONString($0.rawValue) }))
  }
}

extension JSONValue {
  /// The document without some members at its top.
  fileprivate func without(_ members: Set<JSONString>) -> JSONValue {
    guard case .object(var object) = self else { return self }
    object.removeAll { members.contains($0.key) }
    return .object(object)
  }

  /// The document without the ids of those groups that have none in another version of it.
  func withoutFreshIDs(of other: JSONValue) -> JSONValue {
    var value = self
    for kind in GroupKind.allCases {
      let key = JSONString(kind.rawValue)
      guard let own = self[key]?.array, let others = other[key]?.array, own.count == others.count
      else { continue }
      let groups = zip(own, others).map { group, other -> JSONValue in
        var group = group
        if other["_id"] == nil { group.removeValue(at: "/_id") }
        return group
      }
      value.place(.array(groups), at: "/\(kind.rawValue)")
    }
    return value
  }

  /// Whether every member is that of one document or of the other.
  func isMixture(of one: JSONValue, _ other: JSONValue) -> Bool {
    guard case .object(let own) = self, case .object(let first) = one,
      case .object(let second) = other
    else { return false }
    return Set(own.keys + first.keys + second.keys).allSatisfy {
      own[$0] == first[$0] || own[$0] == second[$0]
    }
  }
}
