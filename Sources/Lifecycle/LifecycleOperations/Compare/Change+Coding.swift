public import LosslessJSON
public import StructuralDiff

extension Change {
  /// The change as JSON; texts bring a unified diff.
  public var json: JSONValue {
    var object = JSONObject()
    object["op"] = .text(operation.rawValue)
    object["path"] = .text(path.description)
    if let fromPath { object["fromPath"] = .text(fromPath.description) }
    if let from { object["from"] = from }
    if let to { object["to"] = to }
    if let diff = unifiedDiff() {
      object["text"] = .bool(true)
      object["hunks"] = .text(String(decoding: diff.rendered, as: UTF8.self))
    }
    if !elements.isEmpty { object["elements"] = .array(elements.map(\.json)) }
    return .object(object)
  }

  /// Reads a change, or returns `nil` for what is none.
  init?(json: JSONValue) {
    guard let operation = json["op"]?.text.flatMap({ Operation(rawValue: $0) }),
      let path = json["path"]?.text.flatMap({ try? JSONPointer(parsing: $0) })
    else { return nil }
    switch operation {
    case .add: self = .add(json["to"] ?? .null, at: path)
    case .remove: self = .remove(json["from"] ?? .null, at: path)
    case .replace:
      self = .replace(json["from"] ?? .null, with: json["to"] ?? .null, at: path)
    case .move:
      let from = json["fromPath"]?.text.flatMap { try? JSONPointer(parsing: $0) }
      self = .move(from: from ?? path, to: path)
    }
    elements = (json["elements"]?.array ?? []).compactMap { ElementName(json: $0) }
  }
}

extension ElementName {
  /// The name as JSON, with its place.
  public var json: JSONValue { ["path": .text(path.description), "name": .text(name)] }

  fileprivate init?(json: JSONValue) {
    guard let path = json["path"]?.text.flatMap({ try? JSONPointer(parsing: $0) }),
      let name = json["name"]?.text
    else { return nil }
    self.init(path: path, name: name)
  }
}
