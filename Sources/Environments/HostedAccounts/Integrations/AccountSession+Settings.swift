public import IntegrationModel
public import LosslessJSON

extension AccountSession {
  /// Returns the settings that an export or import sees when it runs: its own, and those of the
  /// flow, the flow's group and integration, and of its connection.
  ///
  /// Members are named as hooks, filters and handlebars name them: `settings.integration`,
  /// `settings.flowGrouping`, `settings.flow`, `settings.connection`, and `settings.export` or
  /// `settings.import`. What is not there is an empty object; credentials are masked.
  ///
  /// - Parameter flowID: The flow that the step runs in; `nil` for a step on its own.
  public func settings(
    ofStep step: ResourceKey, inFlow flowID: String?
  ) throws(AccountError) -> JSONValue {
    guard step.kind == .exports || step.kind == .imports else {
      throw .invalid("invalid_field", "a step is an export or an import")
    }
    let own = try document(step).value()
    let flow = try flowID.map { id throws(AccountError) in
      try document(ResourceKey(.flows, id)).value()
    }
    let integration = try related(.integrations, flow?["_integrationId"])
    let groups = integration?["flowGroupings"]?.array ?? []
    let group = groups.first { $0["_id"] != nil && $0["_id"] == flow?["_flowGroupingId"] }
    let connection = try related(.connections, own["_connectionId"])
    return [
      "integration": Self.settings(integration), "flowGrouping": Self.settings(group),
      "flow": Self.settings(flow), "connection": Self.settings(connection),
      step.kind == .exports ? "export" : "import": Self.settings(own),
    ]
  }

  private func related(
    _ kind: ResourceKind, _ id: JSONValue?
  ) throws(AccountError) -> JSONValue? {
    guard let id = id?.text else { return nil }
    do throws(AccountError) {
      return try document(ResourceKey(kind, id)).value()
    } catch {
      if error.kind == .notFound { return nil }
      throw error
    }
  }

  private static func settings(_ document: JSONValue?) -> JSONValue {
    guard let settings = document?["settings"], settings.object != nil else { return [:] }
    return settings
  }
}
