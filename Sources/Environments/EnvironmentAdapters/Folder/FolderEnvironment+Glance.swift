import FileStorage

extension FolderEnvironment {
  /// Beyond this a survey, which reads in batches, is better than holding all edited documents.
  private static var editCountMax: Int { 2048 }

  public func glance(at memory: some SurveyMemory) throws(EnvironmentError) -> SurveyGlance {
    for folder in memory.folders {
      guard let status = try? fileSystem.status(of: folder.path),
        status == folder.status, memory.isSettled(status)
      else { return .surveyNeeded }
    }
    let rangeSize = 128
    let starts = Array(stride(from: 0, to: memory.documentCount, by: rangeSize))
    let changed = try parallelMap(starts, makeWorker: {}) {
      (_, start) throws(EnvironmentError) -> [(Int, DocumentStamp)] in
      var changed: [(Int, DocumentStamp)] = []
      for position in start..<min(memory.documentCount, start + rangeSize) {
        let stamp = try memory.file(at: position).stamp(self.fileSystem)
        if !memory.isCurrent(stamp, at: position) { changed.append((position, stamp)) }
      }
      return changed
    }.flatMap { $0 }
    if changed.isEmpty { return .edited([]) }
    // Copies of a document in other files have to be compared with it.
    if memory.isShared || changed.count > Self.editCountMax { return .surveyNeeded }
    return .edited(
      try parallelMap(changed, makeWorker: {}) {
        (_, change) throws(EnvironmentError) -> SurveyGlance.Edit in
        SurveyGlance.Edit(
          position: change.0, stamp: change.1,
          document: try memory.file(at: change.0).read(self.fileSystem))
      })
  }
}
