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
    guard let number = Self.number(json["id"]), let name = json["target"]?.text,
      let slash = name.firstIndex(of: "/"),
      let kind = json["kind"]?.text.flatMap({ Kind(rawValue: $0) }),
      let status = json["status"]?.text.flatMap({ Status(rawValue: $0) }),
      let createdAt = json["createdAt"]?.text,
      let newest = json["newest"].map({ Self.number($0) }) ?? number, newest >= number,
      let changes = Changes(json: json["changes"]),
      let conflicts = json["conflicts"].map({ Self.count($0) }) ?? 0
    else {
      throw RepositoryError(.damaged, "the journal entry '\(commit)' does not hold a revision")
    }
    let target = TargetName(
      environment: String(name[..<slash]), integration: String(name[name.index(after: slash)...]))
    self.init(
      number: number, target: target, kind: kind, status: status,
      description: json["description"]?.text ?? "", user: json["user"]?.text ?? "",
      createdAt: createdAt)
    newestNumber = newest
    self.commit = commit
    self.changes = changes
    self.conflicts = conflicts
    origin = json["origin"]?.text.flatMap { Origin(rawValue: $0) }
    finishedAt = json["finishedAt"]?.text
    before = RecordedState(json: json["before"])
    after = RecordedState(json: json["after"])
    if let remote = json["remote"], let target = remote["target"]?.text,
      let commit = remote["commit"]?.text.flatMap({ CommitID(hex: $0) })
    {
      self.remote = Remote(target: target, commit: commit)
    }
    followUps = (json["followUps"]?.array ?? []).map { FollowUp(json: $0) }
    isWaiting = json["waiting"]?.bool ?? false
    operation = json["operation"]?.text.flatMap { Operation(rawValue: $0) }
  }

  /// The number in an id as it is written; `nil` for anything else.
  private static func number(_ id: JSONValue?) -> Int? {
    guard let id = id?.text, let number = Int(id.dropFirst()), id == "r\(number)",
      (1...countMax).contains(number)
    else { return nil }
    return number
  }

  /// A count that can be; `nil` for anything else.
  fileprivate static func count(_ value: JSONValue) -> Int? {
    guard let count = value.int, (0...countMax).contains(count) else { return nil }
    return count
  }

  /// More than there will ever be, and few enough that sums stay in their range.
  static let countMax = 999_999_999
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

  /// Reads counts, 0 where none is said; `nil` for what is no count.
  init?(json: JSONValue?) {
    let counts = ["added", "modified", "deleted"].map { name in
      json?[name].map { Revision.count($0) } ?? 0
    }
    guard let added = counts[0], let modified = counts[1], let deleted = counts[2] else {
      return nil
    }
    self.init(added: added, modified: modified, deleted: deleted)
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
