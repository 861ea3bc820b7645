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
  public enum Kind: String, Sendable {
    case pull, revert, clone, install, create, rename, move, delete

    /// What the revision says of itself that records the operation.
    var revision: Revision.Kind {
      switch self {
      case .pull: .pull
      case .revert: .revert
      case .clone, .install, .create, .rename, .move, .delete: .snapshot
      }
    }

    /// Where the first revision of a new integration comes from.
    var origin: Revision.Origin? { Revision.Origin(rawValue: rawValue) }

    /// What a snapshot records besides.
    var operation: Revision.Operation? { Revision.Operation(rawValue: rawValue) }
  }

  public let kind: Kind
  /// The integration that it changes.
  public let target: TargetName
  public let description: String
  /// The state the target must be in; `nil` for a target that must not exist yet.
  public let expects: Expectation?
  /// What every slot is bound to.
  public var bindings: [Binding]
  /// The writes, in the order in which they are carried out.
  public var steps: [Step]
  /// The ids of what exists and stays, by logical name.
  public var resources: [LogicalName: String]
  /// The groups of flows and APIs that have ids already.
  public var groups: GroupTable
  /// Resources that other integrations use and this plan changes.
  public var usedBy: [SharedUse]
  /// What to know before agreeing.
  public var warnings: [Warning]
  /// What a person has to do afterwards.
  public var followUps: [Revision.FollowUp]
  /// Where the content comes from.
  public var source: Revision.Remote?
  /// What the bundle that is installed was made of; `nil` for other plans.
  var bundle: BundleOrigin?
  /// The integrations that the steps put something in or take something from; they are recorded with
  /// the target.
  public var destinations: Set<TargetName> = []
  /// What a pull takes of its source, where it leaves something out.
  public var taken: Taken?
  /// What a pull teaches; kept once everything is written.
  var lessons = Lessons()
  /// How many conflicts were resolved on the way to the plan.
  public var conflictCount = 0

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

  /// What a bundle was made of; with the content that a plan creates it gives the bundle's commit.
  struct BundleOrigin: Sendable, Hashable {
    /// The id of the integration, as the bundle has it.
    let integrationID: String
    /// The recorded state that the bundle comes from, if one is known.
    let parent: CommitID?
  }

  /// A slot and the resource of the environment that is in it.
  public struct Binding: Sendable, Hashable {
    /// The slot.
    public let slot: LogicalName
    /// The id in the environment.
    public let id: String
    /// The name for people, or the logical name.
    public let name: String
  }

  /// A resource that more than one integration uses.
  public struct SharedUse: Sendable, Hashable {
    /// The name for people, or the logical name.
    public let name: LogicalName
    /// The id in the environment.
    public let id: String
    /// The other integrations.
    public let integrations: [String]
  }

  /// Something to know before agreeing.
  public struct Warning: Sendable, Hashable {
    /// A word for programs.
    public let code: String
    /// The name for people, or the logical name.
    public let name: String
    /// What to know, in a sentence.
    public let message: String
  }

  /// What a pull takes that leaves something out: those versions are the base of the next pull.
  public struct Taken: Sendable, Equatable {
    /// The resources that are taken, also those that are taken as deleted.
    public var names: Set<LogicalName> = []
    /// Those of which fields are left out.
    public var incomplete: Set<LogicalName> = []
    /// The documents that are taken otherwise than the source has them.
    public var documents: [LogicalName: JSONValue] = [:]
  }

  /// One write to the environment.
  public struct Step: Sendable {
    /// The kinds of writes.
    public enum Operation: String, Sendable { case create, update, delete, disable, enable }

    /// What is done.
    public let operation: Operation
    /// The name for people, or the logical name.
    public let name: LogicalName
    /// The id of what is changed; for a creation the id it had, if it comes back.
    public let id: String?
    /// What changes, for whoever reads the plan.
    public let changes: [Change]
    /// What the resource becomes; `nil` for what needs no document.
    public let result: Result?
    /// What needs the resource, where a pull takes it for nothing else.
    public var neededBy: LogicalName?
    /// The fingerprint of what is changed, as it was when the plan was made, where the state that the
    /// plan expects does not tell that.
    public var expects: String?

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
    /// The neutral document, with its text.
    public var content: JSONValue
    /// What the environment adds; ids are those of the target.
    public var facts: ResourceFacts
    /// How the document is spelled, and what the server keeps.
    public var observation: ResourceObservation
    /// Sample and mock data, by place.
    public var payloads: [String: JSONValue]

    /// In the facts of a plan this stands for the id of the integration itself.
    public static let ownContainer = "$integration"
  }

  /// Whether what is made has the history of what it is made from.
  var startsFromSource: Bool { kind == .clone || kind == .install }
  /// Whether there is nothing to do.
  public var isEmpty: Bool { steps.isEmpty }
}
