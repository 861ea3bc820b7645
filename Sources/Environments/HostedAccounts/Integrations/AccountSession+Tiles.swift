internal import Database
internal import IntegrationModel
internal import LosslessJSON

extension AccountSession {
  /// Returns one tile per integration that the caller may see, oldest first, and one for what stands
  /// alone.
  public func tiles() throws(AccountError) -> [Tile] {
    let counts = try read { try TileCounts($0, account, now: store.surroundings.now()) }
    var tiles: [Tile] = []
    for integration in try integrationsForTiles() {
      let id = integration["_id"]?.text ?? ""
      guard let level = caller.grants.level(on: id) else { continue }
      tiles.append(try tile(id, integration, level, counts))
    }
    if let level = caller.grants.level(on: nil) {
      let standalone: JSONValue = ["name": "Standalone flows"]
      tiles.append(try tile(nil, standalone, level, counts))
    }
    return tiles
  }

  private func integrationsForTiles() throws(AccountError) -> [JSONValue] {
    var integrations: [JSONValue] = []
    var query = ListQuery()
    repeat {
      let page = try list(.integrations, query)
      for document in page.documents { integrations.append(try document.value()) }
      query.after = page.next
    } while query.after != nil
    return integrations
  }

  private func tile(
    _ id: String?, _ integration: JSONValue, _ level: AccessLevel, _ counts: TileCounts
  ) throws(AccountError) -> Tile {
    let index = try index()
    let closure = try store.closure(of: id, in: account)
    let contents = index.contents(of: id)
    let errors = contents.compactMap { $0.kind == .flows ? counts.errors[$0.id] : nil }
    let connections = closure.bound.filter { $0.kind == .connections }.sorted()
    let applications = Set(connections.compactMap { index.resources[$0]?.application })
    return Tile(
      integrationID: id ?? AccessGrants.standalone, name: integration["name"]?.text ?? "",
      description: integration["description"]?.text,
      flowCount: contents.count { $0.kind == .flows && counts.enabledFlows.contains($0.id) },
      apiCount: contents.count { $0.kind == .apis },
      flowsInErrorCount: errors.count, openErrorCount: errors.reduce(0) { $0 + $1.count },
      offlineConnectionIDs: connections.map(\.id).filter { counts.offline.contains($0) },
      lastErrorAt: errors.map(\.last).max(), lastModified: integration["lastModified"]?.text,
      createdAt: integration["createdAt"]?.text, applications: applications.sorted(),
      level: level, mode: integration["mode"]?.text)
  }
}

/// What tiles count, for the whole account at once.
private struct TileCounts {
  /// The days that the home page looks back for errors.
  private static let errorLifetime: Int64 = 30 * 86_400_000

  let enabledFlows: Set<String>
  let offline: Set<String>
  let errors: [String: (count: Int, last: Int64)]

  init(_ database: DatabaseConnection, _ account: AccountDescription, now: Int64) throws {
    enabledFlows = Set(
      try database.rows(
        """
        SELECT id FROM documents
        WHERE account = ? AND kind = 'flows' AND deleted_at IS NULL AND is_enabled
        """, account.number
      ) { $0.text(0) })
    offline = Set(
      try database.rows(
        """
        SELECT id FROM documents
        WHERE account = ? AND kind = 'connections' AND deleted_at IS NULL AND is_offline
        """, account.number
      ) { $0.text(0) })
    let rows = try database.rows(
      """
      SELECT flow, count(*), max(occurred_at) FROM errors
      WHERE account = ? AND resolved_at IS NULL AND occurred_at > ? GROUP BY flow
      """, account.number, now - Self.errorLifetime
    ) { row in (row.text(0), (count: row.int(1), last: row.integer(2))) }
    errors = Dictionary(rows) { first, _ in first }
  }
}
