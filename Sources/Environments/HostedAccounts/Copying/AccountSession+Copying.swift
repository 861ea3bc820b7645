public import IntegrationModel
public import LosslessJSON

extension AccountSession {
  /// Copies a flow, an export or an import with the steps, scripts and definitions that it reaches;
  /// all or nothing.
  ///
  /// The copies have ids of their own and name each other. A flow is switched off, and has no
  /// schedule and no flows that run after it. Credentials stay where they are.
  ///
  /// - Parameter destination: The caller where the copies go, in this account or another one.
  /// - Returns: The copies in the order of their creation, the wanted one last.
  /// - Throws: `.malformed` `invalid_connectionMap` where a connection has no counterpart, `.invalid`
  ///   for what the other account would lack.
  public func copy(
    _ key: ResourceKey, _ request: CopyRequest, into destination: AccountSession
  ) throws(AccountError) -> [HostedDocument] {
    try require(.cloneFrom, on: key)
    let index = try index()
    let reach = CopyReach(of: key, in: index)
    try reach.requireConnections(request.connections, index)
    if destination.account.id != account.id { try reach.requireNothingElse(index) }
    var sources: [CopySource] = []
    for key in reach.copied {
      let document = try document(key).value()
      let isWithEntries = document["includeDataInTemplatesAndCloning"]?.bool == true
      sources.append(
        CopySource(
          key: key, document: document, references: index.resources[key]?.references ?? [],
          entries: key.kind == .lookupcaches && isWithEntries ? try allCacheEntries(of: key.id) : []
        ))
    }
    let copies = DocumentCopies(
      of: sources, root: key, request, destination.store.surroundings)
    return try destination.store.change(destination) { write in try copies.make(write) }
  }

  /// Returns a flow, an export or an import with everything it reaches, connections included, as it
  /// may be shown; what it says and who uses it are left as they are.
  public func reached(by key: ResourceKey) throws(AccountError) -> [(
    key: ResourceKey, document: JSONValue
  )] {
    try require(.download, on: key)
    let index = try index()
    let reach = CopyReach(of: key, in: index)
    var documents: [(key: ResourceKey, document: JSONValue)] = []
    for key in reach.copied + reach.connections.sorted() {
      documents.append((key, try document(key).value()))
    }
    return documents
  }

  private func allCacheEntries(of id: String) throws(AccountError) -> [CacheEntry] {
    var all: [CacheEntry] = []
    var query = CacheQuery()
    repeat {
      let page = try cacheEntries(of: id, query)
      all += page.entries
      query.after = page.next
    } while query.after != nil
    return all
  }
}

/// What a copy of one resource consists of.
struct CopyReach {
  /// What is copied, in the order in which it can be created, the root last.
  private(set) var copied: [ResourceKey] = []
  /// The connections that are named.
  private(set) var connections: Set<ResourceKey> = []
  /// What else is named, and stays what it is.
  private(set) var others: Set<ResourceKey> = []

  init(of root: ResourceKey, in index: AccountIndex) {
    var seen: Set<ResourceKey> = [root]
    var queue = [root]
    while let key = queue.popLast() {
      copied.append(key)
      for site in index.resources[key]?.references ?? [] {
        guard let target = index.resolve(site), seen.insert(target).inserted else { continue }
        if Self.isCopied(target.kind) {
          queue.append(target)
        } else if target.kind == .connections {
          connections.insert(target)
        } else if target.kind != .integrations, target.kind != .flows {
          others.insert(target)
        }
      }
    }
    copied.sort {
      ($0 == root ? 1 : 0, $0.kind.creationTier, $0) < (
        $1 == root ? 1 : 0, $1.kind.creationTier, $1
      )
    }
  }

  private static func isCopied(_ kind: ResourceKind) -> Bool {
    switch kind {
    case .exports, .imports, .scripts, .filedefinitions, .asynchelpers, .lookupcaches: true
    default: false
    }
  }

  func requireConnections(_ map: [String: String], _ index: AccountIndex) throws(AccountError) {
    let missing = connections.filter { map[$0.id] == nil }.sorted()
    guard !missing.isEmpty else { return }
    throw AccountError(
      .malformed,
      missing.map { key in
        let name = index.resources[key]?.name ?? ""
        return AccountError.Problem(
          "invalid_connectionMap",
          "the connection '\(name)' (\(key.id)) has no counterpart; map it to one, or to itself",
          field: "connectionMap.\(key.id)")
      })
  }

  /// Refuses what another account does not have under the same id.
  func requireNothingElse(_ index: AccountIndex) throws(AccountError) {
    guard !others.isEmpty else { return }
    throw AccountError(
      .invalid,
      others.sorted().map { key in
        let name = index.resources[key]?.name ?? ""
        return AccountError.Problem(
          "not_supported",
          "the \(key.kind.singular) '\(name)' (\(key.id)) cannot go along into another environment; "
            + "clone the whole integration, or take it out of the steps first")
      })
  }
}
