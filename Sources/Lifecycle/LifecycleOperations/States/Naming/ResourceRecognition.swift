import EnvironmentAdapters
import IntegrationModel
import LosslessJSON
import RepositoryCore

/// Recognises new resources of an integration as what another recorded state knows under a name.
struct ResourceRecognition {
  let capture: StateCapture
  let closure: IntegrationClosure
  let source: KnownNames
  /// The facts of the integration when it was last recorded.
  let prior: IntegrationFacts?

  private var index: AccountIndex { capture.account.index }

  /// Returns the names of those that were recognised.
  func names(for known: [ResourceKey: LogicalName]) throws -> [ResourceKey: LogicalName] {
    let waiting = closure.members.filter { known[$0] == nil }
    let offered = offered(except: Set(known.values))
    guard !Set(offered.map(\.kind)).isDisjoint(with: waiting.map(\.kind)) else { return [:] }
    let provisional = known.merging(
      waiting.map { ($0, Self.provisional($0)) }
    ) { known, _ in known }
    let matching = try ResourceMatching(
      left(offered), right(provisional, waiting), knowledge(of: known))
    let free = Set(offered)
    let keys = Dictionary(uniqueKeysWithValues: waiting.map { (Self.provisional($0), $0) })
    var names: [ResourceKey: LogicalName] = [:]
    for match in matching.matches where free.contains(match.left) {
      if let key = keys[match.right] { names[key] = match.left }
    }
    return names
  }

  /// The names that may be given: what is used here, or once was and is not there, is not.
  private func offered(except used: Set<LogicalName>) -> Set<LogicalName> {
    var offered = Set(source.facts.resources.keys.filter { !$0.kind.isBound })
      .subtracting(used).subtracting(prior?.retired ?? [])
    if let prior, source.facts != prior { offered.subtract(prior.resources.keys) }
    return offered
  }

  /// A name that no resource can have.
  private static func provisional(_ key: ResourceKey) -> LogicalName {
    LogicalName(key.kind, " \(key.id)")
  }

  private func knowledge(of known: [ResourceKey: LogicalName]) -> ResourceMatching.Knowledge {
    let here = Set(known.values)
    return ResourceMatching.Knowledge(
      matches: source.pairs.filter { here.contains($0.value) }.sorted { $0.key < $1.key }
        .map { ResourceMatch($0.key, $0.value, .id) }, names: .none)
  }

  private func left(_ offered: Set<LogicalName>) -> MatchSide {
    let names = source.facts.resources.keys.filter {
      !$0.kind.isBound && (source.isOrigin || source.pairs[$0] != nil || offered.contains($0))
    }
    let state = Once { try source.state(in: capture.context.repository) }
    return MatchSide(
      names.sorted().map { name in
        let facts = source.facts.resources[name]
        return MatchSide.Resource(
          name: name, label: facts?.name ?? "", id: source.isOrigin ? facts?.id : nil)
      }, document: { try state.value()?.document($0) })
  }

  private func right(
    _ names: [ResourceKey: LogicalName], _ waiting: Set<ResourceKey>
  ) -> MatchSide {
    let referrers = closure.members.filter { key in
      key.kind == .integrations
        || (index.resources[key]?.references ?? []).contains {
          index.resolve($0).map(waiting.contains) == true
        }
    }
    let documents = Once {
      try capture.documents(of: waiting.union(referrers), naming: try naming(names))
    }
    let ordered = names.sorted { (index.age($0.key), $0.key) < (index.age($1.key), $1.key) }
    return MatchSide(
      ordered.map { key, name in
        let summary = index.resources[key]
        return MatchSide.Resource(
          name: name, label: summary?.name ?? "", sourceID: summary?.sourceID)
      }, referrers: Set(referrers.compactMap { names[$0] }),
      document: { try documents.value()[$0] })
  }

  /// Names that equal those of the recorded documents as far as is known.
  private func naming(_ names: [ResourceKey: LogicalName]) throws -> IntegrationNaming {
    let known = prior?.names ?? [:]
    var slots: [ResourceKey: LogicalName] = [:]
    for key in closure.bound {
      let application = index.resources[key]?.application ?? ""
      slots[key] =
        known[key] ?? LogicalName(key.kind, Slug.of(application, fallback: key.kind.singular))
    }
    let groups = try closure.integrationID.map { try capture.groups(of: $0, prior: prior) }
    return IntegrationNaming(
      integrationID: closure.integrationID, names: names, slots: SlotTable(general: slots),
      groups: groups ?? GroupTable())
  }
}

/// A value that is made when it is first asked for.
private final class Once<Value> {
  private let make: () throws -> Value
  private var made: Value?

  init(_ make: @escaping () throws -> Value) { self.make = make }

  func value() throws -> Value {
    if let made { return made }
    let value = try make()
    made = value
    return value
  }
}
