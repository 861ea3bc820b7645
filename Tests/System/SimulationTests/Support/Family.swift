import IntegrationModel
import LifecycleOperations
import LosslessJSON
import ObjectModel
import RefStore
import RepositoryCore
import TestKit

/// Integrations related by clones, each in step with what the model says it should be.
final class Family {
  struct Member {
    let target: TargetName
    let account: SimulatedAccount
    let id: String
    /// The commit of the model that its branch is at.
    var head: Int
    /// What it should hold now.
    var state: FieldState
  }

  /// A difference between what is and what should be.
  struct Mismatch: Error, CustomStringConvertible {
    let description: String
  }

  var random: SeededRandom
  let world: SimulatedWorld
  var model = ModelHistory()
  var members: [Member] = []
  /// What was done, for whoever has to find out why it went wrong.
  private(set) var log: [String] = []
  /// The commits of the model by those of the repository.
  private(set) var numbers: [CommitID: Int] = [:]
  private var editCount = 0

  init(seed: UInt64, isHosted: Bool) throws {
    random = SeededRandom(seed: seed)
    world = try SimulatedWorld()
    let account = try SimulatedAccount(number: 0, isHosted: isHosted)
    let connection = try account.create(
      .connections, ["name": "Shop", "type": "http", "http": ["baseURI": "https://example.com"]])
    let id = try account.create(.integrations, ["name": "Orders", "mode": "settings"])
    for unit in ["u1", "u2"] {
      try Unit.make(unit, in: account, integration: id, connection: connection)
    }
    world.environments["e0"] = account.environment
    members.append(
      Member(
        target: TargetName(environment: "e0", integration: "orders"), account: account, id: id,
        head: -1, state: [:]))
    members[0].state = try reading(of: 0).state
    try snapshot(0)
  }

  func note(_ what: String) { log.append(what) }

  func chance(_ parts: Int) -> Bool { Int.random(in: 0..<parts, using: &random) == 0 }

  func pick<T>(_ list: [T]) -> T { list[Int.random(in: 0..<list.count, using: &random)] }

  func reading(of index: Int) throws -> IntegrationReading {
    IntegrationReading(members[index].id, in: try members[index].account.documents())
  }

  // MARK: Edits

  /// Gives a field a value that it never had.
  func edit(_ index: Int, _ field: Field) throws {
    editCount += 1
    try edit(index, field, to: "v\(editCount)")
  }

  func edit(_ index: Int, _ field: Field, to value: String) throws {
    guard let key = try reading(of: index).keys[field.name] else {
      throw Mismatch(description: "'\(field.name)' is not in '\(members[index].target)'")
    }
    try members[index].account.edit(key) { field.set(value, in: &$0) }
    members[index].state[field.name]?[field.part] = value
    note("edit \(index) \(field) = \(value)")
  }

  func makeUnit(_ index: Int) throws -> String {
    editCount += 1
    let unit = "n\(editCount)"
    let member = members[index]
    let documents = try member.account.documents()
    let used = documents.first { $0.key.kind == .exports }?.value["_connectionId"]?.text
    try Unit.make(
      unit, in: member.account, integration: member.id, connection: used ?? "")
    members[index].state = try reading(of: index).state
    note("make \(index) \(unit)")
    return unit
  }

  func deleteUnit(_ index: Int, _ unit: String) throws {
    let keys = try reading(of: index).keys.filter { $0.key.contains("/\(unit)-") }
    for (name, key) in keys {
      try members[index].account.delete(key)
      members[index].state[name] = nil
    }
    note("delete \(index) \(unit)")
  }

  // MARK: Operations

  func snapshot(_ index: Int) throws {
    let resolver = try world.resolver()
    let entry = try resolver.entry(members[index].target.description)
    let capture = try resolver.capture(of: entry.target.environment)
    _ = try SnapshotOperation(resolver.context).run([entry], with: capture)
    note("snapshot \(index)")
    commitPresent(index)
    try check(index)
  }

