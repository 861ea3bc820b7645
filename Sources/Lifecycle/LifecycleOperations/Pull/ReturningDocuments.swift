import EnvironmentAdapters
import IntegrationModel
import LosslessJSON
import RepositoryCore

/// Finds what an integration merely uses no more of what a merge brings back to it: its document is
/// changed, and none is made beside it.
struct ReturningDocuments {
  private let side: SideDetails
  private let account: AccountKnowledge
  private let context: OperationContext
  /// What is taken up, and what its document was when the plan was made.
  private(set) var fingerprints: [LogicalName: String] = [:]
  /// The ids of what is there, but not as it was recorded last: nothing could take a change back.
  private(set) var changed: [LogicalName: String] = [:]

  init(of side: SideDetails, in account: AccountKnowledge, _ context: OperationContext) {
    (self.side, self.account, self.context) = (side, account, context)
  }

  /// What was recorded last of a name that the integration no longer has; `nil` unless its document is
  /// there, used by nobody, and still says that.
  mutating func result(_ name: LogicalName) throws -> Plan.Result? {
    guard !name.kind.isRoot, let target = side.target, let id = side.retiredID(of: name),
      !side.ids.contains(where: { $0.key.kind == name.kind && $0.value == id })
    else { return nil }
    let key = ResourceKey(name.kind, id)
    guard try account.name(of: key) != nil,
      try account.users(of: key, besides: target).isEmpty,
      let there = try PresentDocument(key, name, account.surveyed())
    else { return nil }
    guard let record = try LastRecord(of: name, id, in: target, context), record.tells(there) else {
      changed[name] = id
      return nil
    }
    fingerprints[name] = try there.neutral().fingerprint
    return record.result
  }
}
