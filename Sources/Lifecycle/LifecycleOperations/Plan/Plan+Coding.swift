import Hashing
import IntegrationModel
public import LosslessJSON
import ObjectModel
import RepositoryCore
import StructuralDiff

extension Plan {
  /// The version of the form of plans.
  static let schemaVersion = 1

  /// The fingerprint of everything in the plan.
  public var id: String { Self.fingerprint(of: body) }

  /// The plan as JSON, with its fingerprint; see Docs/formats/plan.md.
  public var json: JSONValue {
    var object = body
    object["id"] = .text(id)
    return .object(object)
  }

  private var body: JSONObject {
    var object = JSONObject()
    object["schemaVersion"] = .number(JSONNumber(Self.schemaVersion))
    object["kind"] = .text(kind.rawValue)
    object["target"] = .text(target.description)
    object["description"] = .text(description)
    object["expects"] =
      expects.map { ["content": .text($0.content.hex), "facts": .text($0.facts.hex)] } ?? .null
    object["source"] =
      source.map { ["target": .text($0.target), "commit": .text($0.commit.hex)] } ?? .null
    if let bundle { object["bundle"] = bundle.json }
    if !destinations.isEmpty {
      object["destinations"] = .array(destinations.sorted().map { .text($0.description) })
    }
    object["bindings"] = .array(bindings.map(\.json))
    object["resources"] = .object(
      JSONObject(
        resources.sorted { $0.key < $1.key }.map {
          JSONObject.Member(key: JSONString($0.key.description), value: .text($0.value))
        }))
    object["groups"] = groups.json
    object["steps"] = .array(steps.map(\.json))
    object["usedBy"] = .array(usedBy.map(\.json))
    object["warnings"] = .array(warnings.map(\.json))
    object["followUps"] = .array(followUps.map(\.json))
    object["conflicts"] = .number(JSONNumber(conflictCount))
    if let taken { object["taken"] = taken.json }
    if !lessons.isEmpty { object["lessons"] = lessons.json }
    return object
  }

  private static func fingerprint(of body: JSONObject) -> String {
    HashAlgorithm.sha256.hash(JSONValue.object(body).canonicalBytes()).hex
  }

  /// Reads a plan.
  ///
  /// - Throws: ``LifecycleError`` `malformed_plan` for what is none, `edited_plan` for what is not
  ///   as it was made.
  public init(json: JSONValue) throws {
    func malformed(_ what: String) -> LifecycleError {
      LifecycleError(
        .usage, "malformed_plan", "the plan cannot be used: \(what)",
        hint: "make a new one with --plan FILE")
    }
    guard case .object(var body) = json, let id = body["id"]?.text else {
      throw malformed("it is not the JSON of a plan")
    }
    guard body["schemaVersion"]?.int == Self.schemaVersion else {
      throw malformed("its schemaVersion is not \(Self.schemaVersion)")
    }
    body["id"] = nil
    guard Self.fingerprint(of: body) == id else {
      throw LifecycleError.refused(
        "edited_plan", "the plan cannot be used: it was edited after it was made",
        hint: "make a new one with --plan FILE")
    }
    guard let kind = json["kind"]?.text.flatMap({ Kind(rawValue: $0) }),
      let target = Self.target(json["target"])
    else { throw malformed("its kind or target is missing") }
    self.init(
      kind: kind, target: target, description: json["description"]?.text ?? "",
      expects: Expectation(json: json["expects"]), source: Self.source(json["source"]))
    bundle = BundleOrigin(json: json["bundle"])
    destinations = Set((json["destinations"]?.array ?? []).compactMap { Self.target($0) })
    bindings = try (json["bindings"]?.array ?? []).map {
      guard let binding = Binding(json: $0) else { throw malformed("a binding is incomplete") }
      return binding
    }
    for member in json["resources"]?.object ?? JSONObject() {
      guard let name = LogicalName(member.key.text) else { throw malformed("a name is malformed") }
      resources[name] = member.value.text
    }
    groups = GroupTable(json: json["groups"])
    steps = try (json["steps"]?.array ?? []).map {
      guard let step = try Step(json: $0) else { throw malformed("a step is incomplete") }
      return step
    }
    usedBy = (json["usedBy"]?.array ?? []).compactMap { SharedUse(json: $0) }
    warnings = (json["warnings"]?.array ?? []).map { Warning(json: $0) }
    followUps = (json["followUps"]?.array ?? []).map { Revision.FollowUp(json: $0) }
    conflictCount = json["conflicts"]?.int ?? 0
    taken = json["taken"].map { Taken(json: $0) }
    lessons = json["lessons"].map { Lessons(json: $0) } ?? Lessons()
  }

  private static func target(_ json: JSONValue?) -> TargetName? {
    guard let name = json?.text, let slash = name.firstIndex(of: "/") else { return nil }
    return TargetName(
      environment: String(name[..<slash]), integration: String(name[name.index(after: slash)...]))
  }

  private static func source(_ json: JSONValue?) -> Revision.Remote? {
    guard let target = json?["target"]?.text,
      let commit = json?["commit"]?.text.flatMap({ CommitID(hex: $0) })
    else { return nil }
    return Revision.Remote(target: target, commit: commit)
  }
}

extension Plan.Expectation {
  fileprivate init?(json: JSONValue?) {
    guard let content = json?["content"]?.text.flatMap({ TreeID(hex: $0) }),
      let facts = json?["facts"]?.text.flatMap({ TreeID(hex: $0) })
    else { return nil }
    self.init(content: content, facts: facts)
  }
}

