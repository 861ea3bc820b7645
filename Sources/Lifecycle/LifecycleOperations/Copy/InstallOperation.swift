import EnvironmentAdapters
public import IntegrationModel
public import LosslessJSON
import ObjectModel
import ObjectStore
import RepositoryCore

/// Makes integrations of bundles.
public struct InstallOperation {
  private let resolver: StateResolver
  private let options: CopyPlanning.Options

  /// Prepares to install.
  public init(_ resolver: StateResolver, _ options: CopyPlanning.Options) {
    self.resolver = resolver
    self.options = options
  }

  /// Plans to install the bundle in a file; nothing is written, not even to the repository.
  public func plan(_ path: String, to environment: String, name: String?) throws -> Plan {
    try plan(
      BundleFile(at: path, resolver.context.repository.fileSystem), to: environment, name: name)
  }

  /// Plans to install a bundle; nothing is written, not even to the repository.
  ///
  /// - Parameter name: The new integration's name; that of the bundle's integration unless given,
  ///   which may be there already.
  /// - Throws: ``LifecycleError`` `bad_name`, `malformed_bundle`, `BundleError`, and whatever refuses a copy.
  public func plan(_ file: BundleFile, to environment: String, name: String?) throws -> Plan {
    try name.map(IntegrationName.check)
    let bundle = try BundleReading(file, resolver.context)
    try bundle.requireBodies()
    var plan = try CopyPlanning(resolver, options).plan(
      CopyPlanning.Source(
        kind: .install, state: bundle.complete, label: Self.label(file.name),
        environment: bundle.source?.environment,
        commit: bundle.commit(in: resolver.context.repository)),
      to: environment, name: name ?? bundle.name, isNumbered: name == nil)
    plan.bundle = Plan.BundleOrigin(
      integrationID: bundle.integrationID, parent: bundle.content.commit.parent)
    plan.warnings += bundle.warnings.map {
      Plan.Warning(code: "left_out", name: bundle.name, message: $0)
    }
    return plan
  }

  /// Returns the documents that a bundle holds, what is named first.
  public func contents(
    of file: BundleFile
  ) throws -> [(key: ResourceKey, document: JSONValue)] {
    let (account, _) = try BundleState.account(file, resolver.context)
    let keys = account.index.resources.keys.sorted {
      ($0.kind.creationTier, $0) < ($1.kind.creationTier, $1)
    }
    return try account.environment.adapter.read(keys, makeWorker: {}) { _, document in
      (document.key, document.value)
    }
  }

  /// The file's name: where it lies is nobody's business in a history that others read.
  private static func label(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}

extension BundleReading {
  /// Refuses scripts without their text, which nothing could put back.
  ///
  /// A bundle that equals a recorded state lacks nothing.
  fileprivate func requireBodies() throws {
    guard !content.commit.isRecorded else { return }
    let lacking = state.names.filter { $0.kind == .scripts && state.resources[$0]?.text == nil }
    guard let first = lacking.first, let facts = state.facts.resources[first] else { return }
    throw LifecycleError(
      .environment, "malformed_bundle",
      "the script '\(facts.name)' of '\(state.label)' has no text: its .js file is missing",
      hint: "use a complete bundle",
      details: [
        "scripts": .array(lacking.map { .text(state.facts.resources[$0]?.id) })
      ])
  }
}

extension Plan {
  /// Writes the commit that stands for the bundle that a plan installs, made of what the plan
  /// creates, so that a saved plan needs no bundle.
  ///
  /// - Throws: ``LifecycleError`` `stale_plan` where the recorded state that it comes from is not
  ///   in this repository.
  func recordBundle(in recording: Recording) throws {
    guard let bundle, let source else { return }
    let repository = recording.repository
    if let parent = bundle.parent {
      guard try repository.objects.contains(parent.objectID) else {
        throw LifecycleError.refused(
          "stale_plan", "the plan comes from a state that this repository does not have",
          hint: "make a new plan from the bundle")
      }
    }
    let commit = BundleCommit(
      files: bundleFiles, integrationID: bundle.integrationID, parent: bundle.parent,
      isRecorded: bundle.parent == source.commit)
    guard try commit.record(in: recording) == source.commit else {
      throw LifecycleError(
        .usage, "malformed_plan", "the plan creates something else than it says it installs",
        hint: "make a new plan from the bundle")
    }
  }

  /// The content that the plan creates, as files of a content tree.
  private var bundleFiles: [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for step in steps where step.operation == .create && !step.name.kind.isBound {
      guard var content = step.result?.content else { continue }
      if let (member, _) = step.name.kind.textMember, let path = StateLayout.textPath(step.name),
        let text = content[member]?.string, case .object(var object) = content
      {
        files[path] = text.utf8
        object[member] = nil
        content = .object(object)
      }
      files[StateLayout.contentPath(step.name)] = content.canonicalBytes()
    }
    return files
  }
}
