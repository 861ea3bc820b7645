/// What everything an integration refers to is called in its content.
public struct IntegrationNaming: Sendable {
  /// The id of the integration in the environment; `nil` for what stands alone.
  public let integrationID: String?
  /// The members of the closure.
  public var names: [ResourceKey: LogicalName]
  /// The slots of bound resources.
  public var slots: SlotTable
  /// What other integrations contain, as `<integration>/flows/<name>`, and those integrations.
  public var externals: [ResourceKey: String]
  /// The names of the integration's own groups, by id.
  public var groups: GroupTable

  public init(
    integrationID: String?, names: [ResourceKey: LogicalName] = [:],
    slots: SlotTable = SlotTable(), externals: [ResourceKey: String] = [:],
    groups: GroupTable = GroupTable()
  ) {
    self.integrationID = integrationID
    self.names = names
    self.slots = slots
    self.externals = externals
    self.groups = groups
  }

  /// A member of the closure with its name.
  public typealias Member = (key: ResourceKey, name: LogicalName)

  /// Puts members in the order of their names, in which an integration is walked.
  public static func walk(of names: [ResourceKey: LogicalName]) -> [Member] {
    LogicalName.sorted(names.map { Member($0.key, $0.value) }) { $0.name }
  }

  /// Whether a document names what a place in it refers to as another naming does.
  public func names(
    _ target: ResourceKey, at site: ReferenceSite, of key: ResourceKey,
    as other: IntegrationNaming
  ) -> Bool {
    reference(to: target, from: key, at: site.pointer)
      == other.reference(to: target, from: key, at: site.pointer)
  }

  /// Returns how the content refers to a resource, or `nil` for one it cannot name.
  func reference(
    to target: ResourceKey, from key: ResourceKey, at place: @autoclosure () -> String
  ) -> Reference? {
    if target.kind.isBound {
      return slots.slot(of: target, from: key, at: place()).map { .slot($0) }
    }
    if let name = names[target] { return .resource(name) }
    return externals[target].map { .external($0) }
  }

  enum Reference: Equatable {
    case resource(LogicalName)
    case slot(LogicalName)
    case external(String)
  }
}
