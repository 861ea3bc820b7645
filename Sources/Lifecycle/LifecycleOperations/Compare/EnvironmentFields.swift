import IntegrationModel
import LosslessJSON

extension StateComparison.EnvironmentDifference {
  /// The environment fields of one resource that differ, by place.
  static func all(
    of name: LogicalName, _ left: [String: JSONValue], _ right: [String: JSONValue],
    ignoring ignored: [UserFieldPattern]
  ) -> [StateComparison.EnvironmentDifference] {
    Set(left.keys).union(right.keys).sorted().compactMap { pointer in
      guard left[pointer] != right[pointer] else { return nil }
      let path = (try? JSONPointer(parsing: pointer)) ?? .root
      guard !ignored.contains(where: { $0.covers(path, in: name.kind) }) else { return nil }
      return Self(name: name, pointer: pointer, left: left[pointer], right: right[pointer])
    }
  }
}

extension ResourceFacts {
  /// The environment fields, and what else tells two times of one integration apart: the id, and
  /// the integration that the document says it is in. Other integrations have others.
  var ownFields: [String: JSONValue] {
    var fields = environment
    fields["/_id"] = .string(JSONString(id))
    if let containerID { fields["/_integrationId"] = .string(JSONString(containerID)) }
    return fields
  }
}

extension JSONValue {
  /// The fields of a bound document by place, credentials masked: all of it is the environment's.
  /// Lists are told whole.
  var boundFields: [String: JSONValue] {
    var fields: [String: JSONValue] = [:]
    func add(_ value: JSONValue, _ place: JSONPointer) {
      guard case .object(let object) = value, !object.isEmpty else {
        fields[place.description] = value
        return
      }
      for member in object.members { add(member.value, place.appending(key: member.key)) }
    }
    add(self, .root)
    return fields
  }
}
