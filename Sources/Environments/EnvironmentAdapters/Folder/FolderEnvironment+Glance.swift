import FileStorage

extension FolderEnvironment {
  /// Beyond this a survey, which reads in batches, is better than holding all edited documents.
  private static var editCountMax: Int { 2048 }

  public func glance(at memory: some SurveyMemory) throws(EnvironmentError) -> SurveyGlance {
    guard let folders = try folders(like: memory) else { return .surveyNeeded }
    let rangeSize = 256
    let starts = Array(stride(from: 0, to: memory.documentCount, by: rangeSize))
    let changed = try parallelMap(starts, makeWorker: {}) {
      (_, start) throws(EnvironmentError) -> [(Int, DocumentStamp)] in
      let range = start..<min(memory.documentCount, start + rangeSize)
      let stamps = try FolderFile.stamps(
        of: range.map { FolderFile(place: memory.place(at: $0)) }, self.fileSystem)
      return zip(range, stamps).filter { !memory.isCurrent($1, at: $0) }
    }.flatMap { $0 }
    if changed.isEmpty { return .edited([], folders: folders) }
    // Copies of a document in other files have to be compared with it.
    if memory.isShared || changed.count > Self.editCountMax { return .surveyNeeded }
    return .edited(
      try parallelMap(changed, makeWorker: {}) {
        (_, change) throws(EnvironmentError) -> SurveyGlance.Edit in
        SurveyGlance.Edit(
          position: change.0, stamp: change.1,
          document: try FolderFile(place: memory.place(at: change.0)).read(self.fileSystem))
      }, folders: folders)
  }

  /// The folders as they are now, or `nil` where they list other documents than before.
  private func folders(
    like memory: some SurveyMemory
  ) throws(EnvironmentError) -> [SurveyedFolder]? {
    let isSame = memory.folders.allSatisfy { folder in
      (try? fileSystem.status(of: folder.path)) == folder.status && memory.isSettled(folder.status)
    }
    if isSame { return memory.folders }
    // Whoever replaces a file changes its folder, and the folder may still list the same names.
    let layout = try FolderLayout(of: path, in: fileSystem)
    let (files, listed) = try files(of: layout)
    let folders = layout.folders + listed
    guard layout.warnings == memory.warnings, files.count == memory.documentCount,
      folders.map(\.path) == memory.folders.map(\.path),
      files.indices.allSatisfy({ memory.place(at: $0).path == files[$0].path })
    else { return nil }
    return folders
  }
}
