public import IntegrationModel
public import LosslessJSON
public import ObjectModel
public import RepositoryCore
public import StructuralDiff

/// Everything an operation is going to do to an environment, computed before anything is written.
///
/// A plan is complete in itself, holds no credentials, and is refused where the target is no longer
/// as it was when the plan was made.
public struct Plan: Sendable {
  /// The operation that a plan carries out.
  public enum Kind: String, Sendable { case revert, clone, delete }

  public let kind: Kind
  public let target: TargetName
  public let description: String
  /// The state the target must be in; `nil` for a target that must not exist yet.
  public let expects: Expectation?
  /// What every slot is bound to.
  public var bindings: [Binding]
  public var steps: [Step]
  /// The ids of what exists and stays, by logical name.
  public var resources: [LogicalName: String]
  public var groups: GroupTable
  /// Resources that other integrations use and this plan changes.
  public var usedBy: [SharedUse]
  public var warnings: [Warning]
  public var followUps: [Revision.FollowUp]
  /// Where the content comes from.
  public var source: Revision.Remote?

  public init(
    kind: Kind, target: TargetName, description: String, expects: Expectation?,
    source: Revision.Remote? = nil
  ) {
    self.kind = kind
    self.target = target
    self.description = description
    self.expects = expects
    self.source = source
    bindings = []
    steps = []
    resources = [:]
    groups = GroupTable()
    usedBy = []
    warnings = []
    followUps = []
  }

  /// The state that a plan was made for.
  public struct Expectation: Sendable, Hashable {
    /// The content tree.
    public let content: TreeID
    /// The facts that count as a change.
    public let facts: TreeID
  }

  /// A slot and the resource of the environment that is in it.
  public struct Binding: Sendable, Hashable {
    public let slot: LogicalName
    public let id: String
    public let name: String
  }

  /// A resource that more than one integration uses.
  public struct SharedUse: Sendable, Hashable {
    public let name: LogicalName
    public let id: String
    public let integrations: [String]
  }

  /// Something to know before agreeing.
  public struct Warning: Sendable, Hashable {
    public let code: String
    public let name: String
    public let message: String
  }

  /// One write to the environment.
  public struct Step: Sendable {
    public enum Operation: String, Sendable { case create, update, delete, disable, enable }

    public let operation: Operation
    public let name: LogicalName
    /// The id of what is changed; for a creation the id it had, if it comes back.
    public let id: String?
    public let changes: [Change]
    /// What the resource becomes; `nil` for what needs no document.
    public let result: Result?

    public init(
      _ operation: Operation, _ name: LogicalName, id: String?, changes: [Change] = [],
      result: Result? = nil
    ) {
      self.operation = operation
      self.name = name
      self.id = id
      self.changes = changes
      self.result = result
    }
  }

  /// What a resource becomes, in neutral form.
  public struct Result: Sendable {
    public var content: JSONValue
    public var facts: ResourceFacts
    public var observation: ResourceObservation
    public var payloads: [String: JSONValue]

    /// In the facts of a plan this stands for the id of the integration itself.
    public static let ownContainer = "$integration"
  }

  /// Whether there is nothing to do.
  public var isEmpty: Bool { steps.isEmpty }
}
