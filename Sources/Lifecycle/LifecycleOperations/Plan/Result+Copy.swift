import IntegrationModel
import LosslessJSON

extension Plan.Result {
  /// What a copy of a resource in another integration takes along: no id, no bindings, no schedule;
  /// flows are disabled.
  ///
  /// - Parameter integrationID: The integration that the original belongs to.
  func copied(
    _ name: LogicalName, from integrationID: String?, catalog: FieldCatalog
  ) -> Plan.Result {
    let original = facts
    var copy = self
    copy.facts.id = ""
    copy.facts.bindings = [:]
    copy.facts.externals = [:]
    copy.facts.groups = GroupTable()
    copy.facts.environment = original.environment.filter { !$0.key.hasSuffix("/schedule") }
    let isOwn = original.containerID != nil && original.containerID == integrationID
    copy.facts.containerID = name.kind.isContained || isOwn ? Self.ownContainer : nil
    copy.observation = observation.copied(of: name.kind, catalog: catalog)
    copy.observation.server["/_sourceId"] = .text(original.id)
    if name.kind == .flows { copy.facts.environment["/disabled"] = .bool(true) }
    return copy
  }
}
