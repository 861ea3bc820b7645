internal import Database
internal import IntegrationModel
internal import LosslessJSON

/// What runs report of documents: shown in them, and no part of what people write.
enum RuntimeState {
  /// Sets members; `.null` takes one away. The document stays in its version.
  static func set(
    _ members: JSONObject, of key: ResourceKey, _ account: AccountDescription,
    _ database: DatabaseConnection
  ) throws {
    let old = try database.row(
      """
      SELECT number, runtime FROM documents
      WHERE account = ? AND kind = ? AND id = ? AND deleted_at IS NULL
      """, account.number, key.kind.rawValue, key.id
    ) { row in (number: row.integer(0), bytes: row.optionalBytes(1)) }
    guard let old else { return }
    var object = try old.bytes.map(members(of:)) ?? [:]
    for member in members { object[member.key] = member.value.isNull ? nil : member.value }
    let fragment = object.isEmpty ? nil : ServerFields.fragment(object.members)
    try database.run(
      "UPDATE documents SET runtime = ?, is_offline = ? WHERE number = ?", fragment,
      object["offline"]?.bool == true, old.number)
  }

  private static func members(of fragment: [UInt8]) throws -> JSONObject {
    let bytes = [UInt8(ascii: "{")] + fragment.dropFirst() + [UInt8(ascii: "}")]
    return try JSONValue(parsing: bytes).object ?? [:]
  }
}

extension AccountSession {
  /// Takes in whether a connection can be reached; whoever subscribed is told of a change.
  public func report(connection id: String, isOffline: Bool) throws(AccountError) {
    try require(.reportRuns)
    let key = ResourceKey(.connections, id)
    let known = try document(key).value()
    let wasOffline = known["offline"]?.bool ?? false
    let now = store.surroundings.now()
    try store.write { database in
      try RuntimeState.set(
        [
          "offline": isOffline ? true : .null,
          "lastPingedAt": .string(JSONString(Timestamp.text(now))),
        ], of: key, account, database)
      guard wasOffline != isOffline else { return }
      let event: JSONValue = [
        "connection": .string(JSONString(known["name"]?.text ?? id)),
        "_connectionId": .string(JSONString(id)), "offline": .bool(isOffline),
        "time": .string(JSONString(Timestamp.text(now))),
      ]
      try Outbox.notify(.connectionStatus, subjects: [id], event, self, database, now)
    }
  }
}
