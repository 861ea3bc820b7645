import EnvironmentAdapters
import Hashing
import IntegrationModel
import LosslessJSON
import StructuralDiff

/// A document that is there and is no longer what the integration records: used by nobody, in
/// another integration, or on its way to one.
struct PresentDocument {
  let key: ResourceKey
  /// What the plan calls it.
  let name: LogicalName
  let value: JSONValue
  private let capture: StateCapture

  /// Reads it; `nil` if there is none.
  init?(_ key: ResourceKey, _ name: LogicalName, _ capture: StateCapture) throws {
    guard capture.account.index.resources[key] != nil,
      let value = try capture.account.environment.adapter.document(key)?.value
    else { return nil }
    (self.key, self.name, self.value, self.capture) = (key, name, value, capture)
  }

  /// What it says, credentials masked and every id left as it is written.
  func neutral() throws -> Plan.Result { try capture.neutral(value, name) }

  /// What has to change for it to become a result of a plan; `nil` if nothing.
  func changes(to result: Plan.Result, _ plan: Plan) throws -> [Change]? {
    let composed = try composed(result, plan)
    let joins = result.facts.containerID == Plan.Result.ownContainer
    // The integration itself comes back first, and its id is not known before.
    let isAwaited = joins && name.kind.isContained && plan.resources[.integration] == nil
    if isSame(as: composed) { return isAwaited ? [] : nil }
    let place = JSONPointer.root.appending(key: "_integrationId")
    let (old, new) = (value["_integrationId"], composed["_integrationId"])
    let changes: [Change] =
      switch (old, new) {
      case (let old?, let new?) where old != new: [.replace(old, with: new, at: place)]
      case (nil, let new?): [.add(new, at: place)]
      case (let old?, nil) where !isAwaited: [.remove(old, at: place)]
      default: []
      }
    return try changes + differences(from: composed)
  }

  private func composed(_ result: Plan.Result, _ plan: Plan) throws -> JSONValue {
    var slots: [LogicalName: String] = [:]
    for binding in plan.bindings { slots[binding.slot] = binding.id }
    let outside = Set(ExternalNames.of(result.content))
    var ids = plan.resources
    // What comes back with it has no id before, and is missed where it is not there.
    for name in References.names(in: result.content)
    where ids[name] == nil && name != .integration {
      ids[name] = name.description
    }
    let composer = DocumentComposer(
      ids: ids, groups: plan.groups, slots: slots,
      externals: outside.isEmpty ? [:] : try ExternalNames.resolve(outside, in: capture),
      catalog: capture.context.catalog)
    var result = result
    if result.facts.containerID == Plan.Result.ownContainer, !name.kind.isContained {
      result.facts.containerID = value["_integrationId"]?.text
    }
    return composer.compose(result, kind: name.kind, current: value).document
  }

  /// How another version differs, without the credentials that both hold.
  private func differences(from other: JSONValue) throws -> [Change] {
    let (now, then) = (try neutral(), try capture.neutral(other, name))
    let identity = CatalogIdentity(kind: name.kind, catalog: capture.context.catalog)
    return ChangeList.named(from: now.content, to: then.content, identity: identity)
      + EnvironmentChanges.between(now.facts, then.facts)
  }

  /// Whether another version differs in nothing but what the server keeps.
  private func isSame(as other: JSONValue) -> Bool {
    let catalog = capture.context.catalog
    return catalog.given(value, name.kind) == catalog.given(other, name.kind)
  }
}

extension Plan.Result {
  /// What tells whether somebody has edited it: of everything but credentials and what the server
  /// keeps.
  var fingerprint: String {
    func object(_ members: [String: JSONValue]) -> JSONValue {
      .object(
        JSONObject(
          members.sorted { $0.key < $1.key }.map {
            JSONObject.Member(key: JSONString($0.key), value: $0.value)
          }))
    }
    let whole: JSONValue = [
      "content": content, "environment": object(facts.environment),
      "container": .text(facts.containerID), "payloads": object(payloads),
    ]
    return HashAlgorithm.sha256.hash(whole.canonicalBytes()).hex
  }
}

extension Plan {
  /// The first of what the steps change outside the target's own state that is not as it was when
  /// the plan was made.
  func changedSince(in capture: StateCapture) throws -> LogicalName? {
    try steps.first { step in
      guard let expected = step.expects, let id = step.id else { return false }
      let there = try PresentDocument(ResourceKey(step.name.kind, id), step.name, capture)
      return try there?.neutral().fingerprint != expected
    }?.name
  }
}
