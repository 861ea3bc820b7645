import LosslessJSON
import ObjectModel
import ObjectStore
import RefStore
import RepositoryCore
import TestKit

/// What a reader sees of a repository; what cannot be read is left out.
struct Sight: Equatable {
  private(set) var objects: [ObjectID: StoredObject] = [:]
  private(set) var head: String?
  private(set) var refs: [RefName: ObjectID] = [:]
  private(set) var revisions: [TargetName: [Revision]] = [:]
  /// The files of every recorded state.
  private(set) var files: [TreeID: FileTree] = [:]
  private(set) var operation: [JSONValue]?

  /// Reads everything that can be read.
  ///
  /// - Parameter known: What was seen before a damage: those objects and files are asked for.
  init(_ repository: Repository, known: Sight? = nil) throws {
    let ids = try known.map { Array($0.objects.keys) } ?? Self.allIDs(repository)
    for id in ids { objects[id] = try? repository.objects.object(id) }
    head = (try? repository.refs.head()).flatMap { $0 }.map { "\($0)" }
    for ref in (try? repository.refs.refs()) ?? [] { refs[ref.name] = ref.target }
    for target in [orders, billing] {
      revisions[target] = try? RevisionJournal(target, in: repository).revisions()
    }
    let reader = TreeFiles(repository.objects)
    for tree in known.map({ Array($0.files.keys) }) ?? trees {
      files[tree] = try? reader.files(of: tree)
    }
    if let log = try? OperationLog.open(orders, in: repository) {
      operation = [log.header] + log.events
    }
  }

  private static func allIDs(_ repository: Repository) throws -> [ObjectID] {
    try (0..<256).flatMap { byte in
      try repository.objects.ids(
        startingWith: String(String(byte + 256, radix: 16).dropFirst()), countMax: 1000)
    }
  }

  private var trees: [TreeID] {
    revisions.values.flatMap { $0.compactMap { $0.after?.content } }
  }

  /// Whether everything reads as it did.
  ///
  /// A journal that ends after one of its whole lines is what a crash leaves: resuming looks at the
  /// environment for what the lost lines said.
  func isUnharmed(_ before: Sight) -> Bool {
    guard let whole = before.operation, let left = operation, whole.starts(with: left) else {
      return self == before
    }
    var before = before
    before.operation = left
    return self == before
  }

  /// Content that was read and is not what was written: there must be none, whatever is reported.
  func wrongContent(_ before: Sight) -> String? {
    for (id, object) in objects where before.objects[id] != object { return "object \(id)" }
    for (tree, files) in files where before.files[tree] != files { return "tree \(tree)" }
    return nil
  }

  /// The revisions of which an object is gone, each with its target.
  func lostRevisions(_ before: Sight) -> [String: String] {
    var lost: [String: String] = [:]
    for (target, revisions) in before.revisions {
      for revision in revisions {
        let ids = [
          revision.after?.commit.objectID, revision.after?.content.objectID,
          revision.after?.facts.objectID,
        ]
        if ids.contains(where: { $0.map { objects[$0] == nil } ?? false }) {
          lost["\(target)@\(revision.id)"] = "\(target)"
        }
      }
    }
    return lost
  }
}
