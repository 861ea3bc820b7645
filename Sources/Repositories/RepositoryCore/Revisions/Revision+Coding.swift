public import LosslessJSON
import ObjectModel

extension Revision {
  /// The revision as the command line and the journal write it; see Docs/formats/revisions.md.
  public var json: JSONValue {
    var object = JSONObject()
    object["id"] = .string(JSONString(id))
    object["commit"] = .text(commit?.hex)
    object["target"] = .text(target.description)
    object["kind"] = .text(kind.rawValue)
    object["origin"] = .text(origin?.rawValue)
    object["status"] = .text(status.rawValue)
    object["description"] = .text(description)
    object["user"] = .text(user)
    object["createdAt"] = .text(createdAt)
    object["finishedAt"] = .text(finishedAt)
    object["before"] = before?.json ?? .null
    object["after"] = after?.json ?? .null
    object["remote"] =
      remote.map { ["target": .text($0.target), "commit": .text($0.commit.hex)] } ?? .null
    object["changes"] = changes.json
    object["conflicts"] = .number(JSONNumber(conflicts))
    object["followUps"] = .array(followUps.map(\.json))
    // These three are there only where they say something.
    if isWaiting { object["waiting"] = .bool(true) }
    if let operation { object["operation"] = .text(operation.rawValue) }
    if newestNumber > number { object["newest"] = .text("r\(newestNumber)") }
    return .object(object)
  }

  /// Reads a journal entry.
  ///
  /// - Throws: ``RepositoryError`` `.damaged` for what is none.
  init(json: JSONValue, commit: CommitID) throws {
    guard let id = json["id"]?.text, let name = json["target"]?.text,
      let slash = name.firstIndex(of: "/"),
      let kind = json["kind"]?.text.flatMap({ Kind(rawValue: $0) }),
      let status = json["status"]?.text.flatMap({ Status(rawValue: $0) }),
      let createdAt = json["createdAt"]?.text
    else {
      throw RepositoryError(.damaged, "the journal entry '\(commit)' does not hold a revision")
    }
    let target = TargetName(
      environment: String(name[..<slash]), integration: String(name[name.index(after: slash)...]))
    self.init(id: id, target: target, kind: kind, status: status, createdAt: createdAt)
    self.commit = commit
    origin = json["origin"]?.text.flatMap { Origin(rawValue: $0) }
    description = json["description"]?.text ?? ""
    user = json["user"]?.text ?? ""
    finishedAt = json["finishedAt"]?.text
    before = RecordedState(json: json["before"])
    after = RecordedState(json: json["after"])
    if let remote = json["remote"], let target = remote["target"]?.text,
      let commit = remote["commit"]?.text.flatMap({ CommitID(hex: $0) })
    {
      self.remote = Remote(target: target, commit: commit)
    }
    changes = Changes(json: json["changes"])
    conflicts = json["conflicts"]?.int ?? 0
    followUps = (json["followUps"]?.array ?? []).map { FollowUp(json: $0) }
    isWaiting = json["waiting"]?.bool ?? false
    operation = json["operation"]?.text.flatMap { Operation(rawValue: $0) }
    if let newest = json["newest"]?.text.flatMap({ Int($0.dropFirst()) }) { newestNumber = newest }
  }
}

extension RecordedState {
  /// The three ids.
  public var json: JSONValue {
    ["commit": .text(commit.hex), "content": .text(content.hex), "facts": .text(facts.hex)]
  }

  public init?(json: JSONValue?) {
    guard let commit = json?["commit"]?.text.flatMap({ CommitID(hex: $0) }),
      let content = json?["content"]?.text.flatMap({ TreeID(hex: $0) }),
      let facts = json?["facts"]?.text.flatMap({ CommitID(hex: $0) })
    else { return nil }
    self.init(commit: commit, content: content, facts: facts)
  }
}

extension Revision.Changes {
  /// The three counts.
  public var json: JSONValue {
    [
      "added": .number(JSONNumber(added)), "modified": .number(JSONNumber(modified)),
      "deleted": .number(JSONNumber(deleted)),
    ]
  }

  init(json: JSONValue?) {
    self.init(
      added: json?["added"]?.int ?? 0, modified: json?["modified"]?.int ?? 0,
      deleted: json?["deleted"]?.int ?? 0)
  }
}

extension Revision.FollowUp {
  /// What to do, with the resource it concerns.
  public var json: JSONValue {
    ["code": .text(code), "kind": .text(kind), "name": .text(name), "hint": .text(hint)]
  }

  public init(json: JSONValue) {
    self.init(
      code: json["code"]?.text ?? "", kind: json["kind"]?.text ?? "",
      name: json["name"]?.text ?? "", hint: json["hint"]?.text ?? "")
  }
}

extension JSONValue {
  static func text(_ text: String?) -> JSONValue { text.map { .string(JSONString($0)) } ?? .null }
}
