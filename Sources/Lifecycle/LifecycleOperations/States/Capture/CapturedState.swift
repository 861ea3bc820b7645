import IntegrationModel
import LosslessJSON
import ObjectModel
import RepositoryCore

/// An integration as it was just read from its environment, not recorded yet.
struct CapturedState: Sendable {
  let entry: IntegrationDirectory.Entry
  let closure: IntegrationClosure
  let naming: IntegrationNaming
  /// The files of the content tree.
  var contentFiles: [String: [UInt8]]
  /// The files of the facts tree.
  var factsFiles: [String: [UInt8]]
  var facts: IntegrationFacts
  let observation: IntegrationObservation
  let warnings: [ModelWarning]
  /// Everything that its account holds.
  let account: AccountIndex

  /// Takes the parts of an integration's resources together.
  init(
    entry: IntegrationDirectory.Entry, closure: IntegrationClosure, naming: IntegrationNaming,
    resources: [NeutralResource], retired: IntegrationFacts, payloads: PayloadForm,
    unused: [UInt8], in account: AccountIndex
  ) {
    self.entry = entry
    self.account = account
    self.closure = closure
    self.naming = naming
    var facts = IntegrationFacts(
      integrationID: entry.id, name: entry.name, retired: retired.retired,
      retiredIDs: retired.retiredIDs.filter { retired.retired.contains($0.key) })
    var observed: [LogicalName: ResourceObservation] = [:]
    contentFiles = [:]
    factsFiles = [:]
    facts.resources.reserveCapacity(resources.count)
    observed.reserveCapacity(resources.count)
    contentFiles.reserveCapacity(resources.count)
    for resource in resources {
      let name = resource.name
      facts.resources[name] = resource.facts
      observed[name] = resource.observation
      if name.kind.isBound {
        factsFiles[StateLayout.boundPath(name)] = resource.content
      } else {
        contentFiles[StateLayout.contentPath(name)] = resource.content
        if let text = resource.text, let path = StateLayout.textPath(name) {
          contentFiles[path] = text
        }
      }
      for payload in resource.payloads {
        if let bytes = payloads.stored(payload.bytes) {
          factsFiles[StateLayout.payloadPath(name, payload.pointer)] = bytes
        }
      }
    }
    self.facts = facts
    observation = IntegrationObservation(observed)
    factsFiles[StateLayout.facts] = facts.canonicalBytes()
    factsFiles[StateLayout.observation] = observation.canonicalBytes()
    factsFiles[StateLayout.unused] = unused
    warnings = resources.flatMap(\.warnings) + closure.danglingWarnings
  }
}

extension CapturedState {
  /// The id of the facts tree, with all that is merely observed.
  func factsTree(in format: ObjectFormat) throws -> TreeID {
    let hasher = ObjectHasher(format)
    return try FileTree(factsFiles.mapValues { BlobID(hasher.id(of: .blob, $0)) }).id(in: format)
  }
}

/// How payloads are kept: as they are, as a fingerprint, or not at all.
struct PayloadForm: Sendable {
  let policy: RepositoryConfiguration.PayloadPolicy

  func stored(_ bytes: [UInt8]) -> [UInt8]? {
    switch policy {
    case .keep: return bytes
    case .drop: return nil
    case .hash:
      let id = ObjectHasher(.sha256).id(of: .blob, bytes)
      return JSONValue.object([Self.fingerprintKey: .text(id.hex)]).canonicalBytes()
    }
  }

  private static let fingerprintKey: JSONString = "$sha256"

  /// Tells whether a stored payload is not there itself, but only its fingerprint.
  static func isFingerprint(_ value: JSONValue) -> Bool {
    value.object?.count == 1 && value[fingerprintKey] != nil
  }
}

extension IntegrationClosure {
  var danglingWarnings: [ModelWarning] {
    dangling.map {
      ModelWarning(
        .danglingReference, $0.from, at: $0.site.pointer,
        "'\($0.site.pointer)' names \($0.site.kinds[0].singular) '\($0.site.id)', which is not there"
      )
    }
  }
}

extension IntegrationState {
  /// Views a captured state without recording it.
  init(
    _ captured: CapturedState, of scope: BundleScope? = nil, label: String,
    in repository: Repository
  ) throws {
    var objects: [IdentifiedObject] = []
    func blob(_ bytes: [UInt8]) -> BlobID {
      let object = IdentifiedObject(
        StoredObject(kind: .blob, bytes: bytes), in: repository.format)
      objects.append(object)
      return BlobID(object.id)
    }
    let contentTree = FileTree(captured.contentFiles.mapValues(blob))
    var payloads: [LogicalName: [String: BlobID]] = [:]
    var bound: [LogicalName: BlobID] = [:]
    for (path, bytes) in captured.factsFiles {
      if let name = StateLayout.bound(at: path) { bound[name] = blob(bytes) }
      guard let (name, pointer) = StateLayout.payload(at: path) else { continue }
      payloads[name, default: [:]][pointer] = blob(bytes)
    }
    self.label = label
    target = scope == nil ? captured.entry.target : nil
    let trees = try contentTree.trees(in: repository.format)
    content = trees.top
    resources = Self.resources(of: contentTree)
    facts = captured.facts
    observation = captured.observation
    self.payloads = payloads
    self.bound = bound
    unused = UnusedResources.keys(in: captured.factsFiles[StateLayout.unused])
    account = captured.account
    commit = nil
    self.scope = scope
    warnings = captured.warnings
    self.repository = repository
    self.objects = OverlaidObjects(identified: objects + trees.trees, over: repository.objects)
  }
}
