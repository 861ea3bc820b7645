import IntegrationModel
import LosslessJSON
import ObjectModel
import ObjectStore
import RefStore
public import RepositoryCore

extension IntegrationState {
  /// Reads a recorded state.
  public init(_ state: RecordedState, label: String, target: TargetName?, in repository: Repository)
    throws
  {
    let factsTree = try repository.objects.commit(state.facts).tree
    let files = try FileTree(factsTree, from: repository.objects)
    try self.init(
      content: state.content, factsFiles: files, label: label, target: target,
      commit: state.commit, in: repository)
  }

  init(
    content: TreeID, factsFiles: FileTree, label: String, target: TargetName?, commit: CommitID?,
    in repository: Repository
  ) throws {
    try self.init(
      content: content, factsFiles: factsFiles, label: label, target: target, commit: commit,
      in: repository, reading: OverlaidObjects(over: repository.objects))
  }

  /// Views what an integration of which documents were edited has become, without recording it.
  init(_ edited: EditedIntegration, label: String, in repository: Repository) throws {
    let objects = OverlaidObjects(identified: edited.objects, over: repository.objects)
    try self.init(
      content: edited.after.content,
      factsFiles: try FileTree(edited.after.facts, from: objects), label: label,
      target: edited.entry.target, commit: nil, in: repository, reading: objects)
  }

  private init(
    content: TreeID, factsFiles: FileTree, label: String, target: TargetName?, commit: CommitID?,
    in repository: Repository, reading objects: OverlaidObjects
  ) throws {
    self.label = label
    self.target = target
    self.content = content
    self.commit = commit
    self.repository = repository
    self.objects = objects
    warnings = []
    scope = nil
    resources = Self.resources(of: try FileTree(content, from: objects))
    facts = try objects.facts(in: factsFiles)
    observation = try objects.observation(in: factsFiles)
    payloads = Self.payloads(of: factsFiles)
    bound = Self.bound(of: factsFiles)
    unused = try UnusedResources.read(factsFiles, from: objects)
    account = nil
  }

  static func resources(of files: FileTree) -> [LogicalName: Resource] {
    resources(of: files.blobs.lazy.map { ($0.key, $0.value) })
  }

  /// What files of a content tree are, given in any order.
  static func resources(of files: some Collection<FileTree.File>) -> [LogicalName: Resource] {
    var resources: [LogicalName: Resource] = [:]
    resources.reserveCapacity(files.count)
    var texts: [(name: LogicalName, blob: BlobID)] = []
    for (path, blob) in files {
      guard let (name, isText) = StateLayout.resource(at: path) else { continue }
      if isText {
        texts.append((name, blob))
      } else {
        resources[name] = Resource(blob: blob, text: nil)
      }
    }
    for (name, text) in texts {
      resources[name] = resources[name].map { Resource(blob: $0.blob, text: text) }
    }
    return resources
  }

  static func bound(of files: FileTree) -> [LogicalName: BlobID] {
    var bound: [LogicalName: BlobID] = [:]
    for (path, blob) in files.blobs {
      if let name = StateLayout.bound(at: path) { bound[name] = blob }
    }
    return bound
  }

  private static func payloads(of files: FileTree) -> [LogicalName: [String: BlobID]] {
    var payloads: [LogicalName: [String: BlobID]] = [:]
    for (path, blob) in files.blobs {
      guard let (name, pointer) = StateLayout.payload(at: path) else { continue }
      payloads[name, default: [:]][pointer] = blob
    }
    return payloads
  }
}

extension Repository {
  /// Reads the facts that a facts commit records.
  func facts(of commit: CommitID) throws -> IntegrationFacts {
    let tree = try objects.tree(try objects.commit(commit).tree)
    guard let blob = tree[StateLayout.facts]?.blobID else {
      throw RepositoryError(.damaged, "the facts commit '\(commit)' holds no facts")
    }
    return try IntegrationFacts(json: try JSONValue(parsing: try objects.blob(blob)))
  }

  /// Reads the facts of a facts commit, and what was observed beside them, as they are.
  func factsDocuments(
    of commit: CommitID
  ) throws -> (facts: FactsDocument, observation: FactsDocument) {
    try factsDocuments(in: try objects.commit(commit).tree)
  }

  /// Reads the same of a facts tree.
  func factsDocuments(
    in tree: TreeID
  ) throws -> (facts: FactsDocument, observation: FactsDocument) {
    let files = try objects.tree(tree)
    return (
      try document(StateLayout.facts, in: files, tree),
      try document(StateLayout.observation, in: files, tree)
    )
  }

  /// Reads what was observed beside the facts of a facts commit, as it is.
  func observationDocument(of commit: CommitID) throws -> FactsDocument {
    let tree = try objects.commit(commit).tree
    return try document(StateLayout.observation, in: try objects.tree(tree), tree)
  }

  private func document(
    _ name: String, in files: Tree, _ tree: TreeID
  ) throws -> FactsDocument {
    guard let blob = files[name]?.blobID else {
      throw RepositoryError(.damaged, "the facts tree '\(tree)' holds no '\(name)'")
    }
    return try FactsDocument(parsing: try objects.blob(blob))
  }

  /// The facts of a target as last recorded, or `nil` if it never was.
  func recordedFacts(of target: TargetName) throws -> IntegrationFacts? {
    guard let id = try refs.target(of: try target.factsRef) else { return nil }
    return try facts(of: CommitID(id))
  }
}

extension ObjectReading {
  fileprivate func facts(in files: FileTree) throws -> IntegrationFacts {
    guard let blob = files.blobs[StateLayout.facts] else {
      throw RepositoryError(.damaged, "a facts commit holds no facts")
    }
    return try IntegrationFacts(json: try JSONValue(parsing: try self.blob(blob)))
  }

  func observation(in files: FileTree) throws -> IntegrationObservation {
    guard let blob = files.blobs[StateLayout.observation] else { return IntegrationObservation() }
    return IntegrationObservation(json: try JSONValue(parsing: try self.blob(blob)))
  }
}