extension Plan.Binding {
  fileprivate var json: JSONValue {
    ["slot": .text(slot.description), "id": .text(id), "name": .text(name)]
  }

  fileprivate init?(json: JSONValue) {
    guard let slot = json["slot"]?.text.flatMap({ LogicalName($0) }), let id = json["id"]?.text
    else { return nil }
    self.init(slot: slot, id: id, name: json["name"]?.text ?? "")
  }
}

extension Plan.SharedUse {
  fileprivate var json: JSONValue {
    [
      "kind": .text(name.kind.rawValue), "name": .text(name.description), "id": .text(id),
      "integrations": .array(integrations.map { .text($0) }),
    ]
  }

  fileprivate init?(json: JSONValue) {
    guard let name = json["name"]?.text.flatMap({ LogicalName($0) }) else { return nil }
    self.init(
      name: name, id: json["id"]?.text ?? "",
      integrations: (json["integrations"]?.array ?? []).compactMap(\.text))
  }
}

extension Plan.BundleOrigin {
  fileprivate var json: JSONValue {
    ["integration": .text(integrationID), "parent": .text(parent?.hex)]
  }

  fileprivate init?(json: JSONValue?) {
    guard let id = json?["integration"]?.text else { return nil }
    self.init(
      integrationID: id, parent: json?["parent"]?.text.flatMap { CommitID(hex: $0) })
  }
}

extension Plan.Warning {
  fileprivate var json: JSONValue {
    ["code": .text(code), "name": .text(name), "message": .text(message)]
  }

  fileprivate init(json: JSONValue) {
    self.init(
      code: json["code"]?.text ?? "", name: json["name"]?.text ?? "",
      message: json["message"]?.text ?? "")
  }
}

extension Plan.Step {
  fileprivate var json: JSONValue {
    var object = JSONObject()
    object["op"] = .text(operation.rawValue)
    object["kind"] = .text(name.kind.rawValue)
    object["name"] = .text(name.description)
    object["id"] = .text(id)
    object["changes"] = .array(changes.map(\.json))
    if let neededBy { object["neededBy"] = .text(neededBy.description) }
    if let expects { object["expects"] = .text(expects) }
    if let result { object["result"] = result.json }
    return .object(object)
  }

  fileprivate init?(json: JSONValue) throws {
    guard let operation = json["op"]?.text.flatMap({ Operation(rawValue: $0) }),
      let name = json["name"]?.text.flatMap({ LogicalName($0) })
    else { return nil }
    let changes = (json["changes"]?.array ?? []).compactMap { Change(json: $0) }
    self.init(
      operation, name, id: json["id"]?.text, changes: changes,
      result: try json["result"].map { try Plan.Result(json: $0) })
    neededBy = json["neededBy"]?.text.flatMap { LogicalName($0) }
    expects = json["expects"]?.text
  }
}

extension Plan.Result {
  var json: JSONValue {
    let payloads = payloads.sorted { $0.key < $1.key }.map {
      JSONObject.Member(key: JSONString($0.key), value: $0.value)
    }
    return [
      "content": content, "facts": facts.json, "observation": observation.json,
      "payloads": .object(JSONObject(payloads)),
    ]
  }

  init(json: JSONValue) throws {
    var payloads: [String: JSONValue] = [:]
    for member in json["payloads"]?.object ?? JSONObject() {
      payloads[member.key.text] = member.value
    }
    self.init(
      content: json["content"] ?? .null,
      facts: try ResourceFacts(json: json["facts"] ?? .null),
      observation: ResourceObservation(json: json["observation"] ?? .null), payloads: payloads)
  }
}

extension Plan.Taken {
  fileprivate var json: JSONValue {
    [
      "names": Self.list(names), "incomplete": Self.list(incomplete),
      "documents": .object(
        JSONObject(
          documents.sorted { $0.key < $1.key }.map {
            JSONObject.Member(key: JSONString($0.key.description), value: $0.value)
          })),
    ]
  }

  fileprivate init(json: JSONValue) {
    names = Self.names(json["names"])
    incomplete = Self.names(json["incomplete"])
    for member in json["documents"]?.object ?? JSONObject() {
      if let name = LogicalName(member.key.text) { documents[name] = member.value }
    }
  }

  private static func list(_ names: Set<LogicalName>) -> JSONValue {
    .array(names.sorted().map { .text($0.description) })
  }

  private static func names(_ list: JSONValue?) -> Set<LogicalName> {
    Set((list?.array ?? []).compactMap { $0.text.flatMap { LogicalName($0) } })
  }
}

extension GroupTable {
  fileprivate var json: JSONValue {
    var object = JSONObject()
    for kind in GroupKind.allCases {
      guard let names = names[kind], !names.isEmpty else { continue }
      object[JSONString(kind.rawValue)] = .object(
        JSONObject(
          names.sorted { $0.key < $1.key }.map {
            JSONObject.Member(key: JSONString($0.key), value: .text($0.value))
          }))
    }
    return .object(object)
  }

  fileprivate init(json: JSONValue?) {
    self.init()
    for kind in GroupKind.allCases {
      for member in json?[JSONString(kind.rawValue)]?.object ?? JSONObject() {
        names[kind, default: [:]][member.key.text] = member.value.text
      }
    }
  }
}

extension JSONValue {
  static func text(_ text: String?) -> JSONValue { text.map { .string(JSONString($0)) } ?? .null }
}

extension [UInt8] {
  /// Lower-case hexadecimal digits.
  var hex: String {
    map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
