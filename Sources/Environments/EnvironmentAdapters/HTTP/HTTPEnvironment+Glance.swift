import ParallelWork

extension HTTPEnvironment {
  /// Beyond this a survey is better than holding all edited documents.
  private static let editCountMax = 2048

  /// Lists all kinds and reads the documents that are new, or whose time of change is another one
  /// than before.
  public func glance(at memory: some SurveyMemory) throws(EnvironmentError) -> SurveyGlance {
    guard memory.documentCount > 0 else { return .surveyNeeded }
    let lists = try listAll()
    guard lists.compactMap(\.warning) == memory.warnings else { return .surveyNeeded }
    let (changed, went) = Self.changes(lists, since: memory)
    guard changed.count + went.count <= Self.editCountMax, try areGone(went, of: memory) else {
      return .surveyNeeded
    }
    let done = RequestCount(of: changed.count, progress)
    let found = try parallelMap(changed, on: Self.team, makeWorker: {}) {
      (_, change) throws(EnvironmentError) -> Seen? in
      defer { done.increase() }
      return try self.document(change.row.key).map { Seen(change, $0) }
    }.compactMap { $0 }
    // What is gone was deleted since it was listed.
    guard found.count == changed.count else { return .surveyNeeded }
    return .edited(
      found.compactMap(\.edit),
      moves: SurveyGlance.Moves(came: found.compactMap(\.arrival), went: went), folders: [])
  }

  /// Whether documents that are not listed are not there: a list of several pages may miss some.
  private func areGone(
    _ positions: [Int], of memory: some SurveyMemory
  ) throws(EnvironmentError) -> Bool {
    let keys = positions.map { ListedDocument(place: memory.place(at: $0), serverTime: nil).key }
    return try parallelMap(keys, on: Self.team, makeWorker: {}) {
      (_, key) throws(EnvironmentError) -> Bool in
      try self.document(key) == nil
    }.allSatisfy { $0 }
  }

  /// What is listed otherwise than before; without a position what is new.
  private struct Change: Sendable {
    let position: Int?
    let row: ListedDocument
  }

  /// A document that was read because of what is listed.
  private struct Seen: Sendable {
    let change: Change
    let document: EnvironmentDocument
    let stamp: DocumentStamp

    init(_ change: Change, _ document: EnvironmentDocument) {
      self.change = change
      self.document = document
      stamp = change.row.stamp(of: document)
    }

    var edit: SurveyGlance.Edit? {
      change.position.map { SurveyGlance.Edit(position: $0, stamp: stamp, document: document) }
    }

    var arrival: SurveyGlance.Arrival? {
      guard change.position == nil else { return nil }
      return SurveyGlance.Arrival(place: change.row.place, stamp: stamp, document: document)
    }
  }

  /// What is not known to be as it was, and what is not listed any more.
  private static func changes(
    _ lists: [KindList], since memory: some SurveyMemory
  ) -> (changed: [Change], went: [Int]) {
    var positions: [String: Int] = [:]
    for position in 0..<memory.documentCount where !memory.isGone(position) {
      positions[memory.place(at: position).path] = position
    }
    var changed: [Change] = []
    for row in lists.flatMap(\.rows) {
      let position = positions.removeValue(forKey: row.place.path)
      if let position, let stamp = row.stamp, memory.isCurrent(stamp, at: position) { continue }
      changed.append(Change(position: position, row: row))
    }
    return (changed, positions.values.sorted())
  }
}
