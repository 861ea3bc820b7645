extension HTTPEnvironment {
  /// Beyond this a survey is better than holding all edited documents.
  private static let editCountMax = 2048

  /// Lists all kinds and reads the documents whose time of change is another one than before.
  public func glance(at memory: some SurveyMemory) throws(EnvironmentError) -> SurveyGlance {
    guard memory.documentCount > 0 else { return .surveyNeeded }
    let lists = try listAll()
    guard let changed = Self.changed(lists, since: memory), changed.count <= Self.editCountMax
    else {
      return .surveyNeeded
    }
    let done = RequestCount(of: changed.count, progress)
    let edits = try parallelMap(changed, on: Self.team, makeWorker: {}) {
      (_, change) throws(EnvironmentError) -> SurveyGlance.Edit? in
      defer { done.increase() }
      guard let document = try self.document(change.row.key) else { return nil }
      return SurveyGlance.Edit(
        position: change.position, stamp: change.row.stamp(of: document), document: document)
    }
    let found = edits.compactMap { $0 }
    // What is gone was deleted since it was listed.
    return found.count == edits.count ? .edited(found, folders: []) : .surveyNeeded
  }

  /// What is not known to be as it was, or `nil` where other documents are listed than before.
  private static func changed(
    _ lists: [KindList], since memory: some SurveyMemory
  ) -> [(position: Int, row: ListedDocument)]? {
    let rows = lists.flatMap(\.rows)
    guard rows.count == memory.documentCount, lists.compactMap(\.warning) == memory.warnings else {
      return nil
    }
    let positions = Dictionary(
      (0..<memory.documentCount).map { (memory.place(at: $0).path, $0) }
    ) { first, _ in first }
    var changed: [(position: Int, row: ListedDocument)] = []
    for row in rows {
      guard let position = positions[row.place.path] else { return nil }
      if let stamp = row.stamp, memory.isCurrent(stamp, at: position) { continue }
      changed.append((position, row))
    }
    return changed
  }
}
