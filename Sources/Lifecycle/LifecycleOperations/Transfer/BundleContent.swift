import ByteCoding
import IntegrationModel
import LosslessJSON
import ObjectModel
import ObjectStore
import RepositoryCore

/// The content of a bundle, complete, and the commit that stands for it.
struct BundleContent: Sendable {
  /// The files of the content tree.
  let files: [String: [UInt8]]
  let commit: BundleCommit

  /// Finds the recorded state that a bundle is nearest to and completes the bundle from it.
  ///
  /// - Parameter states: The recorded states of the bundle's integration, newest first.
  init(
    _ files: [String: [UInt8]], _ scope: BundleScope, of integrationID: String,
    _ states: [CommitID], in repository: Repository
  ) throws {
    var completion = BundleCompletion(files, scope, repository)
    var nearest: (commit: CommitID, distance: Int)?
    for commit in states {
      let distance = try completion.distance(
        from: try repository.objects.commit(commit).tree, atMost: nearest?.distance ?? .max)
      if distance < nearest?.distance ?? .max { nearest = (commit, distance) }
      if distance == 0 { break }
    }
    if let nearest {
      let tree = try repository.objects.commit(nearest.commit).tree
      self.files = try completion.completed(from: tree)
      commit = BundleCommit(
        files: self.files, integrationID: integrationID, parent: nearest.commit,
        isRecorded: nearest.distance == 0)
    } else {
      self.files = files
      commit = BundleCommit(
        files: files, integrationID: integrationID, parent: nil, isRecorded: false)
    }
  }
}

/// Completes the content of a bundle from recorded states of its integration.
private struct BundleCompletion {
  private let files: [String: [UInt8]]
  private let scope: BundleScope
  private let repository: Repository
  private let blobs: [String: BlobID]
  private var known: [Pair: [UInt8]] = [:]

  private struct Pair: Hashable {
    let own: BlobID
    let other: BlobID
  }

  init(_ files: [String: [UInt8]], _ scope: BundleScope, _ repository: Repository) {
    self.files = files
    self.scope = scope
    self.repository = repository
    let hasher = ObjectHasher(repository.format)
    blobs = files.mapValues { BlobID(hasher.id(of: .blob, $0)) }
  }

  /// Counts the files that differ in what bundles carry; stops at `limit`.
  mutating func distance(from tree: TreeID, atMost limit: Int) throws -> Int {
    let others = try FileTree(tree, from: repository.objects).blobs
    let hasher = ObjectHasher(repository.format)
    var distance = 0
    for (path, own) in blobs where distance < limit {
      guard let other = others[path] else {
        distance += 1
        continue
      }
      let isEqual =
        try own == other
        || BlobID(hasher.id(of: .blob, completed(path, own: own, other: other))) == other
      if !isEqual { distance += 1 }
    }
    for path in others.keys where blobs[path] == nil && carries(path) { distance += 1 }
    return distance
  }

  /// The files, with what bundles cannot carry taken from a recorded tree.
  mutating func completed(from tree: TreeID) throws -> [String: [UInt8]] {
    var result = files
    for (path, other) in try FileTree(tree, from: repository.objects).blobs {
      if let own = blobs[path] {
        result[path] = try completed(path, own: own, other: other)
      } else if !carries(path) {
        result[path] = try repository.objects.blob(other)
      }
    }
    return result
  }

  private func carries(_ path: String) -> Bool {
    StateLayout.resource(at: path).map { scope.carries($0.name.kind) } ?? true
  }

  private mutating func completed(_ path: String, own: BlobID, other: BlobID) throws -> [UInt8] {
    let bytes = files[path] ?? []
    guard own != other, let (name, isText) = StateLayout.resource(at: path), !isText else {
      return bytes
    }
    if let known = known[Pair(own: own, other: other)] { return known }
    let document = try JSONValue(parsing: bytes)
    let reference = try JSONValue(parsing: try repository.objects.blob(other))
    let completed = scope.completed(document, of: name.kind, from: reference).canonicalBytes()
    known[Pair(own: own, other: other)] = completed
    return completed
  }
}

/// The commit that stands for a bundle.
///
/// Nothing in it depends on who records it or when, so that it is the same one wherever the bundle
/// is met.
struct BundleCommit: Sendable {
  let files: [String: [UInt8]]
  let integrationID: String
  /// The recorded state that the bundle comes from; `nil` where none is known.
  let parent: CommitID?
  /// Whether the bundle is equal to that state, so that the state's commit stands for it.
  let isRecorded: Bool

  /// The beginning of 1980, as in the archives: bundles tell no time.
  private static let epoch: Int64 = 315_532_800

  /// The id that the commit has, whether it is written or not.
  func id(in repository: Repository) throws -> CommitID {
    if isRecorded, let parent { return parent }
    let hasher = ObjectHasher(repository.format)
    let tree = FileTree(files.mapValues { BlobID(hasher.id(of: .blob, $0)) })
    let commit = try commit(of: tree.id(in: repository.format), in: repository)
    return CommitID(hasher.id(of: .commit, commit.encoded()))
  }

  /// Writes what is not there yet.
  func record(in recording: Recording) throws -> CommitID {
    if isRecorded, let parent { return parent }
    let sorted = files.sorted(byBytesOf: { $0.key })
    let ids = try recording.objects.write(
      sorted.map { StoredObject(kind: .blob, bytes: $0.value) })
    let tree = FileTree(
      Dictionary(uniqueKeysWithValues: zip(sorted.map(\.key), ids.map { BlobID($0) })))
    let commit = try commit(
      of: try tree.write(into: recording.objects), in: recording.repository)
    return try recording.objects.writeCommit(commit)
  }

  private func commit(of tree: TreeID, in repository: Repository) throws -> Commit {
    let time = try parent.map { try repository.objects.commit($0).committer.seconds }
    let identity = Identity(name: "bundle", email: "bundle@localhost", seconds: time ?? Self.epoch)
    return Commit(
      tree: tree, parents: parent.map { [$0] } ?? [], author: identity, committer: identity,
      message: CommitTrailers.message(
        "content of a bundle",
        [
          (CommitTrailers.bundle, integrationID),
          (CommitTrailers.form, String(NeutralForm.version)),
        ]))
  }
}
