/// How a copy of one flow, export or import is to be made.
public struct CopyRequest: Sendable {
  /// What the copy is called; `Clone - ` and the name of the source unless told.
  public var name: String?
  /// What stands for each connection of the source: ids there to ids where the copy goes.
  public var connections: [String: String]
  /// The integration that the copy of a flow goes into; `nil` for none.
  public var integrationID: String?
  /// The group in that integration.
  public var groupID: String?

  /// Asks for a copy.
  public init(
    name: String? = nil, connections: [String: String] = [:], integrationID: String? = nil,
    groupID: String? = nil
  ) {
    self.name = name
    self.connections = connections
    self.integrationID = integrationID
    self.groupID = groupID
  }
}
