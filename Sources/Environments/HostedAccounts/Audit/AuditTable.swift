internal import LosslessJSON

/// Writes audit entries as comma-separated values (RFC 4180).
enum AuditTable {
  private static let heading = [
    "Time", "User", "Email", "Source", "Resource type", "Resource name", "Resource ID", "Action",
    "Field", "Old value", "New value",
  ]

  static func bytes(of entries: [AuditEntry]) -> [UInt8] {
    var lines = [heading]
    for entry in entries {
      let start = [
        Timestamp.text(entry.time), entry.user.name, entry.user.email, entry.source,
        entry.resourceType, entry.resourceName, entry.resourceID, entry.event,
      ]
      let changes = entry.fieldChanges.array ?? []
      if changes.isEmpty { lines.append(start + ["", "", ""]) }
      for change in changes {
        lines.append(
          start + [text(change["fieldPath"]), text(change["oldValue"]), text(change["newValue"])])
      }
    }
    return Array(lines.map { $0.map(quoted).joined(separator: ",") + "\r\n" }.joined().utf8)
  }

  private static func text(_ value: JSONValue?) -> String {
    switch value {
    case nil: ""
    case .string(let text)?: text.text
    case let value?: String(decoding: value.compactBytes(), as: UTF8.self)
    }
  }

  /// Quotes a cell; what a spreadsheet would take for a formula begins with an apostrophe.
  private static func quoted(_ text: String) -> String {
    let isFormula = text.utf8.first.map { "=+-@\t\r".utf8.contains($0) } ?? false
    return "\"" + (isFormula ? "'" : "") + text.replacing("\"", with: "\"\"") + "\""
  }
}
