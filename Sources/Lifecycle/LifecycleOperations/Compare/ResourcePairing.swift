import IntegrationModel
import LosslessJSON
import ObjectModel
import ObjectStore
import RepositoryCore

/// How the resources of two states were found to be the same.
public enum MatchReason: String, Sendable {
  case declared, id, lineage, name, content
}

/// Pairs the resources of two states: as declared, by id, lineage, name, then content.
struct ResourcePairing {
  /// The resources of both sides that belong together.
  struct Pair: Sendable {
    let left: LogicalName
    let right: LogicalName
    let reason: MatchReason
  }

  private(set) var pairs: [Pair] = []
  private var freeLeft: Set<LogicalName>
  private var freeRight: Set<LogicalName>
  private let left: IntegrationState
  private let right: IntegrationState
  private let alone: (left: Set<LogicalName>, right: Set<LogicalName>)

  /// What only one side has.
  var onlyLeft: [LogicalName] { freeLeft.union(alone.left).sorted() }
  var onlyRight: [LogicalName] { freeRight.union(alone.right).sorted() }

  /// Pairs everything that can be paired.
  ///
  /// - Parameters:
  ///   - areRelated: Whether both have one history, so that equal names are one resource.
  ///   - declared: What people declared of the two, seen from the left one; it comes first.
  init(
    _ left: IntegrationState, _ right: IntegrationState, areRelated: Bool,
    declared: DeclaredRelation? = nil
  ) throws {
    self.left = left
    self.right = right
    alone = (
      Self.alone(declared?.leftAlone, in: left), Self.alone(declared?.rightAlone, in: right)
    )
    freeLeft = Set(left.resources.keys).subtracting(alone.left)
    freeRight = Set(right.resources.keys).subtracting(alone.right)
    add(.integration, .integration, .lineage)
    for pair in declared?.namedPairs ?? [] { add(pair.left, pair.right, pair.reason) }
    pairByID()
    if areRelated { pairEqualNames(.lineage) }
    pairByLineage()
    pairByName()
    try pairByContent()
    pairEqualNames(.name)
    pairs.sort { $0.left < $1.left }
  }

  private static func alone(
    _ names: Set<String>?, in state: IntegrationState
  ) -> Set<LogicalName> {
    Set((names ?? []).compactMap { LogicalName($0) }).intersection(state.resources.keys)
  }

  private mutating func add(_ left: LogicalName, _ right: LogicalName, _ reason: MatchReason) {
    guard freeLeft.contains(left), freeRight.contains(right) else { return }
    freeLeft.remove(left)
    freeRight.remove(right)
    pairs.append(Pair(left: left, right: right, reason: reason))
  }

  private mutating func pairByID() {
    let ids = right.facts.names
    for name in left.names {
      guard let id = left.facts.resources[name]?.id, let other = ids[ResourceKey(name.kind, id)]
      else { continue }
      add(name, other, .id)
    }
  }

  private mutating func pairEqualNames(_ reason: MatchReason) {
    for name in freeLeft.intersection(freeRight).sorted() { add(name, name, reason) }
  }

  private mutating func pairByLineage() {
    func sources(_ state: IntegrationState) -> [ResourceKey: LogicalName] {
      var sources: [ResourceKey: LogicalName] = [:]
      for (name, observation) in state.observation.resources {
        guard let id = observation.server["/_sourceId"]?.text else { continue }
        sources[ResourceKey(name.kind, id)] = name
      }
      return sources
    }
    let (leftNames, rightNames) = (left.facts.names, right.facts.names)
    for (key, name) in sources(right).sorted(by: { $0.key < $1.key }) {
      if let origin = leftNames[key] { add(origin, name, .lineage) }
    }
    for (key, name) in sources(left).sorted(by: { $0.key < $1.key }) {
      if let origin = rightNames[key] { add(name, origin, .lineage) }
    }
  }

  private mutating func pairByName() {
    func labels(_ names: Set<LogicalName>, _ state: IntegrationState) -> [[UInt8]: [LogicalName]] {
      Dictionary(grouping: names) { name in
        Array("\(name.kind.rawValue)/\(state.facts.resources[name]?.name ?? "")".utf8)
      }
    }
    let others = labels(freeRight, right)
    for (label, names) in labels(freeLeft, left) {
      guard label.last != UInt8(ascii: "/"), names.count == 1, let found = others[label],
        found.count == 1
      else { continue }
      add(names[0], found[0], .name)
    }
  }

