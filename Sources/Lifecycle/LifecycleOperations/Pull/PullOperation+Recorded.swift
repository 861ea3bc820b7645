import EnvironmentAdapters
public import IntegrationModel
import LosslessJSON
public import ObjectModel
import ParallelWork
public import RepositoryCore
public import StructuralDiff
import StructuralMerge

/// What a pull into a recorded state would come to: nothing of an environment is looked at.
extension PullOperation {
  /// A merge of what is recorded.
  public struct RecordedMerge {
    /// The state pulled into, as written.
    public let current: String
    /// The state pulled from.
    public let remote: String
    /// What would change, sorted by name; a place where the sides compete stays as it is.
    public let changes: [ResourceChange]
    /// The conflicts that are open.
    public let open: [PullConflict]
    /// The conflicts that are resolved.
    public let resolved: [PullConflict]
    /// How many differing fields are ignored.
    public let ignoredCount: Int
    /// Whether everything of the remote is there already.
    public let isUpToDate: Bool
    let merge: PullMerge

    /// The content tree that comes of it; `nil` while conflicts are open.
    public func content() throws -> TreeID? {
      merge.merge.isClean ? try merge.content() : nil
    }
  }

  /// What becomes of one resource.
  public struct ResourceChange: Sendable {
    /// Its name on the current side.
    public let name: LogicalName
    /// Whether it is new, other than it was, or gone.
    public let status: StateComparison.Status
    /// What changes in it; one addition for one that is new.
    public let changes: [Change]
    /// What needs the resource, where it is taken for nothing else.
    public let neededBy: LogicalName?
  }

  /// Merges a remote into a recorded state; nothing is written. Returns `nil` where the request names
  /// an integration as it is now.
  ///
  /// The environments of recorded states are not contacted.
  ///
  /// - Throws: ``LifecycleError``, as a pull.
  public func mergeRecorded(
    _ request: PullRequest, _ resolutions: ResolutionRequests
  ) throws -> RecordedMerge? {
    guard let current = try resolver.recordedPoint(request.current) else { return nil }
    let remote = try remote(request.remote, recording: false, for: current.target)
    let side = StateSide(
      current.state, label: current.label, target: current.target, in: repository)
    var merge = try merge(request, side, at: current.state.commit, remote)
    if request.usesRemembered { try merge.resolve(from: RememberedResolutions(repository)) }
    try merge.resolve(resolutions)
    return RecordedMerge(
      current: current.label, remote: remote.side.label,
      changes: try merge.changes(context.catalog),
      open: try merge.named(merge.open), resolved: try merge.named(merge.resolved),
      ignoredCount: merge.scope.ignoredCount,
      isUpToDate: merge.sides.isUpToDate, merge: merge)
  }

  /// Refuses to pull into a recorded state.
  ///
  /// - Throws: ``LifecycleError`` `recorded_state`.
  public func requireEnvironment(_ request: PullRequest) throws {
    guard let current = try resolver.recordedPoint(request.current) else { return }
    throw LifecycleError(
      .usage, "recorded_state",
      "'\(current.label)' is recorded and cannot be changed",
      hint: "name the integration, '\(current.target)', or add --dry-run to see what the merge "
        + "comes to")
  }
}

extension Revision.Changes {
  /// How many resources change.
  public init(_ changes: [PullOperation.ResourceChange]) {
    self.init(
      added: changes.count { $0.status == .added },
      modified: changes.count { $0.status == .modified },
      deleted: changes.count { $0.status == .deleted })
  }
}

extension PullOperation.ResourceChange {
  /// Compares what a resource was with what it becomes; `nil` where all that differs is ignored.
  fileprivate init?(
    _ name: LogicalName, from old: JSONValue?, to new: JSONValue?, _ identity: CatalogIdentity,
    neededBy: LogicalName?
  ) {
    self.name = name
    self.neededBy = neededBy
    switch (old, new) {
    case (let old?, let new?):
      (status, changes) = (.modified, ChangeList.named(from: old, to: new, identity: identity))
      guard !changes.isEmpty else { return nil }
    case (nil, let new?): (status, changes) = (.added, [.add(new, at: .root)])
    case (_, nil): (status, changes) = (.deleted, [])
    }
  }
}

extension PullMerge {
  /// What the merge changes on our side; a place where the sides compete stays as it is.
  func changes(_ catalog: FieldCatalog) throws -> [PullOperation.ResourceChange] {
    let (before, after) = (sides.ourTree.sources, merge.tree.sources)
    let names = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
      .sorted().compactMap { LogicalName($0.text) }
    let (load, users) = (sides.load, scope.users)
    return try parallelMap(names, makeWorker: { KindKnowledge(catalog) }) {
      kinds, name -> PullOperation.ResourceChange? in
      let key = JSONString(name.description)
      return PullOperation.ResourceChange(
        name, from: try load(before[key]), to: try load(after[key]),
        kinds.identity(of: name.kind), neededBy: users[name])
    }.compactMap { $0 }
  }

  /// The content tree that the merge comes to.
  fileprivate func content() throws -> TreeID {
    let hasher = ObjectHasher(sides.files.format)
    var files: [String: BlobID?] = [:]
    let (before, after) = (sides.ourTree.sources, merge.tree.sources)
    for key in Set(before.keys).union(after.keys) where before[key] != after[key] {
      guard let name = LogicalName(key.text) else { continue }
      for (path, blob) in StateLayout.files(of: name, after[key], hasher) {
        files[path] = .some(blob)
      }
    }
    return try TreeEdit(files).apply(to: sides.ours.content, from: sides.files) {
      TreeID(hasher.id(of: .tree, $0))
    }.tree
  }
}

extension StateLayout {
  /// The files of a document in a content tree; `nil` for one that it does not have.
  fileprivate static func files(
    of name: LogicalName, _ source: DocumentTree<DocumentID>.Source?, _ hasher: ObjectHasher
  ) -> [String: BlobID?] {
    var blobs: [String: BlobID] = [:]
    switch source {
    case .stored(let id):
      blobs[contentPath(name)] = id.resource.blob
      if let path = textPath(name) { blobs[path] = id.resource.text }
    case .made(let base):
      for (path, bytes) in base.value.map({ Self.files(name, $0) }) ?? [] {
        blobs[path] = BlobID(hasher.id(of: .blob, bytes))
      }
    case nil: break
    }
    var files: [String: BlobID?] = [:]
    for path in [contentPath(name), textPath(name)].compactMap({ $0 }) {
      files.updateValue(blobs[path], forKey: path)
    }
    return files
  }
}
