public import EnvironmentAdapters
import IntegrationModel
import LosslessJSON
import Testing

/// What every adapter of an environment must do.
///
/// An adapter's test makes an empty environment and calls ``run()``.
public struct EnvironmentSuite<Adapter: Environment> {
  private let makeEmpty: () throws -> Adapter

  /// Prepares the suite.
  ///
  /// - Parameter makeEmpty: Returns an environment that holds nothing, a fresh one at every call.
  public init(makeEmpty: @escaping () throws -> Adapter) {
    self.makeEmpty = makeEmpty
  }

  /// Checks everything.
  public func run() throws {
    try emptiness()
    try creation()
    try reading()
    try updating()
    try deleting()
    try restoring()
    try bodies()
  }

  private func keys(_ environment: Adapter) throws -> [ResourceKey] {
    try environment.survey(makeWorker: {}) { _, document in document.key }.summaries
  }

  /// What was written of a document: without the times that some environments add to it.
  private func written(_ document: EnvironmentDocument) -> JSONValue {
    var value = document.value
    for time in ["/createdAt", "/lastModified"] { value.removeValue(at: time) }
    return value
  }

  /// Nothing is there, and says so.
  private func emptiness() throws {
    let environment = try makeEmpty()
    #expect(try keys(environment).isEmpty)
    #expect(!environment.location.isEmpty)
    let key = ResourceKey(.flows, "0123456789abcdef01234567")
    #expect(try environment.document(key) == nil)
    expect(.notFound) {
      try environment.read([key], makeWorker: {}) { _, document in document.key }
    }
    expect(.notFound) { try environment.update(key, to: [:], expecting: "1") }
    expect(.notFound) { try environment.delete(key, expecting: "1") }
  }

  /// A created document has an id of its own and is found.
  private func creation() throws {
    let environment = try makeEmpty()
    let one = try environment.create(.exports, ["name": "Get", "x": [1, true, .null]])
    let other = try environment.create(.exports, ["name": "Get", "_id": "mine"])
    #expect(one.key != other.key)
    #expect(other.json.value["_id"] == .string(JSONString(other.key.id)))
    #expect(one.value["x"] == [1, true, .null])
    #expect(Set(try keys(environment)) == [one.key, other.key])
    #expect(try environment.document(one.key)?.version == one.version)
    // An id is unique only within its kind.
    #expect(try environment.document(ResourceKey(.imports, one.key.id)) == nil)
  }

  /// Results come in the order of the keys, whatever thread made them.
  private func reading() throws {
    let environment = try makeEmpty()
    var created: [ResourceKey] = []
    for number in 0..<150 {
      let flow: JSONValue = ["name": "F", "number": .number(JSONNumber(number))]
      created.append(try environment.create(.flows, flow).key)
    }
    let order = Array(created.reversed())
    let numbers = try environment.read(order, makeWorker: {}) { _, document in
      document.json.value["number"]?.int
    }
    #expect(numbers == (0..<150).reversed().map { $0 })
    #expect(Set(try keys(environment)) == Set(created))
  }

  /// Nobody's change is overwritten.
  private func updating() throws {
    let environment = try makeEmpty()
    let first = try environment.create(.flows, ["name": "F", "a": 1, "b": ["c": 2]])
    let second = try environment.update(
      first.key, to: ["name": "G", "b": 3], expecting: first.version)
    #expect(second.key == first.key)
    #expect(second.version != first.version)
    #expect(
      written(second) == ["_id": .string(JSONString(first.key.id)), "name": "G", "b": 3])
    expect(.changed) {
      try environment.update(first.key, to: ["name": "H"], expecting: first.version)
    }
    #expect(try environment.document(first.key)?.version == second.version)
    #expect(try environment.document(first.key)?.value["name"] == "G")
    let same = try environment.update(first.key, to: second.value, expecting: second.version)
    #expect(written(same) == written(second))
  }

  private func deleting() throws {
    let environment = try makeEmpty()
    let document = try environment.create(.flows, ["name": "F"])
    let kept = try environment.create(.flows, ["name": "F"])
    expect(.changed) { try environment.delete(document.key, expecting: "another") }
    try environment.delete(document.key, expecting: document.version)
    #expect(try environment.document(document.key) == nil)
    #expect(try keys(environment) == [kept.key])
    expect(.notFound) { try environment.delete(document.key, expecting: document.version) }
  }

  /// What comes back has its id, where the environment can do that at all.
  private func restoring() throws {
    let environment = try makeEmpty()
    let document = try environment.create(.flows, ["name": "F"])
    expect(.exists) { try environment.restore(document.key, ["name": "F"]) }
    try environment.delete(document.key, expecting: document.version)
    guard let restored = try environment.restore(document.key, ["name": "F", "x": 1]) else {
      return
    }
    #expect(restored.key == document.key)
    #expect(restored.value["x"] == 1)
    #expect(try keys(environment) == [document.key])
  }

  /// A script's body is part of the document, wherever the environment keeps it.
  private func bodies() throws {
    let environment = try makeEmpty()
    let body = "function f() {\n  return 'ü'\n}\n"
    let first = try environment.create(
      .scripts, ["name": "S", "content": .string(JSONString(body))])
    #expect(first.value["content"]?.text == body)
    let second = try environment.update(
      first.key, to: ["name": "S", "content": "2"], expecting: first.version)
    #expect(second.value["content"] == "2")
    #expect(second.version != first.version)
    let third = try environment.update(first.key, to: ["name": "S"], expecting: second.version)
    #expect(third.value["content"] == nil)
    #expect(try environment.document(first.key)?.value["content"] == nil)
  }

  private func expect<Result>(
    _ code: EnvironmentError.Code, _ body: () throws -> Result
  ) {
    let error = #expect(throws: EnvironmentError.self) { _ = try body() }
    #expect(error?.code == code, "\(error?.message ?? "")")
    #expect(error?.message.isEmpty == false)
  }
}
