import IntegrationModel
import RepositoryCore

/// Shows which resource of one integration is which of another, and declares it.
public struct MatchOperation {
  /// What is to be declared beside what is found.
  public struct Declaration: Sendable {
    /// Resources that are one: on the left and on the right, as people name them.
    public var pairs: [(left: String, right: String)]
    /// Resources of either side that have no counterpart, nor have those they are paired with.
    public var alone: [String]

    public init(pairs: [(left: String, right: String)] = [], alone: [String] = []) {
      self.pairs = pairs
      self.alone = alone
    }
  }

  private let context: OperationContext
  private let targets: (left: TargetName, right: TargetName)
  private let states: (left: IntegrationState, right: IntegrationState)

  /// Reads two integrations as they are now.
  ///
  /// - Throws: ``LifecycleError`` `bad_target` if they are one.
  public init(_ left: String, _ right: String, _ resolver: StateResolver) throws {
    context = resolver.context
    targets = (try resolver.entry(left).target, try resolver.entry(right).target)
    guard targets.left != targets.right else {
      throw LifecycleError(
        .usage, "bad_target", "'\(targets.left)' cannot be matched with itself",
        hint: "name two integrations")
    }
    states = (
      try resolver.state(targets.left.description).state,
      try resolver.state(targets.right.description).state
    )
  }

  /// Returns what belongs together; writes nothing.
  public func found() throws -> IntegrationMatch {
    try match(context.repository.relation(of: targets.left, and: targets.right))
  }

  /// Makes the two partners and records what belongs together: what is declared, and what is found
  /// besides.
  ///
  /// - Throws: ``LifecycleError`` `not_recorded` for an integration without a revision, because
  ///   only recorded names stay.
  public func declare(_ declaration: Declaration) throws -> IntegrationMatch {
    for target in [targets.left, targets.right] {
      guard try context.repository.recordedFacts(of: target) != nil else {
        throw LifecycleError.refused(
          "not_recorded", "'\(target)' has no revision yet, so its resources have no lasting names",
          hint: "'ilm snapshot \(target)' records it")
      }
    }
    var result: IntegrationMatch?
    try context.repository.changeRelation(of: targets.left, and: targets.right) { relation in
      try apply(declaration, to: &relation)
      let match = try match(relation)
      for pair in match.pairs where pair.left.name != .integration {
        relation.pair(
          pair.left.name.description, pair.right.name.description, reason: pair.reason.rawValue)
      }
      result = match
    }
    return try result ?? found()
  }

  /// Takes back all that was declared of the two, and tells whether there was anything.
  public func forget() throws -> Bool {
    try context.repository.removeRelation(of: targets.left, and: targets.right)
  }

  private func match(_ relation: DeclaredRelation?) throws -> IntegrationMatch {
    try IntegrationMatch(states.left, states.right, targets, declared: relation)
  }

  private func apply(_ declaration: Declaration, to relation: inout DeclaredRelation) throws {
    for name in declaration.alone { try keepAlone(name, in: &relation) }
    for pair in declaration.pairs {
      let left = try Self.name(pair.left, in: states.left, targets.left)
      let right = try Self.name(pair.right, in: states.right, targets.right)
      guard left.kind == right.kind, left != .integration else {
        throw LifecycleError(
          .usage, "bad_pair", "'\(left)' and '\(right)' cannot be one",
          hint: "pair resources of one kind; the integrations' own documents always are one")
      }
      relation.pair(left.description, right.description, reason: MatchReason.declared.rawValue)
    }
  }

  /// Takes the pair apart that a resource is in, on either side.
  private func keepAlone(_ text: String, in relation: inout DeclaredRelation) throws {
    let left = try? Self.name(text, in: states.left, targets.left)
    let right = left == nil ? try Self.name(text, in: states.right, targets.right) : nil
    let pair = try ResourcePairing(states.left, states.right, declared: relation).pairs.first {
      left != nil ? $0.left == left : $0.right == right
    }
    guard pair?.left != .integration else {
      throw LifecycleError(
        .usage, "bad_pair", "the integrations' own documents always are one",
        hint: "name another resource")
    }
    if let left = pair?.left ?? left { relation.keepAlone(left: left.description) }
    if let right = pair?.right ?? right {
      relation.keepAlone(right: right.description)
    }
  }

  /// Finds a resource by its logical name, its id, or its name for people if it is the only one.
  private static func name(
    _ text: String, in state: IntegrationState, _ target: TargetName
  ) throws -> LogicalName {
    if let name = LogicalName(text), state.resources[name] != nil { return name }
    let found = state.names.filter { name in
      let facts = state.facts.resources[name]
      return facts?.id == text || facts?.name == text
    }
    if found.count == 1 { return found[0] }
    if found.count > 1 {
      throw LifecycleError(
        .usage, "ambiguous_name", "'\(text)' names \(found.count) resources of '\(target)'",
        hint: "use a logical name: " + found.prefix(8).map(\.description).joined(separator: ", "))
    }
    throw LifecycleError(
      .usage, "no_such_resource", "there is no resource '\(text)' in '\(target)'",
      hint: "'ilm match' without options lists the resources of both sides")
  }
}
