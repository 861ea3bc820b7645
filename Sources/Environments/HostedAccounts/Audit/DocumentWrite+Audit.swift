internal import Database
internal import IntegrationModel
internal import LosslessJSON
internal import StructuralDiff
import Synchronization

extension DocumentWrite {
  /// Records what happened to a document, with every field that changed.
  func audit(
    _ event: AuditEvent, _ key: ResourceKey, name: String, container: String?,
    from old: JSONValue?, to new: JSONValue?, changedSecrets: [JSONPointer] = []
  ) throws {
    let changes = fieldChanges(key.kind, from: old, to: new) + changedSecrets.map(Self.masked)
    try AuditRow(
      event: event, kind: key.kind.auditName, resourceID: key.id, resourceName: name,
      container: container, changes: changes
    ).insert(database, session, now)
  }

  private func fieldChanges(
    _ kind: ResourceKind, from old: JSONValue?, to new: JSONValue?
  ) -> [JSONValue] {
    guard let old, let new else { return [] }
    let changes = session.store.workbench.withLock { $0.changes(from: old, to: new, of: kind) }
    return changes.filter { $0.path.tokens.first != "lastModified" }.map(AuditRow.fieldChange)
  }

  /// That a credential changed is told, and neither what it was nor what it is.
  private static func masked(_ pointer: JSONPointer) -> JSONValue {
    let mask = JSONValue.string(JSONString(SecretMask.text))
    return AuditRow.fieldChange(FieldPath.text(pointer), mask, mask)
  }
}
