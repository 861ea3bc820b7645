internal import IntegrationModel
internal import LosslessJSON

/// Keeps clients from writing what is the server's.
enum ServerFields {
  /// What runs report of a resource; kept apart, so that a run changes no document.
  static let runtimeKeys: Set<JSONString> = [
    "lastExecutedAt", "offline", "queueSize", "queues", "lastPingedAt", "lastHeartbeatAt", "online",
  ]

  /// Returns the document with the server's fields as they are stored, whatever the client wrote.
  ///
  /// - Parameters:
  ///   - stored: The document so far; `nil` for a new one.
  ///   - writable: Members of the root that this client may set all the same.
  static func restored(
    _ document: JSONObject, of key: ResourceKey, from stored: JSONValue?,
    createdAt: Int64, modifiedAt: Int64, writable: Set<JSONString> = []
  ) -> JSONValue {
    var value = JSONValue.object(document)
    for pointer in places[key.kind, default: []]
    where !writable.contains(pointer.tokens[0]) && !fixed.contains(pointer.tokens[0]) {
      restore(pointer, in: &value, from: stored)
    }
    return stamped(value, key, createdAt: createdAt, modifiedAt: modifiedAt)
  }

  /// Parts what runs report from a document that comes from elsewhere.
  static func takeRuntime(from document: inout JSONObject) -> [UInt8]? {
    let members = document.filter { runtimeKeys.contains($0.key) }
    document.removeAll { runtimeKeys.contains($0.key) }
    return members.isEmpty ? nil : fragment(members)
  }

  /// Members as they stand in a document after others.
  static func fragment(_ members: [JSONObject.Member]) -> [UInt8] {
    let object = JSONValue.object(JSONObject(members)).compactBytes()
    return [UInt8(ascii: ",")] + object.dropFirst().dropLast()
  }

  /// Written anew every time.
  private static let fixed: Set<JSONString> = ["_id", "createdAt", "lastModified"]

  private static let places: [ResourceKind: [JSONPointer]] = Dictionary(
    uniqueKeysWithValues: ResourceKind.allCases.map {
      ($0, FieldCatalog.platform.serverFields(of: $0))
    })

  private static func restore(
    _ pointer: JSONPointer, in value: inout JSONValue, from stored: JSONValue?
  ) {
    guard let parent = pointer.parent, case .object? = value[parent] else { return }
    if let kept = stored?[pointer] {
      value.place(kept, at: pointer.description)
    } else {
      value.removeValue(at: pointer.description)
    }
  }

  /// Puts id and times where the client had them, or in front.
  static func stamped(
    _ value: JSONValue, _ key: ResourceKey, createdAt: Int64, modifiedAt: Int64
  ) -> JSONValue {
    guard case .object(let object) = value else { return value }
    let stamps: [JSONObject.Member] = [
      JSONObject.Member(key: "_id", value: .string(JSONString(key.id))),
      JSONObject.Member(
        key: "createdAt", value: .string(JSONString(Timestamp.text(createdAt)))),
      JSONObject.Member(
        key: "lastModified", value: .string(JSONString(Timestamp.text(modifiedAt)))),
    ]
    let missing = stamps.filter { object[$0.key] == nil }
    var result = JSONObject(missing + object.members)
    for stamp in stamps { result[stamp.key] = stamp.value }
    return .object(result)
  }
}
