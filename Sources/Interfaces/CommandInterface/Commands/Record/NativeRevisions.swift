import EnvironmentAdapters
import LifecycleContracts
import LifecycleOperations
import LosslessJSON
import RepositoryCore
import Terminal

/// The revisions that an account itself keeps of an integration.
enum NativeRevisions {
  /// Lists them, newest first.
  static func show(_ target: String, _ session: Session) throws {
    let (name, _) = try StateResolver.split(target)
    let entry = try session.environmentEntry(name)
    guard !entry.url.hasPrefix("dir:") else {
      throw LifecycleError(
        .usage, "no_native_revisions", "'\(name)' is a folder and keeps no revisions of its own",
        hint: "'ilm revisions \(target)' lists those that are recorded here")
    }
    let integration = try session.resolver().entry(target)
    guard let id = integration.id else {
      throw LifecycleError(
        .refused, "standalone_protected", "what stands alone has no revisions in the account",
        hint: "'ilm revisions \(target)' lists those that are recorded here")
    }
    let revisions = try session.accounts().environment(entry).nativeRevisions(of: id)
    if session.isJSON {
      session.emit([
        "schemaVersion": JSONShapes.schemaVersion,
        "target": JSONShapes.text(integration.target.description), "native": true,
        "revisions": .array(revisions.map(json)),
      ])
    } else if revisions.isEmpty {
      session.talk("The account keeps no revisions of '\(integration.target)'")
    } else {
      session.page(table(revisions).render(session.capabilities))
    }
  }

  private static func text(_ revision: JSONObject, _ keys: JSONString...) -> String? {
    keys.lazy.compactMap { revision[$0]?.text }.first
  }

  private static func user(_ revision: JSONObject) -> String? {
    text(revision, "_createdByUserId", "_byUserId", "_userId")
      ?? (revision["byUser"] ?? revision["user"])?["name"]?.text
  }

  private static func json(_ revision: JSONObject) -> JSONValue {
    [
      "id": JSONShapes.text(text(revision, "_id")), "type": JSONShapes.text(text(revision, "type")),
      "status": JSONShapes.text(text(revision, "status")),
      "description": JSONShapes.text(text(revision, "description")),
      "createdAt": JSONShapes.text(text(revision, "createdAt")),
      "user": JSONShapes.text(user(revision)),
    ]
  }

  private static func table(_ revisions: [JSONObject]) -> Table {
    var table = Table([
      Table.Column("REVISION"), Table.Column("CREATED"), Table.Column("TYPE"),
      Table.Column("STATUS"), Table.Column("USER", widthMax: 24),
      Table.Column("DESCRIPTION", isFlexible: true),
    ])
    for revision in revisions {
      table.append([
        Table.Cell(text(revision, "_id") ?? "", .bold),
        Table.Cell(text(revision, "createdAt") ?? ""), Table.Cell(text(revision, "type") ?? ""),
        Table.Cell(text(revision, "status") ?? ""), Table.Cell(user(revision) ?? ""),
        Table.Cell(text(revision, "description") ?? ""),
      ])
    }
    return table
  }
}
