internal import Database
internal import LosslessJSON
internal import StructuralDiff

/// An entry of the audit log that is about to be written.
struct AuditRow {
  let event: AuditEvent
  let kind: String
  let resourceID: String
  let resourceName: String
  let container: String?
  let changes: [JSONValue]

  /// How many changed fields one entry lists, and how long a value may be.
  private static let changeCountMax = 500
  private static let valueByteCountMax = 16_384

  func insert(_ database: DatabaseConnection, _ session: AccountSession, _ now: Int64) throws {
    let caller = session.caller
    try database.run(
      """
      INSERT INTO audit(id, account, time, user, email, user_name, source, event, kind, resource,
        resource_name, container, changes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, session.store.surroundings.makeID(), session.account.number, now, caller.userID,
      caller.email, caller.name, caller.source.rawValue, event.rawValue, kind, resourceID,
      resourceName, container,
      JSONValue.array(Array(changes.prefix(Self.changeCountMax))).compactBytes())
  }

  static func fieldChange(_ change: Change) -> JSONValue {
    let moved = change.fromPath.map { JSONValue.string(JSONString(FieldPath.text($0))) }
    let place = JSONValue.string(JSONString(FieldPath.text(change.path)))
    return fieldChange(
      FieldPath.text(change.path), change.from ?? moved, change.to ?? (moved == nil ? nil : place))
  }

  static func fieldChange(_ path: String, _ old: JSONValue?, _ new: JSONValue?) -> JSONValue {
    var object: JSONObject = ["fieldPath": .string(JSONString(path))]
    if let old { object["oldValue"] = bounded(old) }
    if let new { object["newValue"] = bounded(new) }
    return .object(object)
  }

  /// A value that is too long is told by its length: a log is no store of documents.
  private static func bounded(_ value: JSONValue) -> JSONValue {
    let count = value.compactBytes().count
    guard count > valueByteCountMax else { return value }
    return .string(JSONString("(\(count) bytes)"))
  }
}
