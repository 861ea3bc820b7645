internal import IntegrationModel

/// What is kept in memory of an account's documents: a summary of each.
struct AccountMemory: Sendable {
  /// What a change to documents means for the memory.
  struct Effects: Sendable {
    /// What is there now; `nil` is what is gone.
    var summaries: [ResourceKey: ResourceSummary?] = [:]
    /// Who made the documents that are new.
    var creators: [ResourceKey: String] = [:]
  }

  private(set) var summaries: [ResourceKey: ResourceSummary]
  private var creators: [ResourceKey: String]
  private var knownIndex: AccountIndex?
  private var knownClosures: [String?: IntegrationClosure] = [:]
  private var knownLoose: Set<ResourceKey>?
  private var knownLevels: [Viewer: [ResourceKey: AccessLevel]] = [:]

  private struct Viewer: Hashable {
    let userID: String
    let grants: AccessGrants
  }

  init(summaries: [ResourceSummary], creators: [ResourceKey: String]) {
    self.summaries = Dictionary(summaries.map { ($0.key, $0) }) { first, _ in first }
    self.creators = creators
  }

  /// Takes in what was written.
  mutating func apply(_ effects: Effects) {
    let isSameWeb = effects.summaries.allSatisfy { Self.isSameWeb(summaries[$0.key], $0.value) }
    for (key, summary) in effects.summaries { summaries[key] = summary }
    creators.merge(effects.creators) { _, new in new }
    guard !isSameWeb else { return }
    knownIndex = nil
    knownClosures = [:]
    knownLoose = nil
    knownLevels = [:]
  }

  /// Whether two states of a document hang together with others in the same way, as most edits
  /// leave it.
  private static func isSameWeb(_ old: ResourceSummary?, _ new: ResourceSummary?) -> Bool {
    guard let old, let new else { return old == nil && new == nil }
    return old.references == new.references && old.containerID == new.containerID
      && old.application == new.application
  }

  /// The documents and how they hang together; made anew when that changes. Their names and versions
  /// may be those of an earlier state.
  mutating func index() -> AccountIndex {
    if let knownIndex { return knownIndex }
    let index = AccountIndex(Array(summaries.values))
    knownIndex = index
    return index
  }

  /// An integration with all it reaches, or what stands alone for `nil`.
  mutating func closure(of integrationID: String?) -> IntegrationClosure {
    if let known = knownClosures[integrationID] { return known }
    let closure = IntegrationClosure(of: integrationID, in: index())
    knownClosures[integrationID] = closure
    return closure
  }

  /// What somebody may do with single documents: whatever the granted integrations reach, and what
  /// the caller made and nothing uses yet, as long as anything may be changed at all.
  mutating func levels(for caller: Caller) -> [ResourceKey: AccessLevel] {
    let viewer = Viewer(userID: caller.userID, grants: caller.grants)
    if let known = knownLevels[viewer] { return known }
    var levels: [ResourceKey: AccessLevel] = [:]
    for (id, level) in caller.grants.integrations {
      let closure = closure(of: id == AccessGrants.standalone ? nil : id)
      for key in closure.all { levels[key] = max(levels[key] ?? level, level) }
    }
    if let highest = caller.grants.highest, highest >= .manage {
      for key in looseDocuments() where creators[key] == caller.userID { levels[key] = .manage }
    }
    knownLevels[viewer] = levels
    return levels
  }

  /// The documents that no integration and nothing that stands alone reaches.
  private mutating func looseDocuments() -> Set<ResourceKey> {
    if let knownLoose { return knownLoose }
    let index = index()
    var loose = Set(summaries.keys)
    var queue = loose.filter { $0.kind == .integrations || $0.kind.isContained }
    loose.subtract(queue)
    while let key = queue.popFirst() {
      for site in index.resources[key]?.references ?? [] {
        if let target = index.resolve(site), loose.remove(target) != nil { queue.insert(target) }
      }
    }
    knownLoose = loose
    return loose
  }
}
