import LosslessJSON

/// What a JSON document must look like; members that are not named may be there too.
indirect enum Shape: Sendable {
  case any, text, number, bool
  /// The one text or number.
  case exactly(JSONValue)
  case oneOf([String])
  case nullable(Shape)
  case array(Shape)
  case object([String: Shape])
  /// A member that may be absent, but has this shape where it is.
  case optional(Shape)
  /// Hexadecimal digits of a git object id.
  case objectID
  /// An RFC 3339 time that ends with Z.
  case time

  /// Returns what is wrong with a value, each with its path.
  func problems(in value: JSONValue?, at path: String = "$") -> [String] {
    guard let value else {
      if case .optional = self { return [] }
      return ["\(path) is absent"]
    }
    switch self {
    case .optional(let shape): return shape.problems(in: value, at: path)
    case .nullable(let shape): return value.isNull ? [] : shape.problems(in: value, at: path)
    case .array(let shape):
      guard let items = value.array else { return ["\(path) is no array"] }
      return items.enumerated().flatMap { shape.problems(in: $1, at: "\(path)[\($0)]") }
    case .object(let members):
      guard value.object != nil else { return ["\(path) is no object"] }
      return members.sorted { $0.key < $1.key }.flatMap { key, shape in
        shape.problems(in: value[JSONString(key)], at: "\(path).\(key)")
      }
    default: return isMet(by: value) ? [] : ["\(path) is \(value), not \(self)"]
    }
  }

  private func isMet(by value: JSONValue) -> Bool {
    switch self {
    case .any: true
    case .text: value.string != nil
    case .number: value.int != nil
    case .bool: value.bool != nil
    case .exactly(let wanted): value == wanted
    case .oneOf(let texts): value.text.map(texts.contains) == true
    case .objectID:
      value.text.map { [40, 64].contains($0.utf8.count) && $0.allSatisfy(\.isHexDigit) } == true
    case .time:
      value.text.map { $0.contains(#/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/#) } == true
    default: false
    }
  }
}

extension Shape {
  private static let version = Shape.exactly(1)
  private static let summary = object(["added": number, "modified": number, "deleted": number])
  private static let side = object(["target": text, "content": objectID])

  static let failure = object([
    "error": object([
      "code": text, "message": text, "hint": text, "details": object([:]),
    ])
  ])

  static let list = object([
    "schemaVersion": version,
    "integrations": array(
      object([
        "target": text, "id": nullable(text), "name": text, "applications": array(text),
        "flows": number, "apis": number, "tools": number, "revision": nullable(text),
        "changed": nullable(bool),
      ])),
  ])

  private static let state = object(["commit": objectID, "content": objectID, "facts": objectID])

  static let revision = object([
    "id": text, "commit": objectID, "target": text, "kind": oneOf(["snapshot", "pull", "revert"]),
    "origin": nullable(oneOf(["clone", "install"])),
    "status": oneOf(["in_progress", "completed", "failed", "canceled"]), "description": text,
    "user": text, "createdAt": time, "finishedAt": nullable(time), "before": nullable(state),
    "after": nullable(state), "remote": nullable(object(["target": text, "commit": objectID])),
    "changes": summary, "conflicts": number,
    "followUps": array(object(["code": text, "kind": text, "name": text, "hint": text])),
  ])

  static let snapshot = object([
    "schemaVersion": version, "revisions": array(revision), "unchanged": array(text),
    "skipped": array(
      object(["target": text, "error": object(["code": text, "message": text, "hint": text])])),
    "gone": optional(array(text)),
  ])

  static let revisions = object([
    "schemaVersion": version, "target": text, "revisions": array(revision),
  ])

  private static let change = object([
    "op": oneOf(["add", "remove", "replace", "move"]), "path": text,
  ])

  static let comparison = object([
    "schemaVersion": version, "left": side, "right": side, "identical": bool, "summary": summary,
    "resources": array(
      object([
        "kind": text, "name": text, "leftId": nullable(text), "rightId": nullable(text),
        "status": oneOf(["added", "modified", "deleted"]),
        "matchedBy": nullable(oneOf(["id", "lineage", "name", "content"])),
        "changes": array(change), "payloadsChanged": bool,
      ])),
    "environment": array(
      object(["name": text, "path": text, "left": optional(any), "right": optional(any)])),
  ])

  static let environmentComparison = object([
    "schemaVersion": version, "left": text, "right": text, "identical": bool,
    "integrations": array(
      object([
        "left": nullable(text), "right": nullable(text), "matchedBy": nullable(text),
        "identical": bool, "summary": summary, "leftRevision": optional(nullable(text)),
        "rightRevision": optional(nullable(text)),
      ])),
    "recorded": optional(bool), "unrecorded": optional(array(text)),
    "gone": optional(array(text)),
  ])

  static let status = object([
    "schemaVersion": version,
    "targets": array(
      object([
        "target": text, "revision": nullable(text), "changed": bool, "contentChanged": bool,
        "factsChanged": bool, "summary": summary,
      ])),
    "inProgress": array(revision),
  ])

  static let plan = object([
    "schemaVersion": version, "id": text, "target": text,
    "expects": nullable(object(["content": text, "facts": text])),
    "bindings": array(any),
    "steps": array(
      object([
        "op": oneOf(["create", "register", "update", "delete", "disable", "enable"]),
        "kind": text, "name": text, "id": nullable(text), "changes": array(any),
      ])), "usedBy": array(any), "warnings": array(any), "followUps": array(any),
  ])

  private static let conflict = object([
    "id": text, "kind": text, "name": text, "path": text,
    "type": oneOf([
      "modify/modify", "modify/delete", "delete/modify", "add/add", "rename/rename",
      "delete/reference", "order", "invariant",
    ]), "base": optional(any), "current": optional(any), "remote": optional(any),
  ])

  static let pull = object([
    "schemaVersion": version, "revision": nullable(revision), "plan": nullable(plan),
    "conflicts": array(conflict),
  ])

  static let clone = object([
    "schemaVersion": version, "target": text,
    "created": array(object(["kind": text, "name": text, "from": text, "id": text])),
    "revision": revision,
  ])

  static let verification = object([
    "schemaVersion": version, "ok": bool, "objects": number, "revisions": number,
    "problems": array(object(["object": text, "problem": text, "revisions": array(text)])),
  ])
}