  func clone(_ index: Int, into environment: String?, account: SimulatedAccount) throws {
    let source = members[index]
    let name = "orders-\(members.count)"
    let environment = environment ?? source.target.environment
    world.environments[environment] = account.environment
    let resolver = try world.resolver()
    let operation = CloneOperation(resolver, CopyPlanning.Options())
    _ = try operation.recordSource(source.target.description)
    let plan = try operation.plan(source.target.description, to: environment, name: name)
    let report = try PlanApplication(resolver).apply(plan)
    note("clone \(index) -> \(members.count) in \(environment)")
    commitPresent(index)
    guard let id = report.created.first(where: { $0.name == .integration })?.id else {
      throw Mismatch(description: "the clone made no integration")
    }
    members.append(
      Member(
        target: plan.target, account: account, id: id, head: members[index].head,
        state: source.state))
    try check(members.count - 1)
    try check(index)
  }

  /// Reverts to a state of any earlier revision; gives `false` where there is none.
  func revert(_ index: Int) throws -> Bool {
    let target = members[index].target
    let states = try world.revisions(target).flatMap { revision in
      [("before", revision.before), ("after", revision.after)].compactMap { side, state in
        state.map { ("\(revision.id):\(side)", $0) }
      }
    }.sorted { $0.0 < $1.0 }
    guard !states.isEmpty else { return false }
    let (point, state) = pick(states)
    guard let number = numbers[state.commit] else {
      throw Mismatch(description: "the model does not know \(point) of '\(target)'")
    }
    let resolver = try world.resolver()
    let plan = try RevertPlanning(resolver).plan(
      target, to: try resolver.state("\(target)@\(point)"))
    _ = try PlanApplication(resolver).apply(plan)
    note("revert \(index) to \(point)")
    commitPresent(index)
    let wanted = model.commits[number].state
    // Wherever the branch has moved on from that commit, the revert is one of its own.
    if number != members[index].head {
      members[index].head = model.add(
        ModelHistory.Commit(parents: [members[index].head], revertsTo: number, state: wanted))
      members[index].state = wanted
    }
    try check(index)
    return true
  }

  // MARK: The model

  /// Commits what the member holds, if its branch holds something else.
  func commitPresent(_ index: Int) {
    let member = members[index]
    guard member.head < 0 || model.commits[member.head].state != member.state else { return }
    members[index].head = model.add(
      ModelHistory.Commit(parents: member.head < 0 ? [] : [member.head], state: member.state))
  }

  /// Demands that a member holds what the model says, and that its branch is where it should be.
  func check(_ index: Int) throws {
    let member = members[index]
    let found = try reading(of: index).state
    try demand(found == member.state, "'\(member.target)' \(Self.difference(member.state, found))")
    let broken = try member.account.brokenReferences()
    try demand(broken.isEmpty, "'\(member.target)' has broken references: \(broken)")
    let repository = try world.resolver().context.repository
    guard let head = try repository.refs.target(of: try member.target.contentRef) else {
      throw Mismatch(description: "'\(member.target)' has no branch")
    }
    try match(CommitID(head), member.head)
  }

  private func match(_ commit: CommitID, _ number: Int) throws {
    if let known = numbers[commit] {
      return try demand(known == number, "commit \(commit) is \(known) and not \(number)")
    }
    numbers[commit] = number
    let parents = try world.commit(commit).parents
    let expected = model.commits[number].parents
    // What a partial pull took is a parent too, so that it stays.
    try demand(
      parents.count == expected.count || model.commits[number].taken != nil,
      "commit \(number) has \(parents.count) parents, not \(expected)")
    for (parent, number) in zip(parents, expected) { try match(parent, number) }
  }

  func demand(_ condition: Bool, _ message: @autoclosure () -> String) throws {
    if !condition { throw Mismatch(description: message()) }
  }

  static func difference(_ expected: FieldState, _ found: FieldState) -> String {
    Set(expected.fields + found.fields).sorted().compactMap { field in
      expected[field] == found[field]
        ? nil
        : "\(field): should be \(expected[field] ?? "nothing"), is \(found[field] ?? "nothing")"
    }.joined(separator: "; ")
  }
}

extension Family {
  /// The content of a member's branch.
  func content(of index: Int) throws -> TreeID? {
    let repository = try world.resolver().context.repository
    let head = try repository.refs.target(of: try members[index].target.contentRef)
    return try head.map { try repository.objects.commit(CommitID($0)).tree }
  }
}
