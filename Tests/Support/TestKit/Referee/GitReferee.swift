import FileStorage
import Foundation
import RefStore
import RepositoryCore

/// Judges a repository by git itself, and by reading it again after git has repacked it.
struct GitReferee {
  private let repository: String
  private let git: GitProgram

  /// Judges the bare repository in a folder.
  init(_ repository: String) {
    self.repository = repository
    git = GitProgram(in: repository)
  }

  /// What git finds wrong with it; empty if nothing is.
  func problems() throws -> [String] { try problems(["fsck", "--full", "--strict"]) }

  /// What git finds wrong when it looks at every pack, walks every history, copies everything, and
  /// makes one pack of all, and what we find wrong with that pack. The repository is changed.
  func problemsOfWhole() throws -> [String] {
    var found = try problems()
    for index in try packIndexes() { found += try problems(["verify-pack", index]) }
    found += try problems(["log", "--all", "--format=%H %an %s"])
    found += try problemsOfClone()
    let before = try sight()
    try removeLocks()
    found += try problems(["-c", "core.fsync=none", "gc", "--quiet", "--prune=now"])
    found += try problems()
    let after = try sight()
    return before == after ? found : found + ["before 'git gc': \(before)", "and after: \(after)"]
  }

  private func problems(_ arguments: [String]) throws -> [String] {
    let outcome = try git.run(arguments)
    let command = arguments.joined(separator: " ")
    return outcome.status == 0 ? [] : ["git \(command): \(outcome.errors)\(outcome.output)"]
  }

  private func packIndexes() throws -> [String] {
    let folder = repository + "/objects/pack"
    guard try LocalFileSystem().kind(of: folder) == .directory else { return [] }
    return try LocalFileSystem().entries(ofDirectory: folder).map(\.name)
      .filter { $0.hasPrefix("pack-") && $0.hasSuffix(".idx") }.map { "\(folder)/\($0)" }
  }

  private func problemsOfClone() throws -> [String] {
    let scratch = TemporaryFolder(isJudged: false)
    let mirror = scratch.path("mirror.git")
    let found = try problems([
      "-c", "core.fsync=none", "clone", "--quiet", "--mirror", repository, mirror,
    ])
    guard found.isEmpty else { return found }
    let (ours, theirs) = (try refs(in: repository), try refs(in: mirror))
    return ours == theirs ? [] : ["refs '\(ours)' were cloned as '\(theirs)'"]
  }

  /// Removes what a killed process left, as git asks for.
  private func removeLocks() throws {
    let places = FileManager.default.enumerator(atPath: repository)
    while let place = places?.nextObject() as? String {
      guard place.hasSuffix(".lock"), !place.hasPrefix("ilm/") else { continue }
      try FileManager.default.removeItem(atPath: "\(repository)/\(place)")
    }
  }

  private func refs(in folder: String) throws -> String {
    try GitProgram(in: folder).output("for-each-ref")
  }

  /// What we see of it, if it is one of ours.
  private func sight() throws -> [String] {
    let files = LocalFileSystem()
    guard let repository = try? Repository(directory: repository, fileSystem: files) else {
      return []
    }
    let report = RepositoryVerification.run(repository)
    return try repository.refs.refs().map { "\($0.name) \($0.target)" }
      + report.problems.map(\.message)
  }
}

extension GitReferee {
  /// The bare repositories in a folder, and in the folders in it.
  static func repositories(in folder: String, depth: Int = 0) -> [String] {
    let depthMax = 4
    guard let entries = try? LocalFileSystem().entries(ofDirectory: folder) else { return [] }
    let names = Set(entries.map(\.name))
    if names.isSuperset(of: ["HEAD", "objects", "refs"]) { return [folder] }
    guard depth < depthMax else { return [] }
    return entries.filter { $0.kind == .directory }.flatMap {
      repositories(in: "\(folder)/\($0.name)", depth: depth + 1)
    }
  }
}
