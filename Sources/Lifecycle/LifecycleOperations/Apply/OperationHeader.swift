import IntegrationModel
import LosslessJSON
import RepositoryCore

/// What the journal of an operation holds before the first step: the plan, and what the operation
/// has to know of the environment as it was.
struct OperationHeader: Sendable {
  /// The id of the revision that the operation is.
  let revision: String
  let plan: Plan
  /// The versions of the documents that the plan touches.
  var versions: [ResourceKey: String] = [:]
  /// What has the kind and name of something that the plan creates; it is never taken for that.
  var twins: Set<ResourceKey> = []
  /// What the plan changes and no revision records, credentials masked.
  var originals: [ResourceKey: Plan.Result] = [:]
  /// The repository that the operation was begun in, where its environment was left behind: there it
  /// may be ended as well, and in no copy of it.
  var place: String?

  /// Notes what there is before a plan is carried out.
  ///
  /// - Parameter recorded: What the state before the operation records.
  init(
    _ plan: Plan, revision: String, in capture: StateCapture, recorded: Set<ResourceKey>
  ) throws {
    self.plan = plan
    self.revision = revision
    let index = capture.account.index
    for step in plan.steps where step.operation != .create {
      guard let id = step.id else { continue }
      let key = ResourceKey(step.name.kind, id)
      versions[key] = index.resources[key]?.version
      // Recorded connections and the like are compared with, never written.
      let isUnknown =
        step.operation == .update && !recorded.contains(key)
        || step.operation == .delete && key.kind.isBound
      if isUnknown {
        originals[key] = try capture.original(key, step.name)
      }
    }
    let labels = Set(plan.steps.filter { $0.operation == .create }.map(Self.label))
    for summary in index.resources.values
    where labels.contains(Self.label(summary.key.kind, summary.name)) {
      twins.insert(summary.key)
    }
  }

  private static func label(_ step: Plan.Step) -> [UInt8] {
    let name = step.result?.facts.environment["/name"] ?? step.result?.content["name"]
    return label(step.name.kind, name?.text ?? "")
  }

  private static func label(_ kind: ResourceKind, _ name: String) -> [UInt8] {
    Array("\(kind.rawValue)/\(name)".utf8)
  }
}

extension OperationHeader {
  /// The form of the journal, and of the versions of documents in it: those that a program of another
  /// form noted are not those that this one sees.
  private static let version = 2

  var json: JSONValue {
    func members(_ pairs: some Sequence<(ResourceKey, JSONValue)>) -> JSONValue {
      .object(
        JSONObject(
          pairs.sorted { $0.0 < $1.0 }.map {
            JSONObject.Member(key: JSONString($0.0.description), value: $0.1)
          }))
    }
    var object: JSONObject = [
      "version": .number(JSONNumber(Self.version)), "revision": .text(revision), "plan": plan.json,
      "versions": members(versions.map { ($0.key, .text($0.value)) }),
      "twins": .array(twins.sorted().map { .text($0.description) }),
      "originals": members(originals.map { ($0.key, $0.value.json) }),
    ]
    if let place { object["place"] = .text(place) }
    return .object(object)
  }

  /// Reads the first line of a journal.
  ///
  /// - Throws: ``LifecycleError`` `other_version` for one that another version of the program began.
  init(json: JSONValue) throws {
    guard json["version"]?.int == Self.version else {
      throw LifecycleError.refused(
        "other_version",
        "the operation was begun by another version of ilm, which told the states of documents apart "
          + "in another way",
        hint: "continue or cancel it with that version")
    }
    revision = json["revision"]?.text ?? ""
    plan = try Plan(json: json["plan"] ?? .null)
    place = json["place"]?.text
    for member in json["versions"]?.object ?? JSONObject() {
      if let key = ResourceKey(text: member.key.text) { versions[key] = member.value.text }
    }
    twins = Set(
      (json["twins"]?.array ?? []).compactMap { $0.text.flatMap(ResourceKey.init(text:)) })
    for member in json["originals"]?.object ?? JSONObject() {
      guard let key = ResourceKey(text: member.key.text) else { continue }
      originals[key] = try Plan.Result(json: member.value)
    }
  }
}

extension ResourceKey {
  /// Reads the form of `description`: `flows/5f…`.
  init?(text: String) {
    guard let slash = text.firstIndex(of: "/"),
      let kind = ResourceKind(rawValue: String(text[..<slash]))
    else { return nil }
    self.init(kind, String(text[text.index(after: slash)...]))
  }
}

/// The documents of an integration as they were before an operation.
struct OperationOriginals {
  let header: OperationHeader
  private let before: IntegrationState?
  private let composer: DocumentComposer

  init(_ header: OperationHeader, before: IntegrationState?, _ catalog: FieldCatalog) {
    self.header = header
    self.before = before
    composer = DocumentComposer(of: before?.facts, catalog)
  }

  /// The document of a resource as it was; credentials are taken from the present one, and what it
  /// has no more from earlier ones.
  func document(
    _ name: LogicalName, _ key: ResourceKey, current: JSONValue?, former: [JSONValue] = []
  ) -> DocumentComposer.Composed? {
    guard let result = header.originals[key] ?? recorded(name, key) else { return nil }
    return composer.compose(result, kind: key.kind, current: current, former: former)
  }

  /// Whether a document held a credential that it holds no more once it is replaced.
  func losesCredential(
    _ name: LogicalName, _ key: ResourceKey, from current: JSONValue, to next: JSONValue
  ) -> Bool {
    let masked = (header.originals[key] ?? recorded(name, key))?.facts.masked ?? []
    return masked.contains { place in
      guard let held = current.value(at: place) else { return false }
      return SecretAlignment(current, next).value(at: place) != held
    }
  }

  /// Whether a document may have held credentials, which are recorded nowhere.
  func mayHoldCredentials(_ name: LogicalName, _ key: ResourceKey) -> Bool {
    (header.originals[key] ?? recorded(name, key))?.facts.masked.isEmpty != true
  }

  private func recorded(_ name: LogicalName, _ key: ResourceKey) -> Plan.Result? {
    guard before?.facts.resources[name]?.id == key.id else { return nil }
    return (try? before?.result(name)) ?? nil
  }
}
