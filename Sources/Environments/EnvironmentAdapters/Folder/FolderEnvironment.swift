public import FileStorage
public import IntegrationModel
import ParallelWork
import Synchronization

/// An account that is a folder of JSON files, one document a file.
///
/// Any file name is read. Writes are atomic per file; an existing file keeps its name and the order
/// of its members.
public final class FolderEnvironment<Files: FileSystem>: Environment {
  public let location: String
  let path: String
  let fileSystem: Files
  let makeID: @Sendable () -> String
  let now: @Sendable () -> String
  /// Which document is in which file, as last seen.
  let known = Mutex(FolderTable())
  /// The files that were there when a document was looked for and not found; `nil` once everything is
  /// looked at anew.
  let listed = Mutex<ListedFiles?>(nil)
  /// What the last survey read, to be taken apart without being read once more.
  private let recent = Mutex(RecentDocuments())

  /// Opens a folder.
  ///
  /// - Parameters:
  ///   - makeID: Returns a fresh id of 24 hexadecimal digits.
  ///   - now: Returns the time as the platform writes it, for `createdAt` and `lastModified`.
  public init(
    path: String, fileSystem: Files, makeID: @escaping @Sendable () -> String,
    now: @escaping @Sendable () -> String
  ) {
    self.path = path
    self.fileSystem = fileSystem
    self.makeID = makeID
    self.now = now
    location = "dir:\(path)"
  }

  public func survey<Worker, Summary: Sendable>(
    reusing cache: SurveyCache<Summary>?, makeWorker: @Sendable () -> Worker,
    _ summarise: @Sendable (Worker, EnvironmentDocument) -> Summary
  ) throws(EnvironmentError) -> EnvironmentSurvey<Summary> {
    recent.withLock { $0 = RecentDocuments() }
    listed.withLock { $0 = nil }
    let layout = try FolderLayout(of: path, in: fileSystem)
    let (files, folders) = try files(of: layout)
    if cache == nil { recent.withLock { $0.reserve(files.count) } }
    let readCount = Atomic<Int>(0)
    let entries = try parallelMap(
      files, makeWorker: { (worker: makeWorker(), reader: self.fileSystem.reader()) }
    ) { (own, file) throws(EnvironmentError) -> SurveyCache<Summary>.Entry in
      if let cache {
        let stamp = try file.stamp(self.fileSystem)
        if let known = cache.entry(at: file.path, stamp) { return known }
      }
      readCount.add(1, ordering: .relaxed)
      let (document, stamp) = try file.readStamped(self.fileSystem, own.reader)
      self.recent.withLock { $0.keep(document) }
      return SurveyCache<Summary>.Entry(
        place: file.place, stamp: stamp, key: document.key, version: document.version,
        summary: summarise(own.worker, document))
    }
    let isShared = layout.roots.count > 1
    var table = FolderTable(of: files)
    var summaries: [Summary] = []
    summaries.reserveCapacity(entries.count)
    // By position: an iterator would copy each entry, and count references to all that is in it.
    for position in entries.indices
    where try table.insert(
      entries[position].key, at: position, entries[position].version, isShared: isShared)
    {
      summaries.append(entries[position].summary)
    }
    known.withLock { $0 = table }
    return EnvironmentSurvey(
      summaries: summaries, warnings: layout.warnings, entries: entries,
      folders: layout.folders + folders, isShared: isShared,
      readCount: readCount.load(ordering: .relaxed))
  }

  public func read<Worker, Result: Sendable>(
    _ keys: [ResourceKey], makeWorker: @Sendable () -> Worker,
    _ transform: @Sendable (Worker, EnvironmentDocument) -> Result
  ) throws(EnvironmentError) -> [Result] {
    try parallelMap(keys, makeWorker: makeWorker) { (worker, key) throws(EnvironmentError) in
      if let document = self.recent.withLock({ $0.take(key) }) {
        return transform(worker, document)
      }
      guard let document = try self.document(key) else { throw Self.missing(key) }
      return transform(worker, document)
    }
  }