  private mutating func pairByContent() throws {
    guard !freeLeft.isEmpty, !freeRight.isEmpty else { return }
    let equal = Dictionary(grouping: freeRight.sorted()) { name in
      right.resources[name].map { Twin(kind: name.kind, resource: $0) }
    }
    for name in freeLeft.sorted() {
      guard let resource = left.resources[name] else { continue }
      let twins = equal[Twin(kind: name.kind, resource: resource)] ?? []
      if let twin = twins.first(where: freeRight.contains) { add(name, twin, .content) }
    }
    for (one, other) in try ContentSimilarity.pairs(freeLeft, of: left, freeRight, of: right) {
      add(one, other, .content)
    }
  }

  private struct Twin: Hashable {
    let kind: ResourceKind
    let resource: IntegrationState.Resource
  }
}

extension ResourcePairing {
  /// The name on the left for everything on the right: that of its counterpart; what has none keeps
  /// its own, or gets a number where the left side uses or once used that for something else.
  var leftNames: [LogicalName: LogicalName] {
    var names: [LogicalName: LogicalName] = [:]
    for pair in pairs { names[pair.right] = pair.left }
    var taken = Set(left.resources.keys).union(left.facts.retired)
    let alone = onlyRight
    for name in alone where taken.insert(name).inserted { names[name] = name }
    taken.formUnion(alone)
    for name in alone where names[name] == nil {
      var number = 2
      var free = name
      while !taken.insert(free).inserted {
        free = LogicalName(name.kind, Slug.numbered(name.slug, number))
        number += 1
      }
      names[name] = free
    }
    return names
  }
}

extension DeclaredRelation {
  /// The pairs by the names of resources.
  var namedPairs: [ResourcePairing.Pair] {
    pairs.compactMap { pair in
      guard let left = LogicalName(pair.left), let right = LogicalName(pair.right),
        left.kind == right.kind
      else { return nil }
      return ResourcePairing.Pair(
        left: left, right: right, reason: MatchReason(rawValue: pair.reason) ?? .declared)
    }
  }
}

/// Finds resources that are nearly the same under other names.
///
/// Documents are compared by the sets of their lines; only documents that share a rare line are
/// ever compared, so the work grows with the documents and not with their pairs.
enum ContentSimilarity {
  /// The share of common lines from which two documents are taken for one.
  static let threshold = 0.75
  /// A line that more documents have than this tells nothing.
  private static let commonMax = 24

  static func pairs(
    _ leftNames: Set<LogicalName>, of left: IntegrationState, _ rightNames: Set<LogicalName>,
    of right: IntegrationState
  ) throws -> [(LogicalName, LogicalName)] {
    guard !leftNames.isEmpty, !rightNames.isEmpty else { return [] }
    let lefts = try lines(leftNames, left)
    let rights = try lines(rightNames, right)
    var holders: [Int: [LogicalName]] = [:]
    for (name, lines) in rights.sorted(by: { $0.key < $1.key }) {
      for line in lines { holders[line, default: []].append(name) }
    }
    var found: [(score: Double, LogicalName, LogicalName)] = []
    for (name, own) in lefts {
      var candidates: Set<LogicalName> = []
      for line in own {
        guard let names = holders[line], names.count <= commonMax else { continue }
        candidates.formUnion(names.filter { $0.kind == name.kind })
      }
      for candidate in candidates {
        let other = rights[candidate] ?? []
        let common = own.intersection(other).count
        let score = Double(common) / Double(max(1, own.count + other.count - common))
        if score >= threshold { found.append((score, name, candidate)) }
      }
    }
    found.sort { ($1.score, $0.1, $0.2) < ($0.score, $1.1, $1.2) }
    return found.map { ($0.1, $0.2) }
  }

  /// The lines of each document, as hashes; the lines that almost all have are left out.
  private static func lines(
    _ names: Set<LogicalName>, _ state: IntegrationState
  ) throws -> [LogicalName: Set<Int>] {
    var all: [LogicalName: Set<Int>] = [:]
    for name in names {
      guard let resource = state.resources[name] else { continue }
      var bytes = try state.bytes(resource.blob)
      if let text = resource.text { bytes += try state.bytes(text) }
      all[name] = Set(
        bytes.split(separator: UInt8(ascii: "\n")).filter { $0.count > 4 }.map { $0.hashValue })
    }
    return all
  }
}
