import Foundation
import LosslessJSON

/// An account with a marked secret in every field that may hold one.
struct CanaryAccount {
  /// The path of every secret by its marked value.
  private(set) var paths: [String: String] = [:]
  private var documents: [String: JSONValue] = [:]
  private let integration = "aaaaaaaaaaaaaaaaaaaaaa01"

  /// The kinds whose documents a flow reaches, with the id of the one document of each.
  private static let ids = [
    "flows": "aaaaaaaaaaaaaaaaaaaaaa02", "exports": "aaaaaaaaaaaaaaaaaaaaaa03",
    "imports": "aaaaaaaaaaaaaaaaaaaaaa04", "connections": "aaaaaaaaaaaaaaaaaaaaaa05",
    "iclients": "aaaaaaaaaaaaaaaaaaaaaa06", "agents": "aaaaaaaaaaaaaaaaaaaaaa07",
    "stacks": "aaaaaaaaaaaaaaaaaaaaaa08", "apis": "aaaaaaaaaaaaaaaaaaaaaa09",
    "integrations": "aaaaaaaaaaaaaaaaaaaaaa01", "scripts": "aaaaaaaaaaaaaaaaaaaaaa10",
  ]

  /// Builds documents from a table of kinds and paths.
  ///
  /// - Parameter withAPI: Whether the API, which keeps an integration from being cloned, is in it.
  init(table: String, withAPI: Bool) throws {
    makeDocuments(withAPI: withAPI)
    for line in table.split(separator: "\n").dropFirst() {
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard columns.count >= 2, columns[1] != "**=******", !columns[1].hasPrefix("not~") else {
        continue
      }
      let kinds =
        columns[0] == "*"
        ? ["connections", "exports"] : columns[0].split(separator: " ").map(String.init)
      for kind in kinds where documents[kind] != nil { plant(columns[1], in: kind) }
    }
    plantOddPlaces()
  }

  /// The files of the account.
  var files: [String: String] {
    documents.reduce(into: [:]) { files, entry in
      files["\(entry.key)/\(entry.key).json"] =
        String(decoding: entry.value.prettyBytes(), as: UTF8.self)
    }
  }

  private mutating func makeDocuments(withAPI: Bool) {
    func reference(_ kind: String) -> JSONValue { .string(JSONString(Self.ids[kind] ?? "")) }
    func document(_ kind: String, _ members: [JSONString: JSONValue] = [:]) -> JSONValue {
      var object: JSONObject = [
        "_id": reference(kind), "name": .string(JSONString("Secret \(kind)")),
      ]
      for (key, value) in members { object[key] = value }
      return .object(object)
    }
    documents = [
      "integrations": document(
        "integrations", ["_registeredConnectionIds": [reference("connections")]]),
      "flows": document(
        "flows",
        [
          "_integrationId": reference("integrations"),
          "pageGenerators": [["_exportId": reference("exports")]],
          "pageProcessors": [["type": "import", "_importId": reference("imports")]],
        ]),
      "exports": document("exports", ["_connectionId": reference("connections")]),
      "imports": document(
        "imports",
        [
          "_connectionId": reference("connections"),
          "hooks": ["preMap": ["_stackId": reference("stacks"), "function": "f"]],
        ]),
      "connections": document(
        "connections",
        [
          "type": "http", "_agentId": reference("agents"),
          "http": ["_iClientId": reference("iclients"), "baseURI": "https://api.example.com"],
        ]),
      "iclients": document("iclients", ["provider": "custom"]), "agents": document("agents"),
      "stacks": document("stacks", ["type": "server"]),
    ]
    if withAPI {
      documents["apis"] = document("apis", ["_integrationId": reference("integrations")])
    }
  }

  private mutating func secret(_ path: String) -> JSONValue {
    let text = "canary\(1000 + paths.count)QxZ"
    paths[text] = path
    return .string(JSONString(text))
  }

  /// Puts a secret at a path of the table's form.
  private mutating func plant(_ pattern: String, in kind: String) {
    if pattern.hasPrefix("name~") {
      let name = String(pattern.dropFirst(5))
      let camel = "my" + name.prefix(1).uppercased() + name.dropFirst()
      for (folder, key) in [("settings", name), ("settings", camel), ("http", name)] {
        put(secret("\(kind) \(folder).\(key)"), [folder, key], in: kind)
      }
      return
    }
    // `a[].**.*_crypt` becomes a[].deep.field_crypt: stars stand for any name.
    let segments = pattern.split(separator: ".").map(String.init).map {
      $0 == "**" ? "deep" : $0 == "*" ? "anything" : $0.replacingOccurrences(of: "*", with: "field")
    }
    var path = segments
    if kind != "connections", segments.first == "settings" { path[path.count - 1] = "apiKey" }
    put(secret("\(kind) \(pattern)"), path, in: kind)
    guard segments.last == "value", segments.count > 1 else { return }
    // The value of a named pair is a secret by its name.
    let name: JSONValue = pattern.contains("headers") ? "X-Api-Key" : "password"
    put(name, segments.dropLast() + ["name"], in: kind)
  }

  private mutating func put(_ value: JSONValue, _ path: [String], in kind: String) {
    guard let document = documents[kind] else { return }
    documents[kind] = Self.putting(value, path[...], into: document)
  }

  private static func putting(
    _ value: JSONValue, _ path: ArraySlice<String>, into target: JSONValue?
  ) -> JSONValue {
    guard let segment = path.first else { return value }
    var object = target?.object ?? JSONObject()
    let isArray = segment.hasSuffix("[]")
    let key = JSONString(isArray ? String(segment.dropLast(2)) : segment)
    let old = isArray ? object[key]?[0] : object[key]
    let inner = putting(value, path.dropFirst(), into: old)
    object[key] = isArray ? [inner] : inner
    return .object(object)
  }

  /// Places that no table names.
  private mutating func plantOddPlaces() {
    let authorization = secret("imports Authorization header")
    put("Authorization", ["http", "headers[]", "name"], in: "imports")
    put(authorization, ["http", "headers[]", "value"], in: "imports")
    put(
      text("https://user:\(mark("URL user info"))@shop.example.com/x"), ["http", "baseURI"],
      in: "connections")
    put(
      text("/orders?page=1&api_key=\(mark("query parameter"))&x=1"), ["http", "relativeURI"],
      in: "exports")
    put(
      text("/o?access_token=\(mark("query parameter of a step"))"), ["http", "relativeURI[]"],
      in: "imports")
    for kind in ["exports", "imports", "flows", "integrations"] {
      put(secret("\(kind) settings.apiKey"), ["settings", "apiKey"], in: kind)
      put(secret("\(kind) settings.deep"), ["settings", "list[]", "clientSecret"], in: kind)
    }
    put(secret("exports sampleData.password"), ["sampleData", "password"], in: "exports")
    put(secret("imports mockResponse"), ["mockResponse[]", "accessToken"], in: "imports")
    put(
      secret("exports mockOutput"), ["mockOutput", "page_of_records[]", "record", "apiKey"],
      in: "exports")
  }

  private mutating func mark(_ place: String) -> String { secret(place).text ?? "" }

  private func text(_ text: String) -> JSONValue { .string(JSONString(text)) }
}
