public import LosslessJSON

/// Recorded facts, or observations, of an integration of which few resources are looked at: the
/// JSON as it is, in which single resources are read and replaced.
public struct FactsDocument: Sendable, Equatable {
  /// The whole document.
  public private(set) var json: JSONValue

  /// Takes recorded facts.
  ///
  /// - Throws: ``FactsFormatError`` for another version of the form, or what is no facts at all.
  public init(json: JSONValue) throws(FactsFormatError) {
    guard json["form"]?.int == NeutralForm.version, json["resources"]?.object != nil else {
      throw FactsFormatError(message: "the facts are not in the form that facts have")
    }
    self.json = json
  }

  /// The names by id.
  public var names: [ResourceKey: LogicalName] {
    var names: [ResourceKey: LogicalName] = [:]
    for member in json["resources"]?.object ?? JSONObject() {
      guard let name = LogicalName(member.key.text), let id = member.value["id"]?.text else {
        continue
      }
      names[ResourceKey(name.kind, id)] = name
    }
    return names
  }

  /// The facts of one resource, or `nil` if it has none.
  public func facts(of name: LogicalName) throws(FactsFormatError) -> ResourceFacts? {
    guard let json = json["resources"]?[JSONString(name.description)] else { return nil }
    return try ResourceFacts(json: json)
  }

  /// The groups of the integration.
  public func groups() throws(FactsFormatError) -> GroupTable {
    try facts(of: .integration)?.groups ?? GroupTable()
  }

  /// Replaces what is said of a resource and tells whether that makes a difference.
  public mutating func replace(_ name: LogicalName, with value: JSONValue) -> Bool {
    guard case .object(var object) = json, case .object(var resources)? = object["resources"]
    else { return false }
    let key = JSONString(name.description)
    if resources[key] == value { return false }
    resources[key] = value
    object["resources"] = .object(resources)
    json = .object(object)
    return true
  }
}
