internal import Database
internal import IntegrationModel
public import LosslessJSON

/// What a flow did on one day.
public struct DayStatistics: Sendable, Equatable {
  /// The flow.
  public let flowID: String
  /// The day in UTC, such as `2026-03-01`.
  public let day: String
  /// Records that went through, failed, and were left out.
  public let successes: Int
  /// See ``successes``.
  public let errors: Int
  /// See ``successes``.
  public let ignored: Int
  /// How long its jobs took together, in milliseconds.
  public let milliseconds: Int

  /// The answer to a chart.
  public var json: JSONValue {
    let total = successes + errors + ignored
    var object: JSONObject = [
      "_flowId": .string(JSONString(flowID)), "date": .string(JSONString(day)),
      "numSuccess": .number(JSONNumber(successes)), "numError": .number(JSONNumber(errors)),
      "numIgnore": .number(JSONNumber(ignored)),
      "duration": .number(JSONNumber(milliseconds)),
    ]
    if total > 0 { object["averageTimeTaken"] = .number(JSONNumber(milliseconds / total)) }
    return .object(object)
  }
}

/// A tag that errors can have.
public struct Tag: Sendable, Equatable {
  /// The id.
  public let id: String
  /// The word.
  public let tag: String

  /// The tag as the platform writes it.
  public var json: JSONValue {
    ["_id": .string(JSONString(id)), "tag": .string(JSONString(tag))]
  }
}

extension AccountSession {
  /// Returns what flows did from one day to another, by flow and day.
  ///
  /// - Parameters:
  ///   - integrationID: Whose flows; ``AccessGrants/standalone`` for those in none.
  ///   - first: The first day, such as `2026-03-01`, and the last one, both included.
  public func statistics(
    ofIntegration integrationID: String, from first: String, to last: String
  ) throws(AccountError) -> [DayStatistics] {
    let flows = Set(try contents(of: integrationID).filter { $0.kind == .flows }.map(\.id))
    return try read { database in
      try database.rows(
        """
        SELECT flow, day, successes, errors, ignored, milliseconds FROM statistics
        WHERE account = ? AND flow IN (SELECT value FROM json_each(?)) AND day BETWEEN ? AND ?
        ORDER BY flow, day
        """, account.number, Self.list(flows.sorted()), first, last
      ) { row in
        DayStatistics(
          flowID: row.text(0), day: row.text(1), successes: row.int(2), errors: row.int(3),
          ignored: row.int(4), milliseconds: row.int(5))
      }
    }
  }

  /// Returns the tags of the account by their words.
  public func tags() throws(AccountError) -> [Tag] {
    try read { database in
      try database.rows(
        "SELECT id, tag FROM tags WHERE account = ? ORDER BY tag, id", account.number
      ) { Tag(id: $0.text(0), tag: $0.text(1)) }
    }
  }

  /// Makes a tag; the one that is there already if it is.
  public func createTag(_ text: String) throws(AccountError) -> Tag {
    guard let highest = caller.grants.highest, highest >= .manage else {
      throw .forbidden("make tags")
    }
    guard (1...100).contains(text.unicodeScalars.count) else {
      throw .invalid("invalid_field", "a tag has 1 to 100 characters", field: "tag")
    }
    if let known = try tags().first(where: { $0.tag.utf8.elementsEqual(text.utf8) }) {
      return known
    }
    let (id, now) = (store.surroundings.makeID(), store.surroundings.now())
    try store.write { database in
      try database.run(
        "INSERT INTO tags(account, id, tag) VALUES (?, ?, ?)", account.number, id, text)
      try AuditRow(
        event: .create, kind: "tag", resourceID: id, resourceName: text, container: nil, changes: []
      ).insert(database, self, now)
    }
    return Tag(id: id, tag: text)
  }
}
