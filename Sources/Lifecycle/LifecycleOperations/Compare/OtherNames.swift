import IntegrationModel
import LosslessJSON
import RepositoryCore

/// The names on the left for what a state on the right names beside its resources: its groups, and
/// what other integrations contain.
struct OtherNames {
  /// By the kind of group and the name on the right.
  let groups: [GroupKind: [JSONString: JSONString]]
  /// By the name on the right: `billing/flows/invoices`, `billing`.
  private let externals: [String: String]
  private let integrations: [String: String]

  init(_ left: IntegrationState, _ right: IntegrationState) throws {
    groups = try Self.groups(left, right)
    (externals, integrations) = try Self.externals(left, right)
  }

  /// Whether everything has one name on both sides.
  var isEmpty: Bool { groups.values.allSatisfy(\.isEmpty) && integrations.isEmpty }

  /// The name on the left for what another integration contains.
  func external(_ name: String) -> String {
    if let known = externals[name] { return known }
    let parts = name.split(separator: "/", maxSplits: 1)
    guard let integration = parts.first, let known = integrations[String(integration)] else {
      return name
    }
    return known + name.dropFirst(integration.count)
  }

  // MARK: Groups

  /// Pairs groups by id, then by their names for people where those are the only ones.
  private static func groups(
    _ left: IntegrationState, _ right: IntegrationState
  ) throws -> [GroupKind: [JSONString: JSONString]] {
    var all: [GroupKind: [JSONString: JSONString]] = [:]
    for kind in GroupKind.allCases {
      let (ones, others) = (
        left.facts.groups.names[kind] ?? [:], right.facts.groups.names[kind] ?? [:]
      )
      guard Set(ones.values) != Set(others.values) else { continue }
      var names: [String: String] = [:]
      for (id, name) in others { names[name] = ones[id] }
      let labels = try (labels(kind, in: left), labels(kind, in: right))
      for (label, found) in labels.1 where found.count == 1 && names[found[0]] == nil {
        guard let known = labels.0[label], known.count == 1, !names.values.contains(known[0]) else {
          continue
        }
        names[found[0]] = known[0]
      }
      all[kind] = complete(names, Set(others.values), taken: Set(ones.values))
    }
    return all
  }

  /// What has no counterpart keeps its name, or gets a number where the left side has another of it.
  private static func complete(
    _ names: [String: String], _ others: Set<String>, taken: Set<String>
  ) -> [JSONString: JSONString] {
    var (names, taken) = (names, taken)
    let paired = Set(names.values)
    for name in others.sorted() where names[name] == nil {
      var free = name
      var number = 2
      while paired.contains(free) || free != name && !taken.insert(free).inserted {
        free = Slug.numbered(name, number)
        number += 1
      }
      names[name] = free
    }
    return Dictionary(
      uniqueKeysWithValues: names.filter { $0.key != $0.value }.map {
        (JSONString($0.key), JSONString($0.value))
      })
  }

  private static func labels(
    _ kind: GroupKind, in state: IntegrationState
  ) throws -> [JSONString: [String]] {
    let list = try state.document(.integration)?[JSONString(kind.rawValue)]?.array ?? []
    var labels: [JSONString: [String]] = [:]
    for group in list {
      guard let label = group["name"]?.string, let name = group["_id"]?["$group"]?.text else {
        continue
      }
      labels[label, default: []].append(name)
    }
    return labels
  }

  // MARK: Other integrations

  /// What partners in the two environments are called, where the right side refers to any; in one
  /// environment a name means one thing.
  private static func externals(
    _ left: IntegrationState, _ right: IntegrationState
  ) throws -> (names: [String: String], integrations: [String: String]) {
    guard let one = left.target?.environment, let other = right.target?.environment,
      one != other,
      right.facts.resources.values.contains(where: { !$0.externals.isEmpty || !$0.missing.isEmpty })
    else { return ([:], [:]) }
    var names: [String: String] = [:]
    var integrations: [String: String] = [:]
    for stored in try left.repository.relations() {
      for relation in [stored, stored.mirrored]
      where relation.left.environment == one && relation.right.environment == other {
        let (here, there) = (relation.left.integration, relation.right.integration)
        integrations[there] = here
        for pair in relation.pairs { names["\(there)/\(pair.right)"] = "\(here)/\(pair.left)" }
      }
    }
    return (names, integrations)
  }
}
