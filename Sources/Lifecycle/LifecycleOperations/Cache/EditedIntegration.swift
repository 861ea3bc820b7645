import EnvironmentAdapters
import IntegrationModel
import LosslessJSON
import ObjectModel
import ObjectStore
import RefStore
import RepositoryCore

/// An integration of which some documents were edited, or none, and nothing else: what its two trees become,
/// made from the recorded ones without reading what is the same.
struct EditedIntegration: Sendable {
  let entry: IntegrationDirectory.Entry
  let target: CachedTarget
  /// Whether anything was edited at all.
  let isEdited: Bool
  /// How the integration was recorded, and where its branches are.
  let standing: CachedTarget.Standing
  /// The recorded state.
  let state: RecordedState
  /// The files of the content tree that may differ; `nil` is a file that is gone.
  private var contentFiles: [String: [UInt8]?] = [:]
  /// The same of the facts tree.
  private var factsFiles: [String: [UInt8]?] = [:]
  /// The trees as recorded.
  let before: (content: TreeID, facts: TreeID)
  /// The trees as they are now.
  private(set) var after: (content: TreeID, facts: TreeID)
  /// The blobs and trees that may be new.
  private(set) var objects: [IdentifiedObject] = []
  /// How many resources differ.
  private(set) var changes = Revision.Changes()
  /// Whether facts differ that count as a change.
  private(set) var factsChanged = false
  private(set) var warnings: [ModelWarning]

  /// Reads what was edited, or returns `nil` where an edit reaches beyond its document.
  init?(
    _ sighting: AccountGlance.Sighting, of glance: AccountGlance, with encoder: NeutralEncoder
  ) throws {
    let context = glance.context
    entry = sighting.entry
    target = sighting.target
    isEdited = !sighting.edits.isEmpty
    let repository = context.repository
    guard let standing = target.standing, let state = standing.state,
      try repository.isCurrent(standing, entry.target)
    else { return nil }
    self.standing = standing
    self.state = state
    before = (state.content, try repository.objects.commit(state.facts).tree)
    after = before
    warnings = target.warnings
    guard isEdited else { return }
    var (facts, observation) = try repository.factsDocuments(in: before.facts)
    var (isNewFacts, isNewObservation) = (false, false)
    let names = facts.names
    var known: [ResourceKey: ResourceFacts] = [:]
    for key in sighting.edits.map(\.summary.key) {
      known[key] = try names[key].flatMap { try facts.facts(of: $0) }
    }
    guard let externals = try Self.externals(of: sighting.edits, except: names, in: glance) else {
      return nil
    }
    let naming = IntegrationNaming(
      integrationID: entry.id, names: names.filter { !$0.key.kind.isBound },
      slots: SlotTable(names: names, bindings: known.mapValues(\.bindings)),
      externals: externals, groups: try facts.groups())
    for edit in sighting.edits {
      guard let name = names[edit.summary.key], let before = known[edit.summary.key],
        Self.keepsGroups(edit, naming.groups)
      else { return nil }
      let resource = encoder.encode(
        edit.document.json, text: edit.document.text, key: edit.summary.key, name: name,
        naming: naming
      ).keeping(missing: before.missing)
      add(resource, before, PayloadForm(policy: context.configuration.payloads))
      if facts.replace(name, with: resource.facts.json) { isNewFacts = true }
      if observation.replace(name, with: resource.observation.json) { isNewObservation = true }
    }
    if isNewFacts {
      factsFiles[StateLayout.facts] = .some(facts.canonicalBytes())
    }
    if isNewObservation {
      factsFiles[StateLayout.observation] = .some(observation.canonicalBytes())
    }
    try makeTrees(in: repository)
  }

  private mutating func makeTrees(in repository: Repository) throws {
    let hasher = ObjectHasher(repository.format)
    var objects: [IdentifiedObject] = []
    func id(_ kind: ObjectKind, _ bytes: [UInt8]) -> ObjectID {
      let id = hasher.id(of: kind, bytes)
      objects.append(
        IdentifiedObject(id: id, object: StoredObject(kind: kind, bytes: bytes)))
      return id
    }
    let files = TreeFiles(repository.objects)
    func tree(_ changed: [String: [UInt8]?], _ base: TreeID) throws -> (TreeID, Set<String>) {
      let blobs = changed.mapValues { $0.map { BlobID(id(.blob, $0)) } }
      let edit = try TreeEdit(blobs).apply(to: base, from: files) {
        TreeID(id(.tree, $0))
      }
      return (edit.tree, edit.changed)
    }
    let (content, changed) = try tree(contentFiles, before.content)
    let (facts, changedFacts) = try tree(factsFiles, before.facts)
    factsChanged = !changedFacts.isSubset(of: SignificantFacts.observed)
    after = (content, facts)
    changes.modified = Set(changed.compactMap { StateLayout.resource(at: $0)?.name }).count
    self.objects = objects
    (contentFiles, factsFiles) = ([:], [:])
  }

  /// What other integrations call what the edited documents refer to there, or `nil` if one of them
  /// has no recorded name for it.
  private static func externals(
    of edits: [AccountGlance.Edit], except names: [ResourceKey: LogicalName],
    in glance: AccountGlance
  ) throws -> [ResourceKey: String]? {
    let targets = Set(
      edits.flatMap { $0.summary.references.compactMap(glance.referenced.resolve) }
    ).filter { names[$0] == nil }
    let externals = try glance.externalNames(of: targets)
    return externals.count == targets.count ? externals : nil
  }

  private static func keepsGroups(_ edit: AccountGlance.Edit, _ groups: GroupTable) -> Bool {
    edit.summary.key.kind != .integrations
      || GroupTable(naming: edit.document.json.value, prior: groups) == groups
  }

  private mutating func add(
    _ resource: NeutralResource, _ before: ResourceFacts, _ payloads: PayloadForm
  ) {
    let name = resource.name
    if name.kind.isBound {
      factsFiles[StateLayout.boundPath(name)] = .some(resource.content)
    } else {
      contentFiles[StateLayout.contentPath(name)] = .some(resource.content)
      if let path = StateLayout.textPath(name) { contentFiles[path] = .some(resource.text) }
    }
    for place in before.payloads {
      factsFiles[StateLayout.payloadPath(name, place)] = .some(nil)
    }
    for payload in resource.payloads {
      factsFiles[StateLayout.payloadPath(name, payload.pointer)] = .some(
        payloads.stored(payload.bytes))
    }
    warnings.removeAll { $0.key == ResourceKey(name.kind, before.id) }
    warnings += resource.warnings
  }

  /// What the next revision follows.
  var prior: PriorRevision {
    PriorRevision(
      content: state.commit, facts: state.facts, journal: standing.journal,
      nextNumber: standing.newestNumber + 1, state: state)
  }

  /// The fingerprint of what was found; empty where it would have to be taken anew.
  var fingerprint: [UInt8] { isEdited ? [] : standing.fingerprint }

  /// The cache's record of the integration once its edits are recorded.
  func target(standing: CachedTarget.Standing?) -> CachedTarget {
    var target = target
    target.standing = standing
    target.warnings = warnings
    return target
  }
}

extension Repository {
  /// Whether the branches of an integration are where they were when it was found to stand so.
  func isCurrent(_ standing: CachedTarget.Standing, _ target: TargetName) throws -> Bool {
    guard let state = standing.state else { return false }
    return try refs.target(of: try target.contentRef) == state.commit.objectID
      && refs.target(of: try target.factsRef) == state.facts.objectID
      && refs.target(of: try target.journalRef) == standing.journal.objectID
  }
}
