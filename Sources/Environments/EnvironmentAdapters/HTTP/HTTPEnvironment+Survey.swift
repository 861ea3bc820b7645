import HTTPTransport
import IntegrationModel
import LosslessJSON
import ParallelWork
import PlatformAPI
import Synchronization

extension HTTPEnvironment {
  public func survey<Worker, Summary: Sendable>(
    reusing cache: SurveyCache<Summary>?, makeWorker: @Sendable () -> Worker,
    _ summarise: @Sendable (Worker, EnvironmentDocument) -> Summary
  ) throws(EnvironmentError) -> EnvironmentSurvey<Summary> {
    recent.withLock { $0 = RecentDocuments() }
    let lists = try listAll()
    var known: [SurveyCache<Summary>.Entry] = []
    var wanted: [ListedDocument] = []
    for list in lists {
      for row in list.rows {
        if let entry = cache?.entry(for: row) { known.append(entry) } else { wanted.append(row) }
      }
      wanted += cache?.missing(from: list) ?? []
    }
    let done = RequestCount(of: wanted.count, progress)
    let read = try parallelMap(wanted, on: Self.team, makeWorker: makeWorker) {
      (worker, row) throws(EnvironmentError) -> Reading<Summary> in
      defer { done.increase() }
      return try self.read(row, worker, summarise)
    }
    let entries = known + read.compactMap(\.entry)
    return EnvironmentSurvey(
      summaries: entries.map(\.summary),
      warnings: lists.compactMap(\.warning) + read.compactMap(\.warning), entries: entries,
      readCount: wanted.count)
  }

  /// What became of one document.
  private struct Reading<Summary: Sendable>: Sendable {
    var entry: SurveyCache<Summary>.Entry?
    var warning: String?
  }

  private func read<Worker, Summary: Sendable>(
    _ row: ListedDocument, _ worker: Worker,
    _ summarise: (Worker, EnvironmentDocument) -> Summary
  ) throws(EnvironmentError) -> Reading<Summary> {
    let document: EnvironmentDocument
    do throws(EnvironmentError) {
      // What is gone was deleted since it was listed.
      guard let found = try self.document(row.key) else { return Reading() }
      document = found
    } catch {
      guard error.refusal?.status == 403 else { throw error }
      return Reading(
        warning: "\(row.key.kind.singular) '\(row.key.id)' is left out: the token may not read it")
    }
    recent.withLock { $0.keep(document) }
    return Reading(
      entry: SurveyCache<Summary>.Entry(
        place: row.place, stamp: row.stamp(of: document), key: row.key,
        version: document.version, summary: summarise(worker, document)))
  }

  // MARK: Lists

  /// Lists all kinds.
  func listAll() throws(EnvironmentError) -> [KindList] {
    let done = RequestCount(of: 0, progress)
    let lists = try parallelMap(ResourceKind.allCases, on: Self.team, makeWorker: {}) {
      (_, kind) throws(EnvironmentError) -> KindList in
      try self.list(kind) { done.increase() }
    }
    // Where the server does not tell the time, the newest change of all does: it is not later.
    guard lists.contains(where: { $0.serverTime == nil }) else { return lists }
    let newest = lists.flatMap(\.rows).compactMap(\.changeTime).max()
    return lists.map { $0.with(serverTime: $0.serverTime ?? newest) }
  }

  /// Lists the documents of a kind.
  ///
  /// Asks for no more than it needs of each; a list that does not take that is asked plainly.
  private func list(
    _ kind: ResourceKind, _ pageDone: () -> Void
  ) throws(EnvironmentError) -> KindList {
    let plain = kind == .flows ? [("includeInstances", "true")] : []
    do throws(PlatformAPIError) {
      do throws(PlatformAPIError) {
        return try list(kind, plain + [("include", "lastModified")], pageDone)
      } catch {
        guard error.status == 400 else { throw error }
        return try list(kind, plain, pageDone)
      }
    } catch {
      guard let warning = Self.warning(error, kind) else { throw EnvironmentError(error) }
      return KindList(kind: kind, warning: warning)
    }
  }

  private func list(
    _ kind: ResourceKind, _ query: [(String, String)], _ pageDone: () -> Void
  ) throws(PlatformAPIError) -> KindList {
    var list = KindList(kind: kind)
    var seen: Set<String> = []
    var isWhole = true
    try client.pages(Self.path(of: kind), query: query.map { (name: $0, value: $1) }) { page in
      let rows = page.map { tape, node in ListedDocument(kind, tape, node) }
      isWhole = isWhole && rows.allSatisfy { $0 != nil }
      let fresh = rows.compactMap { $0 }.filter { seen.insert($0.key.id).inserted }
      list.add(fresh, serverTime: page.serverTime)
      pageDone()
      return !fresh.isEmpty
    }
    guard isWhole else {
      let request = client.name(of: APIRequest(.get, Self.path(of: kind)))
      throw PlatformAPIError(
        .unexpectedAnswer, "the answer to '\(request)' lists something that has no '_id'",
        request: request)
    }
    return list
  }

  /// Kinds without which no integration can be told whole.
  private static let indispensable: Set<ResourceKind> = [
    .integrations, .flows, .exports, .imports, .connections, .scripts,
  ]

  /// The sentence about a kind that cannot be listed, or `nil` where that is an error.
  private static func warning(_ error: PlatformAPIError, _ kind: ResourceKind) -> String? {
    guard !indispensable.contains(kind) else { return nil }
    switch error.code {
    case .forbidden: return "\(kind.rawValue) are left out: the token may not read them"
    case .notFound: return "\(kind.rawValue) are left out: the account does not have them"
    default: return nil
    }
  }
}

extension SurveyCache {
  /// What is known of a document that has not changed since.
  fileprivate func entry(for row: ListedDocument) -> Entry? {
    row.stamp.flatMap { entry(at: row.place.path, $0) }
  }

  /// Documents that were there and are not in a list any more. Of a list of several pages they may
  /// have slipped through while others came and went, so they are looked for by their ids.
  fileprivate func missing(from list: KindList) -> [ListedDocument] {
    guard list.pageCount > 1 else { return [] }
    let listed = Set(list.rows.map(\.place.path))
    return places.filter { $0.kind == list.kind && !listed.contains($0.path) }
      .map { ListedDocument(place: $0, serverTime: list.serverTime) }
      .sorted { $0.key < $1.key }
  }
}
