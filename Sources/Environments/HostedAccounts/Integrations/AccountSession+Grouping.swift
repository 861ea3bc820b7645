public import IntegrationModel
internal import LosslessJSON

extension AccountSession {
  /// Puts flows or APIs into a group of their integration, or takes them out of theirs for `nil`.
  ///
  /// All or none of them are changed.
  public func assignGroup(
    _ groupID: String?, to keys: [ResourceKey]
  ) throws(AccountError) -> [HostedDocument] {
    try store.change(self) { write in
      try keys.map { key in
        guard let (member, _) = GroupKind.ofMember(in: key.kind) else {
          throw AccountError.invalid(
            "invalid_field", "\(key.kind.singular)s are in no groups")
        }
        return try write.edit(key) { object in
          object[member] = groupID.map { .string(JSONString($0)) }
        }
      }
    }
  }

  /// Moves flows, APIs or tools to another integration, or out of all for `nil`.
  ///
  /// They leave the groups of the old one.
  public func move(
    _ keys: [ResourceKey], to integrationID: String?
  ) throws(AccountError) -> [HostedDocument] {
    try store.change(self) { write in
      try keys.map { key in
        guard key.kind.isContained else {
          throw AccountError.invalid(
            "invalid_field", "\(key.kind.singular)s are in no integration by themselves")
        }
        return try write.edit(key) { object in
          guard object["_integrationId"]?.text != integrationID else { return }
          object["_integrationId"] = integrationID.map { .string(JSONString($0)) }
          if let (member, _) = GroupKind.ofMember(in: key.kind) { object[member] = nil }
        }
      }
    }
  }
}