  public func recall(_ places: [(key: ResourceKey, place: DocumentPlace)]) {
    known.withLock { table in
      for (key, place) in places { table[key] = [FolderFile(place: place)] }
    }
  }

  public func document(_ key: ResourceKey) throws(EnvironmentError) -> EnvironmentDocument? {
    if let file = known.withLock({ $0[key].first }),
      let document = try file.readIfPresent(fileSystem), document.key == key
    {
      return document
    }
    if try isStillMissing(key) { return nil }
    try refresh()
    guard let file = known.withLock({ $0[key].first }) else { return nil }
    return try file.read(fileSystem)
  }

  /// Looks again which document is in which file.
  private func refresh() throws(EnvironmentError) {
    let survey = try survey(makeWorker: {}, { _, _ in })
    listed.withLock { $0 = ListedFiles(survey.entries.lazy.map(\.place.path)) }
  }

  /// Whether no file of the kind has come since all documents were looked at, and none was this one.
  private func isStillMissing(_ key: ResourceKey) throws(EnvironmentError) -> Bool {
    guard listed.withLock({ $0 != nil }), known.withLock({ $0[key].isEmpty }) else { return false }
    let layout = try FolderLayout(of: path, in: fileSystem)
    for root in layout.roots {
      if let file = root.integrationFile, key.kind == .integrations, !isListed([file]) {
        return false
      }
      for folder in root.kinds where folder.kind == key.kind {
        let files = try list(folder.path, of: key.kind, in: nil).files
        guard isListed(files.map(\.path)) else { return false }
      }
    }
    return true
  }

  private func isListed(_ files: [String]) -> Bool {
    listed.withLock { $0?.contains(files) == true }
  }

  // MARK: Files

  /// Lists the documents' files, and returns the folders as they were before.
  func files(
    of layout: FolderLayout
  ) throws(EnvironmentError) -> ([FolderFile], [SurveyedFolder]) {
    var files: [FolderFile] = []
    var folders: [SurveyedFolder] = []
    for root in layout.roots {
      var containerID: String?
      if let path = root.integrationFile {
        let file = FolderFile(
          place: DocumentPlace(kind: .integrations, path: path, isBundleIntegration: true))
        containerID = try file.read(fileSystem).key.id
        files.append(file)
      }
      let container = containerID
      // Listing thousands of files takes a while, and most are in two or three folders.
      let lists = try parallelMap(root.kinds, makeWorker: {}) {
        (_, part) throws(EnvironmentError) in
        try self.list(part.path, of: part.kind, in: container)
      }
      for list in lists {
        folders.append(list.folder)
        files += list.files
      }
    }
    return (files, folders)
  }

  private func list(
    _ folder: String, of kind: ResourceKind, in containerID: String?
  ) throws(EnvironmentError) -> (folder: SurveyedFolder, files: [FolderFile]) {
    let surveyed = try FolderLayout.surveyed(folder, fileSystem)
    let entries = try FolderLayout.entries(folder, fileSystem)
    var files: [FolderFile] = []
    files.reserveCapacity(entries.count)
    for entry in entries
    where FolderLayout.mayBeFile(entry) && entry.name.hasSuffix(".json")
      && !entry.name.hasPrefix(".")
    {
      var path = ""
      path.reserveCapacity(folder.utf8.count + 1 + entry.name.utf8.count)
      path += folder
      path += "/"
      path += entry.name
      files.append(
        FolderFile(place: DocumentPlace(kind: kind, path: path, containerID: containerID)))
    }
    return (surveyed, files)
  }

  static func missing(_ key: ResourceKey) -> EnvironmentError {
    EnvironmentError(
      .notFound, "there is no \(key.kind.singular) '\(key.id)'", places: [key.description])
  }
}
