import Hashing
import IntegrationModel
public import ObjectModel
import ObjectStore
import RefStore
public import RepositoryCore

/// The integrations of an environment by logical name: recorded ones keep theirs, others get one.
public struct IntegrationDirectory: Sendable {
  /// One integration that the environment holds.
  public struct Entry: Sendable {
    /// Its environment and logical name.
    public let target: TargetName
    /// `nil` for the flows, APIs and tools that stand alone.
    public let id: String?
    /// Its name for people.
    public let name: String
    /// Whether a revision of it was ever recorded.
    public let isRecorded: Bool

    /// Whether it was recorded and is no longer in its environment.
    public var isGone: Bool { id == nil && target.integration != TargetName.standalone }
  }

  /// The integrations, sorted by logical name; `standalone` is among them.
  public let entries: [Entry]
  /// Targets that are recorded and no longer in the environment.
  public let gone: [TargetName]
  /// The targets of operations that are not over and have made no integration that is recorded: what
  /// seems to be new may be theirs, and is then called otherwise.
  let making: [TargetName]
  private let entriesByID: [String: Entry]
  /// What stands alone.
  private let alone: Entry?

  /// Takes over what is known already.
  init(entries: [Entry], gone: [TargetName]) {
    self.entries = entries
    self.gone = gone
    making = []
    (entriesByID, alone) = Self.byID(entries)
  }

  public init(_ account: Account, in repository: Repository) throws {
    let environment = account.environment.name
    var namesByID: [String: String] = [:]
    var recorded: [TargetName] = []
    var making: [TargetName] = []
    // Asked before the refs: an operation that is over by then has moved them.
    let open = Set((try? repository.openOperations()) ?? [])
    for target in try repository.recordedTargets(in: environment) {
      recorded.append(target)
      if let id = try repository.recordedIntegrationID(of: target) {
        namesByID[id] = target.integration
      } else if open.contains(target), target.integration != TargetName.standalone {
        making.append(target)
      }
    }
    self.making = making
    let present = account.index.integrations
    let known = Set(present.compactMap { namesByID[$0.key.id] })
    let taken = Set(recorded.map(\.integration)).union([TargetName.standalone])
    for (id, name) in Self.names(
      present.filter { namesByID[$0.key.id] == nil }, taken: taken, account.index)
    {
      namesByID[id] = name
    }
    entries =
      Self.entries(present, namesByID, environment, Set(recorded))
    gone = recorded.filter {
      !known.contains($0.integration) && $0.integration != TargetName.standalone
    }
    (entriesByID, alone) = Self.byID(entries)
  }

  private static func byID(_ entries: [Entry]) -> ([String: Entry], alone: Entry?) {
    var entriesByID: [String: Entry] = [:]
    var alone: Entry?
    for entry in entries {
      if let id = entry.id {
        if entriesByID[id] == nil { entriesByID[id] = entry }
      } else {
        alone = alone ?? entry
      }
    }
    return (entriesByID, alone)
  }

  /// The integration of an id, or what stands alone for `nil`, if the environment holds it.
  func entry(of integrationID: String?) -> Entry? {
    integrationID.map { entriesByID[$0] } ?? alone
  }

  /// The logical name of an integration that the environment holds.
  public func name(of integrationID: String?) -> String? {
    guard let integrationID else { return TargetName.standalone }
    return entriesByID[integrationID]?.target.integration
  }

  private static func entries(
    _ present: [ResourceSummary], _ names: [String: String], _ environment: String,
    _ recorded: Set<TargetName>
  ) -> [Entry] {
    var entries = present.map { summary in
      let target = TargetName(
        environment: environment, integration: names[summary.key.id] ?? summary.key.id)
      return Entry(
        target: target, id: summary.key.id, name: summary.name,
        isRecorded: recorded.contains(target))
    }
    let standalone = TargetName(environment: environment, integration: TargetName.standalone)
    entries.append(
      Entry(
        target: standalone, id: nil, name: "Standalone flows",
        isRecorded: recorded.contains(standalone)))
    return entries.sorted { $0.target < $1.target }
  }

  /// Names integrations that were never recorded: by slug, equal slugs numbered by content.
  private static func names(
    _ summaries: [ResourceSummary], taken: Set<String>, _ index: AccountIndex
  ) -> [String: String] {
    let names = NameAssignment.names(
      for: summaries.map { NameAssignment.Candidate($0) },
      taken: Set(taken.map { LogicalName(.integrations, $0) })
    ) { groups in
      var ranks: [ResourceKey: Int] = [:]
      for group in groups {
        let prints = group.map { (key: $0.key, print: fingerprint(of: $0.key.id, index)) }
        for (rank, one) in prints.sorted(by: { $0.print < $1.print }).enumerated() {
          ranks[one.key] = rank
        }
      }
      return ranks
    }
    var byID: [String: String] = [:]
    for (key, name) in names { byID[key.id] = name.slug }
    return byID
  }

