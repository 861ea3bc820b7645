import EnvironmentAdapters
import IntegrationModel
import LosslessJSON
import Synchronization

/// The documents of an account as values, by kind and id.
typealias Documents = [ResourceKey: JSONValue]

/// Returns the id that `@e1` stands for in the texts of these tests: the first export's.
func id(_ short: String) -> String {
  let letters: [Character: String] = [
    "n": "10", "f": "20", "e": "30", "i": "40", "c": "50", "s": "60", "t": "70", "a": "80",
    "l": "90", "g": "a0",
  ]
  let number = String(short.dropFirst())
  let zeros = String(repeating: "0", count: 20 - number.count)
  return "6f" + (letters[short.first ?? "n"] ?? "00") + zeros + number
}

/// Returns the key of `f1`, `e2` and so on.
func key(_ short: String) -> ResourceKey {
  let kinds: [Character: ResourceKind] = [
    "n": .integrations, "f": .flows, "e": .exports, "i": .imports, "c": .connections,
    "s": .scripts, "t": .tools, "a": .apis, "l": .lookupcaches,
  ]
  return ResourceKey(kinds[short.first ?? "n"] ?? .flows, id(short))
}

/// Reads a document in which `"@e1"` stands for an id.
func json(_ text: String) throws -> JSONValue {
  var parts = text.split(separator: "\"@", omittingEmptySubsequences: false)
  var whole = String(parts.removeFirst())
  for part in parts {
    let end = part.firstIndex(of: "\"") ?? part.endIndex
    whole += "\"" + id(String(part[..<end])) + part[end...]
  }
  return try JSONValue(parsing: Array(whole.utf8))
}

/// An account in memory whose ids are known.
final class MemoryAccount: Sendable {
  let environment: MemoryEnvironment
  private let ids: IDSource

  /// Makes an account that holds documents, one a line; the first word of a line is its name.
  ///
  /// - Parameter prefix: What the ids of everything created later begin with.
  init(_ texts: [String] = [], prefix: String = "7a") throws {
    let ids = IDSource(prefix: prefix)
    self.ids = ids
    environment = MemoryEnvironment { ids.next() }
    for text in texts { try add(text) }
  }

  init(_ documents: Documents, prefix: String = "7a") throws {
    let ids = IDSource(prefix: prefix)
    self.ids = ids
    environment = MemoryEnvironment { ids.next() }
    for (key, value) in documents.sorted(by: { $0.key < $1.key }) { try put(key, value) }
  }

  private init(_ ids: IDSource, _ environment: MemoryEnvironment) {
    self.ids = ids
    self.environment = environment
  }

  /// Returns an account that goes on from what this one is, on its own.
  func copy() -> MemoryAccount {
    let ids = ids.copy()
    return MemoryAccount(ids, MemoryEnvironment(copying: environment) { ids.next() })
  }

  /// Adds a document: `f1 {"name": …}`.
  func add(_ text: String) throws {
    let space = text.firstIndex(of: " ") ?? text.endIndex
    try put(key(String(text[..<space])), try json(String(text[space...])))
  }

  func put(_ key: ResourceKey, _ value: JSONValue) throws {
    var value = value
    value.place(.string(JSONString(key.id)), at: "/_id")
    ids.preset(key.id)
    _ = try environment.create(key.kind, value)
  }

  /// Changes a document, as somebody does in the environment.
  func edit(_ key: ResourceKey, _ change: (inout JSONValue) throws -> Void) throws {
    guard let document = try environment.document(key) else { return }
    var value = document.value
    try change(&value)
    _ = try environment.update(key, to: value, expecting: document.version)
  }

  func edit(_ name: String, _ place: String, to text: String) throws {
    let value = try json(text)
    try edit(key(name)) { $0.place(value, at: place) }
  }

  func delete(_ key: ResourceKey) throws {
    guard let document = try environment.document(key) else { return }
    try environment.delete(key, expecting: document.version)
  }

  /// Everything in it, but for what the server keeps.
  func documents() throws -> Documents { try environment.documents() }
}

extension Environment {
  /// Everything in it, but for times.
  func documents() throws -> Documents {
    let found = try survey(makeWorker: {}) { _, document in (document.key, document.value) }
    return Dictionary(
      uniqueKeysWithValues: found.summaries.map { key, value in
        var value = value
        for place in ["/createdAt", "/lastModified"] { value.removeValue(at: place) }
        return (key, value)
      })
  }
}

/// Hands out ids in order.
final class IDSource: Sendable {
  private let prefix: String
  private let state = Mutex<(next: Int, preset: String?)>((0, nil))

  init(prefix: String) { self.prefix = prefix }

  /// Returns a source that hands out the same ids from here on.
  func copy() -> IDSource {
    let copy = IDSource(prefix: prefix)
    let now = state.withLock { $0 }
    copy.state.withLock { $0 = now }
    return copy
  }

  /// Makes the next id this one.
  func preset(_ id: String) { state.withLock { $0.preset = id } }

  func next() -> String {
    state.withLock { state in
      defer { state.preset = nil }
      if let preset = state.preset { return preset }
      state.next += 1
      let digits = String(state.next, radix: 16)
      return prefix + String(repeating: "0", count: 24 - prefix.count - digits.count) + digits
    }
  }
}

/// Replaces every id by the kind and name of what it names, so that accounts with different ids can
/// be compared.
func withoutIDs(_ documents: Documents) -> [String: JSONValue] {
  var result: [String: [JSONValue]] = [:]
  for (name, value) in renamed(documents) { result[name, default: []].append(value) }
  return result.mapValues { values in
    .array(
      values.sorted { $0.canonicalBytes().lexicographicallyPrecedes($1.canonicalBytes()) })
  }
}

private func renamed(_ documents: Documents) -> [(String, JSONValue)] {
  var names: [JSONString: JSONString] = [:]
  for (key, value) in documents {
    names[JSONString(key.id)] = JSONString("\(key.kind.rawValue):\(value["name"]?.text ?? "")")
    for list: JSONString in ["flowGroupings", "apiGroupings"] {
      for group in value[list]?.array ?? [] {
        guard let id = group["_id"]?.string else { continue }
        names[id] = JSONString("group:\(group["name"]?.text ?? "")")
      }
    }
  }
  return documents.map { key, value in
    (names[JSONString(key.id)]?.text ?? key.id, replacing(value, names))
  }
}

private func replacing(_ value: JSONValue, _ names: [JSONString: JSONString]) -> JSONValue {
  switch value {
  case .string(let text): .string(names[text] ?? text)
  case .array(let elements): .array(elements.map { replacing($0, names) })
  case .object(let object):
    .object(
      JSONObject(
        object.map { JSONObject.Member(key: $0.key, value: replacing($0.value, names)) }))
  default: value
  }
}
