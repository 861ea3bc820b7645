import Bundles
import EnvironmentAdapters
import IntegrationModel
import LosslessJSON
public import ObjectModel
public import RepositoryCore

/// A bundle as it was read: what it holds, and where in the recorded history that belongs.
public struct BundleReading: Sendable {
  /// What the bundle holds, under the names that the repository has for it.
  public let state: IntegrationState
  /// The same, with what bundles cannot carry taken over from the recorded state that the bundle is
  /// nearest to; what is installed and merged.
  public let complete: IntegrationState
  /// The recorded integration that the bundle was made of, if it is recorded here.
  public let source: TargetName?
  /// The name of the integration, as the bundle has it.
  public let name: String
  /// The id of the integration, as the bundle has it.
  public let integrationID: String
  /// What was left out of the bundle, in sentences.
  public let warnings: [String]
  let captured: CapturedState
  let content: BundleContent

  /// Reads a bundle; nothing is written.
  init(_ file: BundleFile, _ context: OperationContext) throws {
    let path = file.name
    let (account, entries) = try BundleState.account(file, context)
    let capture = try StateCapture(account, context)
    guard let entry = capture.directory.entries.first(where: { $0.id != nil }), let id = entry.id
    else { throw RepositoryError(.damaged, "'\(path)' was read and holds nothing") }
    let keys = IntegrationClosure(of: id, in: account.index).members
    let lineage = try BundleLineage(of: id, holding: keys, context)
    var captured = try Self.capture(entry, capture, lineage)
    captured.nameElsewhere()
    if let facts = lineage.facts { captured.noteCredentials(of: facts) }
    let scope = BundleScope(captured.contentFiles)
    content = try BundleContent(
      captured.contentFiles, scope, of: id, lineage.states, in: context.repository)
    var complete = captured
    complete.contentFiles = content.files
    state = try IntegrationState(captured, of: scope, label: path, in: context.repository)
    self.complete = try IntegrationState(complete, of: scope, label: path, in: context.repository)
    self.captured = complete
    source = lineage.source
    name = entry.name
    integrationID = id
    warnings =
      account.warnings
      + entries.filter { $0.path.lowercased().hasSuffix(".zip") }.map {
        "the archive '\($0.path)' in the bundle is left out"
      }
  }

  /// Captures the bundle under the names that the repository has.
  private static func capture(
    _ entry: IntegrationDirectory.Entry, _ capture: StateCapture, _ lineage: BundleLineage
  ) throws -> CapturedState {
    guard var facts = lineage.facts else { return try capture.capture(entry) }
    let captured = try capture.capture(entry, knowing: facts)
    // The slots of a recorded source are known by what is in them.
    guard lineage.source == nil, let newest = lineage.states.first else { return captured }
    let known = try BundleSlots.named(as: newest, captured, in: capture.context.repository)
    guard !known.isEmpty else { return captured }
    facts.resources = facts.resources.filter { !$0.key.kind.isBound }.merging(known) { $1 }
    return try capture.capture(entry, knowing: facts)
  }

  /// The content commit that stands for the bundle, whether it is written yet or not.
  ///
  /// The same bundle has the same commit, always and in every repository with the same history: a
  /// recorded state of its integration if the bundle is equal to one, else a commit made of nothing
  /// but the content and the nearest recorded state, which is its parent.
  public func commit(in repository: Repository) throws -> CommitID {
    try content.commit.id(in: repository)
  }

  /// Writes the bundle's commit, unless it is there, so that a merge has it for a remote; whoever
  /// records it has to make it an ancestor of something that a ref names.
  ///
  /// It holds everything that bundles cannot carry as its parent has it, so nothing that is missing
  /// for that reason looks deleted in a merge.
  @discardableResult
  public func record(in recording: Recording) throws -> CommitID {
    try content.commit.record(in: recording)
  }
}

extension CapturedState {
  /// Notes where the recorded integration has credentials: bundles do not say it, and a person has
  /// to enter them.
  fileprivate mutating func noteCredentials(of recorded: IntegrationFacts) {
    for (name, resource) in recorded.resources where !resource.masked.isEmpty {
      guard !name.kind.isBound, facts.resources[name] != nil,
        let bytes = contentFiles[StateLayout.contentPath(name)],
        let value = try? JSONValue(parsing: bytes)
      else { continue }
      facts.resources[name]?.masked = resource.masked.filter { place in
        (try? JSONPointer(parsing: place).parent).map { value[$0]?.object != nil } ?? false
      }
    }
  }

  /// Puts names in the place of ids that the bundle has no resource for.
  fileprivate mutating func nameElsewhere() {
    var ids: [ResourceKey: [String: ResourceKind]] = [:]
    for reference in closure.dangling {
      guard let kind = reference.site.kinds.first, !kind.isBound else { continue }
      ids[reference.from, default: [:]][reference.site.id] = kind
    }
    for (key, ids) in ids {
      guard let name = naming.names[key] else { continue }
      let path = StateLayout.contentPath(name)
      guard let bytes = contentFiles[path], let value = try? JSONValue(parsing: bytes) else {
        continue
      }
      contentFiles[path] = Elsewhere.naming(ids, in: value).canonicalBytes()
    }
  }
}
