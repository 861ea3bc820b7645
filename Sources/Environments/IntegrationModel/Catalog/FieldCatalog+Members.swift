public import LosslessJSON

extension FieldCatalog {
  /// The members at the top of documents of a kind that change by themselves.
  public func volatileMembers(of kind: ResourceKind) -> Set<JSONString> {
    members(of: kind) { $0 == .volatile }
  }

  /// The members at the top of documents of a kind that the server keeps.
  public func serverMembers(of kind: ResourceKind) -> Set<JSONString> {
    members(of: kind) { _ in true }
  }

  private func members(
    of kind: ResourceKind, _ isWanted: (ServerField) -> Bool
  ) -> Set<JSONString> {
    var members: Set<JSONString> = []
    for rule in rules where rule.speaks(of: kind) && rule.pattern.segments.count == 1 {
      guard case .server(let field) = rule.meaning, isWanted(field) else { continue }
      switch rule.pattern.segments[0] {
      case .key(let key): members.formUnion([JSONString(bytes: key)].compactMap { $0 })
      case .oneOf(let keys): members.formUnion(keys.compactMap { JSONString(bytes: $0) })
      default: break
      }
    }
    return members
  }
}
