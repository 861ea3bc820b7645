/// What happened to a resource.
public enum AuditEvent: String, Sendable, CaseIterable {
  case create, update, delete, restore, purge
  case register, deregister, invite, accept, dismiss, disable, enable, revoke, transfer
  case resolve, retry, assign
  case snapshot, pull, revert, clone, install, cancel, tag, match, configure
  case imported = "import"
}
