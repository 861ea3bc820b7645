import Foundation
import Hashing
import LosslessJSON

@testable import IntegrationModel

/// An account of documents in memory, and how its integrations look in neutral form.
struct NeutralAccount {
  struct Document {
    var json: JSONValue
    var text: [UInt8]?
  }

  private(set) var documents: [ResourceKey: Document] = [:]
  var catalog = FieldCatalog.platform { didSet { cache = Cache() } }
  /// What documents are parsed from, where their spelling matters.
  var spelling: (JSONValue) -> [UInt8] = { $0.compactBytes() } { didSet { cache = Cache() } }
  private var cache = Cache()

  /// What is the same for all integrations of the account.
  private final class Cache {
    var index: AccountIndex?
    var encoder: NeutralEncoder?
  }

  init() {}

  /// Makes an account of documents by kind; each needs an `_id`.
  init(_ documents: [(ResourceKind, JSONValue)]) {
    for (kind, json) in documents { add(kind, json) }
  }

  mutating func add(_ kind: ResourceKind, _ json: JSONValue, text: [UInt8]? = nil) {
    documents[ResourceKey(kind, json["_id"]?.text ?? "")] = Document(json: json, text: text)
    cache = Cache()
  }

  /// Reads an account folder, bodies included.
  init(folder: URL) throws {
    for kind in ResourceKind.allCases {
      let files = folder.appendingPathComponent(kind.rawValue)
      let names = (try? FileManager.default.contentsOfDirectory(atPath: files.path)) ?? []
      for name in names.sorted() where name.hasSuffix(".json") {
        let path = files.appendingPathComponent(name)
        let body = path.deletingPathExtension().appendingPathExtension("js")
        add(
          kind, try JSONValue(parsing: Array(try Data(contentsOf: path))),
          text: (try? Data(contentsOf: body)).map { Array($0) })
      }
    }
  }

  var integrationIDs: [String?] {
    [nil] + documents.keys.filter { $0.kind == .integrations }.sorted().map { $0.id }
  }

  func parsed(_ key: ResourceKey) throws -> JSONDocument {
    try JSONDocument(parsing: spelling(documents[key]?.json ?? .null))
  }

  func index() throws -> AccountIndex {
    if let known = cache.index { return known }
    let scanner = ResourceScanner(catalog: catalog)
    let index = AccountIndex(
      try documents.keys.sorted().map {
        scanner.summary(of: try parsed($0), key: $0, containerID: nil, version: "")
      })
    cache.index = index
    return index
  }

  private func encoder() throws -> NeutralEncoder {
    if let known = cache.encoder { return known }
    let encoder = NeutralEncoder(catalog: catalog, index: try index())
    cache.encoder = encoder
    return encoder
  }
}

/// An integration of an account in neutral form.
struct CapturedIntegration {
  let closure: IntegrationClosure
  let naming: IntegrationNaming
  var resources: [LogicalName: NeutralResource] = [:]
  var facts: IntegrationFacts

  /// The files of the content tree: all that has to be equal in two environments.
  var content: [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for (name, resource) in resources where !name.kind.isBound {
      files["\(name).json"] = resource.content
      if let text = resource.text { files["\(name).text"] = text }
    }
    return files
  }

  func text(_ name: String) -> String {
    guard let name = LogicalName(name), let resource = resources[name] else { return "" }
    return String(decoding: resource.content, as: UTF8.self)
  }
}