  /// What tells two integrations of one name apart whatever their ids are: the names in them; then,
  /// for true twins, their age.
  private static func fingerprint(of id: String, _ index: AccountIndex) -> String {
    let closure = IntegrationClosure(of: id, in: index)
    let names = closure.all.map { "\($0.kind)/\(index.resources[$0]?.name ?? "")" }.sorted()
    let age = index.resources[ResourceKey(.integrations, id)]?.createdAt ?? ""
    return names.joined(separator: "\n") + "\n\(age) \(id)"
  }
}

extension IntegrationDirectory {
  /// Finds an integration by its logical name, its exact name or its id.
  ///
  /// - Throws: ``LifecycleError`` `no_integration` with what there is, `ambiguous_name`.
  public func find(_ text: String, in environment: String) throws -> Entry {
    if let entry = entries.first(where: { $0.target.integration == text }) { return entry }
    if let entry = entries.first(where: { $0.id == text }) { return entry }
    let named = entries.filter { $0.id != nil && $0.name == text }
    if named.count == 1 { return named[0] }
    if named.count > 1 {
      throw LifecycleError(
        .usage, "ambiguous_name", "'\(text)' names \(named.count) integrations of '\(environment)'",
        hint: "use a logical name: " + named.map(\.target.description).joined(separator: ", "))
    }
    if let target = gone.first(where: { $0.integration == text }) {
      throw LifecycleError(
        .usage, "no_integration", "'\(target)' is recorded and not in its environment",
        hint: "'ilm revisions \(target)' tells what was done: 'ilm continue' goes on with what is "
          + "in progress, 'ilm revert' brings back what was deleted")
    }
    throw missing(text, in: environment)
  }

  private func missing(_ text: String, in environment: String) -> LifecycleError {
    let names = entries.filter { $0.id != nil || $0.isRecorded }.map(\.target)
    let nearest = NearestNames.list(names.map { ($0.description, $0.integration) }, to: text)
    let number =
      names.count > NearestNames.countMax ? "the nearest of \(names.count)" : "what there is"
    return LifecycleError(
      .usage, "no_integration", "there is no integration '\(text)' in '\(environment)'",
      hint: names.isEmpty
        ? "there is none; 'ilm create \(environment) NAME' makes one"
        : "'ilm list \(environment)' shows \(number): \(nearest)")
  }
}

extension Repository {
  /// The id of a recorded integration in its environment, without reading all its facts.
  func recordedIntegrationID(of target: TargetName) throws -> String? {
    var facts = try refs.target(of: try target.factsRef)
    // A clone that has only begun has no content either; both may have come since.
    if facts == nil, try refs.target(of: try target.contentRef) != nil {
      facts = try refs.target(of: try target.factsRef)
      if facts == nil { throw RepositoryError.partedRefs(of: target) }
    }
    guard let id = facts else { return nil }
    return CommitTrailers(try objects.commit(CommitID(id)).message)[CommitTrailers.integration]
  }
}

extension RepositoryError {
  /// One of a target's refs is gone, or they name different states.
  ///
  /// Nothing may be recorded on top of that: a history that begins anew would hide the old one.
  static func partedRefs(of target: TargetName) -> RepositoryError {
    RepositoryError(
      .damaged,
      "the refs of '\(target)' do not belong together: its content, its facts and its journal of "
        + "revisions name different states, or one of them is gone",
      wayOut: "'ilm fsck' says which, and where the journal wants it; put it back there with "
        + "'git --git-dir=.ilm update-ref REF ID', or from a copy of the repository")
  }

  /// All refs of a target are gone, and were there.
  public static func lostRefs(of target: TargetName, at last: ObjectID) -> RepositoryError {
    RepositoryError(
      .damaged, "the refs of '\(target)' are gone; its journal of revisions was at '\(last)'",
      wayOut: "put 'packed-refs' back from a copy of the repository, or fetch from one; to begin "
        + "anew, keep what 'ilm fsck' says is gone, since it can tell less of the other targets "
        + "afterwards, then remove '.ilm/logs/refs/revisions/\(target)'")
  }
}
