public import IntegrationModel
internal import LosslessJSON

extension AccountSession {
  /// Adds connections to those that an integration uses.
  public func register(
    connections ids: [String], in integrationID: String
  ) throws(AccountError) -> HostedDocument {
    try store.change(self) { write in
      try write.edit(ResourceKey(.integrations, integrationID)) { object in
        let registered = object.texts(Self.registered)
        object.set(Self.registered, registered + ids.filter { !registered.contains($0) })
      }
    }
  }

  /// Takes a connection from those that an integration uses; its steps keep it.
  public func deregister(
    connection id: String, from integrationID: String
  ) throws(AccountError) -> HostedDocument {
    try store.change(self) { write in
      try write.edit(ResourceKey(.integrations, integrationID)) { object in
        let registered = object.texts(Self.registered)
        guard registered.contains(id) else {
          throw AccountError.notFound("connection '\(id)' in this integration")
        }
        object.set(Self.registered, registered.filter { $0 != id })
      }
    }
  }

  /// Makes a step use another connection.
  public func replaceConnection(
    of step: ResourceKey, with newID: String
  ) throws(AccountError) -> HostedDocument {
    try store.change(self) { write in
      try write.edit(step) { object in object["_connectionId"] = .string(JSONString(newID)) }
    }
  }

  /// Makes every step of a flow that uses one connection use another.
  ///
  /// - Returns: The steps that were changed.
  public func replaceConnection(
    _ oldID: String, with newID: String, inFlow flowID: String
  ) throws(AccountError) -> [HostedDocument] {
    let flow = ResourceKey(.flows, flowID)
    try require(.edit, on: flow)
    let steps = try descendants(of: flow)
    return try store.change(self) { write in
      try steps.filter { step in
        try write.stored(step).body["_connectionId"]?.text == oldID
      }.map { step in
        try write.edit(step) { $0["_connectionId"] = .string(JSONString(newID)) }
      }
    }
  }

  private static let registered: JSONString = "_registeredConnectionIds"
}
