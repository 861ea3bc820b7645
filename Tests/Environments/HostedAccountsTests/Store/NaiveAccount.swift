import IntegrationModel
import LosslessJSON

/// An account as the simplest program would keep it: what a hosted one is compared with.
struct NaiveAccount {
  struct Entry: Equatable {
    var document: JSONValue
    var version: String
    /// Names the deletion of what is in the recycle bin.
    var deletion: Int?
  }

  /// All documents, deleted ones too, in the order of their creation.
  private(set) var entries: [(key: ResourceKey, entry: Entry)] = []
  private var deletionCount = 0

  var live: [ResourceKey] { entries.filter { $0.entry.deletion == nil }.map(\.key) }
  var deleted: [ResourceKey] { entries.filter { $0.entry.deletion != nil }.map(\.key) }

  func live(_ kind: ResourceKind) -> [ResourceKey] { live.filter { $0.kind == kind } }

  subscript(key: ResourceKey) -> Entry? {
    get { entries.first { $0.key == key }?.entry }
    set {
      let position = entries.firstIndex { $0.key == key }
      switch (position, newValue) {
      case (let position?, let entry?): entries[position].entry = entry
      case (let position?, nil): entries.remove(at: position)
      case (nil, let entry?): entries.append((key, entry))
      case (nil, nil): break
      }
    }
  }

  /// The ids in a document, wherever they are.
  static func ids(in value: JSONValue) -> Set<String> {
    switch value {
    case .string(let text): [text.text]
    case .array(let elements): elements.reduce(into: []) { $0.formUnion(ids(in: $1)) }
    case .object(let object): object.reduce(into: []) { $0.formUnion(ids(in: $1.value)) }
    default: []
    }
  }

  mutating func delete(_ key: ResourceKey) {
    deletionCount += 1
    var gone: Set<ResourceKey> = [key]
    if key.kind == .integrations {
      let flows = live(.flows).filter { self[$0]?.document["_integrationId"]?.text == key.id }
      gone.formUnion(flows)
      let reached = flows.reduce(into: Set<String>()) { $0.formUnion(ids(of: $1)) }
      let kept = live.filter { !gone.contains($0) && $0.kind == .flows }
        .reduce(into: Set<String>()) { $0.formUnion(ids(of: $1)) }
      gone.formUnion(live(.exports).filter { reached.contains($0.id) && !kept.contains($0.id) })
    }
    let deletion = deletionCount
    for key in gone { self[key]?.deletion = deletion }
  }

  /// Brings back what can be; `nil` if the platform refuses.
  mutating func restore(_ key: ResourceKey, isCascade: Bool) -> Set<ResourceKey>? {
    guard let deletion = self[key]?.deletion else { return nil }
    let keys = isCascade ? deleted.filter { self[$0]?.deletion == deletion } : [key]
    let there = Set(live + keys)
    let isComplete = keys.allSatisfy { key in
      guard key.kind == .flows, let id = self[key]?.document["_integrationId"]?.text else {
        return true
      }
      return there.contains(ResourceKey(.integrations, id))
    }
    guard isComplete else { return nil }
    for key in keys { self[key]?.deletion = nil }
    return Set(keys)
  }

  private func ids(of key: ResourceKey) -> Set<String> {
    self[key].map { Self.ids(in: $0.document) } ?? []
  }
}
