import IntegrationModel
import LosslessJSON

/// What simulated integrations consist of: units of a flow, an export, an import and a script, in
/// which every field has a text as its value.
enum Unit {
  /// The fields of a unit that is made: resource, then part.
  static func fields(_ unit: String) -> [Field] {
    let parts: [(String, [String])] = [
      ("flows/\(unit)-flow", ["name", "description", "settings/a", "settings/b"]),
      ("exports/\(unit)-export", ["description", "http/relativeURI", "settings/a", "settings/b"]),
      ("imports/\(unit)-import", ["description", "mapping/g0", "mapping/g1", "mapping/g2"]),
      ("scripts/\(unit)-script", (0..<Script.blockCount).map { "line/\($0)" }),
    ]
    return parts.flatMap { name, parts in parts.map { Field(name: name, part: $0) } }
  }

  /// The fields of the integration's own document.
  static let integration = ["description", "settings/a", "settings/b"].map {
    Field(name: Field.integration, part: $0)
  }

  /// Makes a unit in an account; so much of it is its own that no other is taken for it.
  static func make(
    _ unit: String, in account: SimulatedAccount, integration: String, connection: String
  ) throws {
    let title = unit.uppercased()
    let own = JSONValue.object(
      JSONObject(
        (0..<8).map { JSONObject.Member(key: JSONString("\(unit)-\($0)"), value: .text(unit)) }))
    let script = try account.create(
      .scripts, ["name": .text("\(title) script"), "content": .text(Script(unit: unit).text)])
    let export = try account.create(
      .exports,
      [
        "name": .text("\(title) export"), "_connectionId": .text(connection),
        "adaptorType": "HTTPExport", "settings": own,
        "http": ["relativeURI": .text("/\(unit)"), "method": "GET"],
        "hooks": ["preSavePage": ["function": "run", "_scriptId": .text(script)]],
      ])
    let rows = (0..<8).map { number -> JSONValue in
      ["generate": .text("\(unit)-\(number)"), "extract": .text(unit)]
    }
    let importing = try account.create(
      .imports,
      [
        "name": .text("\(title) import"), "_connectionId": .text(connection),
        "adaptorType": "HTTPImport", "mapping": ["fields": .array(rows), "lists": []],
      ])
    var settings = own
    settings.place(.text(unit), at: "/unit")
    _ = try account.create(
      .flows,
      [
        "name": .text("\(title) flow"), "_integrationId": .text(integration), "disabled": true,
        "settings": settings, "pageGenerators": [["_exportId": .text(export)]],
        "pageProcessors": [["type": "import", "_importId": .text(importing)]],
      ])
  }
}

/// One field of one resource, by its logical name.
struct Field: Hashable, Comparable, CustomStringConvertible {
  static let integration = LogicalName.integration.description
  let name: String
  let part: String

  var description: String { "\(name) \(part)" }

  static func < (one: Field, other: Field) -> Bool { one.description < other.description }

  /// How exactly a merge tells where it conflicts.
  var place: Field {
    let folder = part.split(separator: "/")[0]
    if folder == "line" { return Field(name: name, part: "content") }
    return folder == "mapping" ? Field(name: name, part: "mapping") : self
  }

  func value(in document: JSONValue) -> String? {
    let parts = part.split(separator: "/").map(String.init)
    switch parts[0] {
    case "mapping": return Self.rows(document).first { $0.0 == parts[1] }?.1
    case "line": return Script(document["content"]?.text ?? "").values[Int(parts[1]) ?? 0]
    default: return document.value(at: "/\(part)")?.text
    }
  }

  func set(_ value: String, in document: inout JSONValue) {
    let parts = part.split(separator: "/").map(String.init)
    switch parts[0] {
    case "mapping":
      var rows = Self.rows(document).filter { $0.0 != parts[1] }
      rows.append((parts[1], value))
      let fields = rows.sorted { $0.0 < $1.0 }.map { row -> JSONValue in
        ["generate": .text(row.0), "extract": .text(row.1)]
      }
      document.place(.array(fields), at: "/mapping/fields")
    case "line":
      var script = Script(document["content"]?.text ?? "")
      script.values[Int(parts[1]) ?? 0] = value
      document.place(.text(script.text), at: "/content")
    default: document.place(.text(value), at: "/\(part)")
    }
  }

  private static func rows(_ document: JSONValue) -> [(String, String)] {
    (document.value(at: "/mapping/fields")?.array ?? []).map {
      ($0["generate"]?.text ?? "", $0["extract"]?.text ?? "")
    }
  }
}

/// The source of a script: blocks far enough apart for a merge by lines.
struct Script {
  static let blockCount = 4
  private let unit: String
  var values = Array(repeating: "start", count: blockCount)

  init(unit: String) { self.unit = unit }

  init(_ text: String) {
    let lines = text.split(separator: "\n")
    unit = String(lines.first?.split(separator: " ").last ?? "")
    values = lines.filter { $0.hasPrefix("value ") }.map { String($0.dropFirst(6)) }
  }

  var text: String {
    "// of \(unit)\n"
      + values.enumerated().map { number, value in
        "// begin \(unit) \(number)\nvalue \(value)\n// end \(unit) \(number)\n\n"
      }.joined()
  }
}

/// The fields of all resources of one integration.
typealias FieldState = [String: [String: String]]

extension FieldState {
  subscript(field: Field) -> String? { self[field.name]?[field.part] }

  var fields: [Field] {
    flatMap { name, parts in parts.keys.map { Field(name: name, part: $0) } }.sorted()
  }
}

extension JSONValue {
  static func text(_ text: String) -> JSONValue { .string(JSONString(text)) }
}
