import IntegrationModel
import LosslessJSON
import StructuralDiff

/// Orders the writes that turn what an environment holds into what it is to hold.
///
/// What is referred to is created first; references that cannot be set yet, because resources name
/// each other in a circle, are set by an update afterwards. Enabled flows that meet a change are
/// disabled first and enabled last. Deletions come last.
struct StepPlanner {
  /// What is to become of one resource that both sides have.
  struct Update {
    let name: LogicalName
    let id: String
    let changes: [Change]
    let result: Plan.Result
    /// The fingerprint of what is there, where it is not among what the target has.
    var expects: String?
  }

  /// A resource that is to be created, under its old id if it comes back.
  struct Creation {
    let name: LogicalName
    let formerID: String?
    let result: Plan.Result
  }

  var creations: [Creation] = []
  var updates: [Update] = []
  var deletions: [(name: LogicalName, id: String)] = []
  /// Flows that are enabled now and must not run while something they reach changes.
  var flowsToPause: [(name: LogicalName, id: String)] = []
  /// Flows that are disabled now and are to run again.
  var flowsToEnable: [(name: LogicalName, id: String)] = []
  /// The names that have an id before anything is created.
  var known: Set<LogicalName> = []
  /// The groups that an update of the integration makes: they have no ids before that.
  var groupsToCome: Set<String> = []

  /// Returns the steps in the order in which they are carried out.
  func steps() -> [Plan.Step] {
    var steps: [Plan.Step] = []
    for flow in flowsToPause.sorted(by: { $0.name < $1.name }) {
      steps.append(Plan.Step(.disable, flow.name, id: flow.id))
    }
    var incomplete: [Creation] = []
    var created = known
    let awaited = Set(creations.map(\.name))
    for creation in ordered(creations) {
      let document = creation.result.content
      steps.append(
        Plan.Step(
          .create, creation.name, id: creation.formerID,
          changes: [.add(document, at: .root)], result: creation.result))
      // Its own id is not known either while it is created.
      let isComplete =
        References.names(in: document).isSubset(of: created)
        && References.slots(in: document).intersection(awaited).isSubset(of: created)
        && References.groups(in: document).isDisjoint(with: groupsToCome)
      if !isComplete { incomplete.append(creation) }
      created.insert(creation.name)
    }
    for update in updates.sorted(by: { Self.precedes($0.name, $1.name) }) {
      var step = Plan.Step(
        .update, update.name, id: update.id, changes: update.changes, result: update.result)
      step.expects = update.expects
      steps.append(step)
    }
    for creation in incomplete {
      steps.append(Plan.Step(.update, creation.name, id: nil, result: creation.result))
    }
    steps += enablings()
    for deletion in deletions.sorted(by: { Self.precedes($1.name, $0.name) }) {
      steps.append(Plan.Step(.delete, deletion.name, id: deletion.id))
    }
    return steps
  }

  /// Flows that end up enabled: those that were paused, and those that come back.
  private func enablings() -> [Plan.Step] {
    var steps: [Plan.Step] = []
    let deleted = Set(deletions.map(\.name))
    let disabledNow = Set(
      updates.filter { $0.result.facts.environment["/disabled"] == .bool(true) }.map(\.name))
    for flow in flowsToPause where !deleted.contains(flow.name) && !disabledNow.contains(flow.name)
    {
      steps.append(Plan.Step(.enable, flow.name, id: flow.id))
    }
    for flow in flowsToEnable { steps.append(Plan.Step(.enable, flow.name, id: flow.id)) }
    for creation in creations
    where creation.name.kind == .flows && creation.formerID != nil
      && creation.result.facts.environment["/disabled"] == .bool(false)
    {
      steps.append(Plan.Step(.enable, creation.name, id: nil))
    }
    return steps.sorted { $0.name < $1.name }
  }

  private static func precedes(_ one: LogicalName, _ other: LogicalName) -> Bool {
    (one.kind.creationTier, one) < (other.kind.creationTier, other)
  }

  /// Sorts creations by kind, and within a kind so that what is referred to comes first.
  private func ordered(_ creations: [Creation]) -> [Creation] {
    var byName: [LogicalName: Creation] = [:]
    for creation in creations { byName[creation.name] = creation }
    var order: [Creation] = []
    var done: Set<LogicalName> = []
    for creation in creations.sorted(by: { Self.precedes($0.name, $1.name) }) {
      visit(creation, byName, &done, &order)
    }
    return order
  }

  private func visit(
    _ first: Creation, _ byName: [LogicalName: Creation], _ done: inout Set<LogicalName>,
    _ order: inout [Creation]
  ) {
    // An explicit stack: chains of references may be as long as there are resources.
    var stack: [(creation: Creation, rest: [LogicalName])] = []
    func push(_ creation: Creation) {
      guard done.insert(creation.name).inserted else { return }
      let content = creation.result.content
      let same = References.names(in: content).union(References.slots(in: content))
        .filter { $0.kind.creationTier == creation.name.kind.creationTier }
      stack.append((creation, same.sorted()))
    }
    push(first)
    while var top = stack.popLast() {
      guard let next = top.rest.popLast() else {
        order.append(top.creation)
        continue
      }
      stack.append(top)
      if let creation = byName[next] { push(creation) }
    }
  }
}
