import CommitGraph
import IntegrationModel
import LosslessJSON
import ObjectModel
import ObjectStore
import RepositoryCore

/// The history of content as merges see it: with what reverts and partial pulls say of themselves.
struct ContentHistory {
  let repository: Repository
  let graph: CommitAncestry

  init(_ repository: Repository) {
    self.repository = repository
    graph = CommitAncestry { try Self.node($0, in: repository) }
  }

  private static func node(_ id: CommitID, in repository: Repository) throws -> CommitNode {
    let commit = try repository.objects.commit(id)
    let trailers = CommitTrailers(commit.message)
    let revertsTo = trailers[CommitTrailers.revertTo].flatMap { CommitID(hex: $0) }
    guard let source = trailers[CommitTrailers.takenFrom].flatMap({ CommitID(hex: $0) }),
      commit.parents.count == 2
    else { return CommitNode(parents: commit.parents, revertsTo: revertsTo, taken: nil) }
    return CommitNode(
      parents: [commit.parents[0]], revertsTo: revertsTo,
      taken: try TakenRecord.taken(from: source, in: commit.parents[1], repository))
  }

  /// The best common ancestors of two commits.
  func bases(of one: CommitID?, and other: CommitID?) throws -> MergeBases? {
    guard let one, let other else { return nil }
    return try graph.mergeBases(of: one, and: other)
  }
}

/// What a partial pull took of its remote: an orphan commit with the documents as they were taken.
///
/// It is the second parent of the pull's commit, so that it stays reachable; see
/// Docs/formats/repository-layout.md.
enum TakenRecord {
  static let fileName = "taken.json"

  /// Writes the record of a plan.
  static func write(
    _ taken: Plan.Taken, from source: CommitID, _ recording: Recording
  ) throws -> CommitID {
    let repository = recording.repository
    let remote = try FileTree(
      try repository.objects.commit(source).tree, from: repository.objects)
    var files = FileTree()
    for name in taken.names {
      let paths = [StateLayout.contentPath(name), StateLayout.textPath(name)].compactMap { $0 }
      if let document = taken.documents[name] {
        for (path, bytes) in StateLayout.files(name, document) {
          files.blobs[path] = try recording.objects.writeBlob(bytes)
        }
      } else {
        for path in paths { files.blobs[path] = remote.blobs[path] }
      }
    }
    files.blobs[fileName] = try recording.objects.writeBlob(
      (["names": list(taken.names), "incomplete": list(taken.incomplete)] as JSONValue)
        .canonicalBytes())
    return try recording.commit(
      try files.write(into: recording.objects), parents: [],
      message: CommitTrailers.message(
        "taken in part", [(CommitTrailers.takenFrom, source.hex)]))
  }

  private static func list(_ names: Set<LogicalName>) -> JSONValue {
    .array(names.sorted().map { .text($0.description) })
  }

  /// Reads what a record says of itself.
  static func taken(
    from source: CommitID, in record: CommitID, _ repository: Repository
  ) throws -> Taken {
    let tree = try repository.objects.tree(try repository.objects.commit(record).tree)
    guard let blob = tree[fileName]?.blobID else {
      throw RepositoryError(.damaged, "the record '\(record)' of a pull does not say what it took")
    }
    let json = try JSONValue(parsing: try repository.objects.blob(blob))
    func names(_ list: JSONString) -> Set<String> {
      Set((json[list]?.array ?? []).compactMap(\.text))
    }
    return Taken(
      source: source, record: record, names: names("names"), incomplete: names("incomplete"))
  }
}
