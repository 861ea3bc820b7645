public import LosslessJSON

/// Explains why recorded facts cannot be read.
public struct FactsFormatError: Error, Sendable {
  /// What is wrong with them, and the way out.
  public let message: String
}

/// The version of the neutral form and of the facts; recorded with every state.
public enum NeutralForm {
  /// The version that this program writes, and the newest that it reads.
  public static let version = 1
}

extension IntegrationFacts {
  /// Reads recorded facts.
  ///
  /// - Throws: ``FactsFormatError`` for another version of the form, or what is no facts at all.
  public init(json: JSONValue) throws(FactsFormatError) {
    guard let form = json["form"]?.int, let members = json["resources"]?.object else {
      throw FactsFormatError(message: "the facts are not in the form that facts have")
    }
    guard form == NeutralForm.version else {
      throw FactsFormatError(
        message: "the facts are in form \(form) and this program reads form "
          + "\(NeutralForm.version); use the program that wrote them or a newer one")
    }
    self.init(
      integrationID: json["integration"]?["id"]?.text,
      name: json["integration"]?["name"]?.text ?? "")
    for member in members {
      guard let name = LogicalName(member.key.text) else {
        throw FactsFormatError(message: "'\(member.key.text)' is no logical name")
      }
      resources[name] = try ResourceFacts(json: member.value)
    }
    retired = Set((json["retired"]?.array ?? []).compactMap { $0.text.flatMap { LogicalName($0) } })
    for member in json["retiredIds"]?.object ?? JSONObject() {
      if let name = LogicalName(member.key.text) { retiredIDs[name] = member.value.text }
    }
  }
}

extension ResourceFacts {
  /// Reads the facts of one resource.
  public init(json: JSONValue) throws(FactsFormatError) {
    guard let id = json["id"]?.text else {
      throw FactsFormatError(message: "the facts of a resource have no id")
    }
    self.init(id: id, name: json["name"]?.text ?? "")
    for member in json["environment"]?.object ?? JSONObject() {
      environment[member.key.text] = member.value
    }
    containerID = json["container"]?.text
    for member in json["bindings"]?.object ?? JSONObject() {
      guard let slot = member.value["slot"]?.text.flatMap({ LogicalName($0) }),
        let id = member.value["id"]?.text
      else { throw FactsFormatError(message: "a binding of '\(id)' has no slot or no id") }
      bindings[member.key.text] = SlotBinding(slot: slot, id: id)
    }
    externals = Self.texts(json["externals"])
    missing = Self.texts(json["missing"])
    masked = (json["masked"]?.array ?? []).compactMap(\.text)
    payloads = (json["payloads"]?.array ?? []).compactMap(\.text)
    for kind in GroupKind.allCases {
      let names = Self.texts(json[JSONString(kind.rawValue)])
      if !names.isEmpty { groups.names[kind] = names }
    }
  }

  private static func texts(_ json: JSONValue?) -> [String: String] {
    var texts: [String: String] = [:]
    for member in json?.object ?? JSONObject() { texts[member.key.text] = member.value.text }
    return texts
  }
}

/// What was observed of all resources of an integration; see ``ResourceObservation``.
public struct IntegrationObservation: Sendable, Equatable {
  /// What was observed, by resource.
  public var resources: [LogicalName: ResourceObservation]

  public init(_ resources: [LogicalName: ResourceObservation] = [:]) {
    self.resources = resources
  }

  /// Reads recorded observations; what is unknown is passed over, because none of it is behaviour.
  public init(json: JSONValue) {
    self.init()
    for member in json["resources"]?.object ?? JSONObject() {
      guard let name = LogicalName(member.key.text) else { continue }
      resources[name] = ResourceObservation(json: member.value)
    }
  }
}

extension ResourceObservation {
  /// Reads the observations of one resource.
  public init(json: JSONValue) {
    for member in json["server"]?.object ?? JSONObject() { server[member.key.text] = member.value }
    for pair in json["mirrored"]?.array ?? [] {
      guard let copy = pair["copy"]?.text, let original = pair["original"]?.text else { continue }
      mirrored.append(Mirrored(copy: copy, original: original))
    }
    for member in json["orders"]?.object ?? JSONObject() {
      orders[member.key.text] = (member.value.array ?? []).compactMap(\.int)
    }
  }
}
