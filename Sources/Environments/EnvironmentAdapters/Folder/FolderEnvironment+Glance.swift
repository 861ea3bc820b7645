import FileStorage
import IntegrationModel
import ParallelWork

extension FolderEnvironment {
  /// Beyond this a survey, which reads in batches, is better than holding all edited documents.
  private static var editCountMax: Int { 2048 }

  public func glance(at memory: some SurveyMemory) throws(EnvironmentError) -> SurveyGlance {
    guard let (folders, came, went) = try listing(since: memory) else { return .surveyNeeded }
    let gone = Set(went)
    let present = (0..<memory.documentCount).filter { !memory.isGone($0) && !gone.contains($0) }
    let rangeSize = max(16, min(256, present.count / 16))
    let starts = Array(stride(from: 0, to: present.count, by: rangeSize))
    let changed = try parallelMap(starts, makeWorker: {}) {
      (_, start) throws(EnvironmentError) -> [(Int, DocumentStamp)] in
      try self.changes(
        of: present[start..<min(present.count, start + rangeSize)], since: memory)
    }.flatMap { $0 }
    let changeCount = changed.count + came.count + went.count
    if changeCount == 0 { return .edited([], moves: SurveyGlance.Moves(), folders: folders) }
    // Copies of a document in other files have to be compared with it.
    if memory.isShared || changeCount > Self.editCountMax { return .surveyNeeded }
    let reader = fileSystem.reader()
    return .edited(
      try parallelMap(changed, makeWorker: {}) {
        (_, change) throws(EnvironmentError) -> SurveyGlance.Edit in
        SurveyGlance.Edit(
          position: change.0, stamp: change.1,
          document: try FolderFile(place: memory.place(at: change.0)).read(self.fileSystem))
      },
      moves: SurveyGlance.Moves(
        came: try came.map { file throws(EnvironmentError) in
          try arrival(file, reader)
        }, went: went), folders: folders)
  }

  private func arrival(
    _ file: FolderFile, _ reader: any FileReader
  ) throws(EnvironmentError) -> SurveyGlance.Arrival {
    let (document, stamp) = try file.readStamped(fileSystem, reader)
    return SurveyGlance.Arrival(place: file.place, stamp: stamp, document: document)
  }

  /// Those of some documents whose files are not as they were.
  private func changes(
    of positions: ArraySlice<Int>, since memory: some SurveyMemory
  ) throws(EnvironmentError) -> [(Int, DocumentStamp)] {
    let (paths, bodies) = paths(of: positions, in: memory)
    let statuses: [FileStatus?]
    do throws(FileSystemError) {
      statuses = try fileSystem.statuses(of: paths)
    } catch {
      throw EnvironmentError(reading: error)
    }
    var rest = bodies[...]
    var changes: [(Int, DocumentStamp)] = []
    for (rank, position) in positions.enumerated() {
      guard let status = statuses[rank] else {
        throw FolderFile(place: memory.place(at: position)).missing
      }
      var text: FileStatus?
      if rest.first == position {
        text = statuses[positions.count + rest.startIndex]
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
    of positions: ArraySlice<Int>, in memory: some SurveyMemory
  ) -> (paths: PathList, bodies: [Int]) {
    var paths = PathList()
    paths.reserveCapacity(positions.count, byteCount: positions.count * 128)
    var bodies: [(position: Int, path: String)] = []
    for position in positions {
      memory.appendPath(at: position, to: &paths)
      guard FolderFile.mayHaveBody(memory.kind(at: position)) else { continue }
      let file = FolderFile(place: memory.place(at: position))
      if let path = file.textPath { bodies.append((position, path)) }
    }
    for body in bodies { paths.append(body.path) }
    return (paths, bodies.map(\.position))
  }

  /// The folders as they are now, the files in them that are new, and the documents that have none any
  /// more; `nil` where there are other folders than before.
  private func listing(
    since memory: some SurveyMemory
  ) throws(EnvironmentError) -> (folders: [SurveyedFolder], came: [FolderFile], went: [Int])? {
    let isSame = memory.folders.allSatisfy { folder in
      (try? fileSystem.status(of: folder.path)) == folder.status && memory.isSettled(folder.status)
    }
    if isSame { return (memory.folders, [], []) }
    // Whoever replaces a file changes its folder, and the folder may still list the same names.
    let layout = try FolderLayout(of: path, in: fileSystem)
    let (files, listed) = try files(of: layout)
    let folders = layout.folders + listed
    guard layout.warnings == memory.warnings, folders.map(\.path) == memory.folders.map(\.path)
    else { return nil }
    let (came, went) = Self.difference(of: files, from: memory)
    return (folders, came, went)
  }

  /// Compares what is listed with what was, both in the same order but for what came later.
  private static func difference(
    of files: [FolderFile], from memory: some SurveyMemory
  ) -> (came: [FolderFile], went: [Int]) {
    let listed = memory.listedCount
    var later: [String: Int] = [:]
    for position in listed..<memory.documentCount where !memory.isGone(position) {
      later[memory.place(at: position).path] = position
    }
    var came: [FolderFile] = []
    var went: [Int] = []
    var position = 0
    for file in files {
      var isKnown = false
      while position < listed, !isKnown {
        let path = memory.place(at: position).path
        isKnown = path == file.path && !memory.isGone(position)
        guard
          isKnown || memory.isGone(position) || path.utf8.lexicographicallyPrecedes(file.path.utf8)
        else { break }
        if !isKnown, !memory.isGone(position) { went.append(position) }
        position += 1
      }
      if !isKnown, later.removeValue(forKey: file.path) == nil { came.append(file) }
    }
    went += (position..<listed).filter { !memory.isGone($0) } + later.values.sorted()
    return (came, went)
  }
}
