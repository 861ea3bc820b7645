internal import IntegrationModel
internal import LosslessJSON

/// Which fields can be changed one by one; all others are read and written as a whole document.
enum PatchWhitelist {
  /// Fields of the server that a client may set by a patch, and only so.
  static let serverFields: Set<JSONString> = ["debugUntil", "debugDate", "logging"]

  /// Refuses a patch that speaks of anything else; tests may look everywhere.
  static func check(_ patch: JSONPatch, for kind: ResourceKind) throws(AccountError) {
    for operation in patch.operations {
      switch operation {
      case .test: continue
      case .add(_, let path), .replace(_, let path), .remove(let path): try check(path, kind)
      case .move(let from, let path):
        try check(from, kind)
        try check(path, kind)
      case .copy(_, let path): try check(path, kind)
      }
    }
  }

  private static func check(_ path: JSONPointer, _ kind: ResourceKind) throws(AccountError) {
    guard !isAllowed(path, kind) else { return }
    throw .invalid(
      "invalid_field",
      "'\(path)' cannot be changed alone; read the \(kind.singular), change it and PUT it",
      field: FieldPath.text(path))
  }

  private static func isAllowed(_ path: JSONPointer, _ kind: ResourceKind) -> Bool {
    switch path.tokens.map(\.text) {
    case ["name"], ["debugUntil"], ["debugDate"]: true
    case ["disabled"]: kind == .flows || kind == .apis || kind == .mcpservers
    case ["logging", "debugUntil"]: kind == .flows
    case let tokens where tokens.first == "schedule": kind == .flows
    default: false
    }
  }
}
