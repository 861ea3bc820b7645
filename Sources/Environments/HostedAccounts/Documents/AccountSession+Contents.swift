internal import Database
public import IntegrationModel
internal import LosslessJSON

extension AccountSession {
  /// Returns everything that an integration is made of, its own document and connections included.
  ///
  /// - Parameter integrationID: An id, or ``AccessGrants/standalone``.
  public func contents(
    of integrationID: String
  ) throws(AccountError) -> Set<ResourceKey> {
    let id = integrationID == AccessGrants.standalone ? nil : integrationID
    try require(.view, on: id)
    if let id, try index().resources[ResourceKey(.integrations, id)] == nil {
      throw .missing(ResourceKey(.integrations, id))
    }
    return try store.closure(of: id, in: account).all
  }

  /// Returns the resources that name this one, by kind; nothing if it can be deleted without loss.
  public func dependencies(
    of key: ResourceKey
  ) throws(AccountError) -> [ResourceKind: [ResourceKey]] {
    try require(.view, on: key)
    let index = try index()
    var users: [ResourceKey] = []
    for summary in index.resources.values where summary.key != key {
      let isUser =
        summary.references.contains { $0.id == key.id && index.resolve($0) == key }
        || key.kind == .integrations && summary.containerID == key.id
      if isUser, try level(of: summary.key) != nil { users.append(summary.key) }
    }
    return Dictionary(grouping: users.sorted(), by: \.kind)
  }

  /// Returns the exports and imports that a flow, an API or a tool reaches.
  public func descendants(
    of key: ResourceKey
  ) throws(AccountError) -> [ResourceKey] {
    try require(.view, on: key)
    let index = try index()
    var seen: Set<ResourceKey> = [key]
    var queue = [key]
    while let next = queue.popLast() {
      for site in index.resources[next]?.references ?? [] {
        guard let target = index.resolve(site), Self.isDescendant(target.kind) else { continue }
        if seen.insert(target).inserted { queue.append(target) }
      }
    }
    return seen.filter { $0.kind == .exports || $0.kind == .imports }.sorted()
  }

  private static func isDescendant(_ kind: ResourceKind) -> Bool {
    switch kind {
    case .exports, .imports, .tools, .asynchelpers: true
    default: false
    }
  }
}

extension AccountSession {
  /// Everything that the caller may see, in order.
  func visibleKeys() throws(AccountError) -> [ResourceKey] {
    guard seesAll else { return try levels().keys.sorted() }
    return try index().resources.keys.sorted()
  }

  /// Everything that the caller may see, with its version, in order.
  func editions() throws(AccountError) -> [(key: ResourceKey, version: String)] {
    let visible = try seesAll ? nil : levels()
    let rows = try read { database in
      try database.rows(
        """
        SELECT kind, id, version FROM documents WHERE account = ? AND deleted_at IS NULL
        ORDER BY kind, id
        """, account.number
      ) { row -> (key: ResourceKey, version: String)? in
        ResourceKind(rawValue: row.text(0)).map { (ResourceKey($0, row.text(1)), row.text(2)) }
      }
    }
    return rows.compactMap { $0 }.filter { visible?[$0.key] != nil || visible == nil }
  }
}
