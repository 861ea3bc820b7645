import EnvironmentAdapters
import IntegrationModel
import LosslessJSON
import Synchronization

/// An account in memory that counts its ids and the writes to it.
final class SimulatedAccount: Sendable {
  let environment: MemoryEnvironment

  /// Makes an empty account whose ids begin with a number of its own.
  init(number: Int) {
    let next = Mutex(0)
    environment = MemoryEnvironment(location: "memory:\(number)") {
      let count = next.withLock { count in
        count += 1
        return count
      }
      let digits = String(count, radix: 16)
      return "6\(number)" + String(repeating: "0", count: 22 - digits.count) + digits
    }
  }

  func create(_ kind: ResourceKind, _ document: JSONValue) throws -> String {
    try environment.create(kind, document).key.id
  }

  /// Changes a document, as somebody does in the environment.
  func edit(_ key: ResourceKey, _ change: (inout JSONValue) -> Void) throws {
    guard let document = try environment.document(key) else { return }
    var value = document.value
    change(&value)
    _ = try environment.update(key, to: value, expecting: document.version)
  }

  func delete(_ key: ResourceKey) throws {
    guard let document = try environment.document(key) else { return }
    try environment.delete(key, expecting: document.version)
  }

  func documents() throws -> [ResourceKey: JSONValue] {
    let found = try environment.survey(makeWorker: {}) { _, document in
      (document.key, document.value)
    }
    return Dictionary(uniqueKeysWithValues: found.summaries)
  }

  /// The references that lead nowhere.
  func brokenReferences() throws -> [String] {
    let documents = try documents()
    let ids = Set(documents.keys.map(\.id))
    var broken: [String] = []
    for (key, value) in documents {
      Self.forEachReference(in: value) { member, id in
        if !ids.contains(id) { broken.append("\(member) in \(key): \(id)") }
      }
    }
    return broken
  }

  private static func forEachReference(
    in value: JSONValue, _ body: (String, String) -> Void
  ) {
    for element in value.array ?? [] { forEachReference(in: element, body) }
    for member in value.object ?? JSONObject() {
      let key = member.key.text
      forEachReference(in: member.value, body)
      guard key.hasPrefix("_"), key != "_id", key != "_sourceId" else { continue }
      if key.hasSuffix("Id"), let id = member.value.text { body(key, id) }
      if key.hasSuffix("Ids") {
        for id in (member.value.array ?? []).compactMap(\.text) { body(key, id) }
      }
    }
  }
}