extension NeutralAccount {
  /// Captures an integration as the lifecycle does.
  func capture(_ integrationID: String?, prior: IntegrationFacts? = nil) throws
    -> CapturedIntegration
  {
    let index = try index()
    let closure = IntegrationClosure(of: integrationID, in: index)
    let groups = try groupTable(integrationID, prior)
    let externals = externals(of: closure, index)
    let names = try names(closure, index, groups, externals, prior)
    let slots = SlotTable.assign(
      closure: closure, index: index, walk: IntegrationNaming.walk(of: names),
      known: prior?.bindings ?? [:],
      knownSlots: prior?.names.filter { $0.key.kind.isBound } ?? [:])
    let naming = IntegrationNaming(
      integrationID: integrationID, names: names, slots: slots, externals: externals,
      groups: groups)
    let encoder = try encoder()
    var captured = CapturedIntegration(
      closure: closure, naming: naming,
      facts: IntegrationFacts(integrationID: integrationID, name: ""))
    for (key, name) in names.map({ ($0, $1) }) + slots.all.map({ ($0.key, $0.slot) }) {
      let resource = encoder.encode(
        try parsed(key), text: documents[key]?.text, key: key, name: name, naming: naming)
      captured.resources[name] = resource
      captured.facts.resources[name] = resource.facts
    }
    return captured
  }

  private func groupTable(_ id: String?, _ prior: IntegrationFacts?) throws -> GroupTable {
    guard let id else { return GroupTable() }
    return GroupTable(
      naming: documents[ResourceKey(.integrations, id)]?.json ?? .null,
      prior: prior?.groups ?? GroupTable())
  }

  private func names(
    _ closure: IntegrationClosure, _ index: AccountIndex, _ groups: GroupTable,
    _ externals: [ResourceKey: String], _ prior: IntegrationFacts?
  ) throws -> [ResourceKey: LogicalName] {
    var names: [ResourceKey: LogicalName] = [:]
    for key in closure.members {
      if key.kind == .integrations {
        names[key] = .integration
      } else {
        names[key] = prior?.names[key]
      }
    }
    let waiting = closure.members.filter { names[$0] == nil }.sorted()
    let fresh = try NameAssignment.names(
      for: waiting.compactMap { index.resources[$0].map { NameAssignment.Candidate($0) } },
      taken: Set(names.values).union(prior?.retired ?? [])
    ) { crowd in
      try TwinOrder(closure, in: index).ranks(of: crowd) { keys in
        try fingerprints(of: keys, closure, index, groups, externals)
      }
    }
    return names.merging(fresh) { known, _ in known }
  }

  private func fingerprints(
    of keys: Set<ResourceKey>, _ closure: IntegrationClosure, _ index: AccountIndex,
    _ groups: GroupTable, _ externals: [ResourceKey: String]
  ) throws -> [ResourceKey: [UInt8]] {
    var names: [ResourceKey: LogicalName] = [:]
    for key in closure.members {
      names[key] = LogicalName(
        key.kind, Slug.of(index.resources[key]?.name ?? "", fallback: key.kind.rawValue))
    }
    var slots: [ResourceKey: LogicalName] = [:]
    for key in closure.bound {
      slots[key] = LogicalName(
        key.kind, Slug.of(index.resources[key]?.application ?? "", fallback: "slot"))
    }
    let naming = IntegrationNaming(
      integrationID: closure.integrationID, names: names, slots: SlotTable(general: slots),
      externals: externals, groups: groups)
    let encoder = try encoder()
    var prints: [ResourceKey: [UInt8]] = [:]
    for key in keys {
      let resource = encoder.encode(
        try parsed(key), text: documents[key]?.text, key: key,
        name: names[key] ?? LogicalName(key.kind, "x"), naming: naming)
      prints[key] = HashAlgorithm.sha256.hash(resource.content + [0] + (resource.text ?? []))
    }
    return prints
  }

  private func externals(
    of closure: IntegrationClosure, _ index: AccountIndex
  ) -> [ResourceKey: String] {
    var externals: [ResourceKey: String] = [:]
    for key in closure.all {
      for site in index.resources[key]?.references ?? [] {
        guard let target = index.resolve(site), !closure.all.contains(target) else { continue }
        let container = index.container(of: target) ?? target.id
        let integration =
          index.resources[ResourceKey(.integrations, container)]?.name ?? "standalone"
        let name = Slug.of(index.resources[target]?.name ?? "", fallback: target.kind.rawValue)
        externals[target] =
          target.kind == .integrations
          ? Slug.of(integration, fallback: "x")
          : "\(Slug.of(integration, fallback: "x"))/\(target.kind)/\(name)"
      }
    }
    return externals
  }
}
