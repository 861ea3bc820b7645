import FileStorage
import IntegrationModel

extension FolderEnvironment {
  /// Beyond this a survey, which reads in batches, is better than holding all edited documents.
  private static var editCountMax: Int { 2048 }

  public func glance(at memory: some SurveyMemory) throws(EnvironmentError) -> SurveyGlance {
    guard let folders = try folders(like: memory) else { return .surveyNeeded }
    let rangeSize = 256
    let starts = Array(stride(from: 0, to: memory.documentCount, by: rangeSize))
    let changed = try parallelMap(starts, makeWorker: {}) {
      (_, start) throws(EnvironmentError) -> [(Int, DocumentStamp)] in
      try self.changes(
        in: start..<min(memory.documentCount, start + rangeSize), since: memory)
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

  /// The documents in a range whose files are not as they were.
  private func changes(
    in range: Range<Int>, since memory: some SurveyMemory
  ) throws(EnvironmentError) -> [(Int, DocumentStamp)] {
    let (paths, bodies) = paths(of: range, in: memory)
    let statuses: [FileStatus?]
    do throws(FileSystemError) {
      statuses = try fileSystem.statuses(of: paths)
    } catch {
      throw EnvironmentError(reading: error)
    }
    var rest = bodies[...]
    var changes: [(Int, DocumentStamp)] = []
    for position in range {
      guard let status = statuses[position - range.lowerBound] else {
        throw FolderFile(place: memory.place(at: position)).missing
      }
      var text: FileStatus?
      if rest.first == position {
        text = statuses[range.count + rest.startIndex]
        rest.removeFirst()
      }
      let stamp = DocumentStamp.files(document: status, text: text)
      if !memory.isCurrent(stamp, at: position) { changes.append((position, stamp)) }
    }
    return changes
  }

  /// The paths of documents and then of what stands beside them, with the positions of the documents
  /// that have such a body.
  private func paths(
    of range: Range<Int>, in memory: some SurveyMemory
  ) -> (paths: PathList, bodies: [Int]) {
    var paths = PathList()
    paths.reserveCapacity(range.count, byteCount: range.count * 128)
    var bodies: [(position: Int, path: String)] = []
    for position in range {
      memory.appendPath(at: position, to: &paths)
      guard FolderFile.mayHaveBody(memory.kind(at: position)) else { continue }
      let file = FolderFile(place: memory.place(at: position))
      if let path = file.textPath { bodies.append((position, path)) }
    }
    for body in bodies { paths.append(body.path) }
    return (paths, bodies.map(\.position))
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
