/// What happened to a resource.
public enum AuditEvent: String, Sendable, CaseIterable {
  case create, update, delete, restore, purge
  case register, deregister, invite, accept, dismiss, disable, enable, revoke, transfer
  case resolve, retry, assign
  case imported = "import"
}
