public import LosslessJSON
public import TestKit

/// Makes up documents out of few names and values, so that collisions are frequent.
public struct RandomDocuments {
  /// Decides everything.
  public var random: SeededRandom

  /// Starts with a seed, which the test prints when it fails.
  public init(seed: UInt64) {
    random = SeededRandom(seed: seed)
  }

  private static let keys: [JSONString] = [
    "id", "name", "type", "generate", "extract", "value", "fields", "lists", "a", "b~/", "é", "",
  ]
  private static let scalars: [JSONValue] = [
    .null, true, false, 0, 1, 2, -7, "x", "y", "X", "", "é", "e\u{301}", "two\nlines",
    "two\nlines\n",
  ]

  /// Makes a document that is at most so deep.
  public mutating func document(depth: Int = 4) -> JSONValue {
    switch depth <= 0 ? 9 : random.number(below: 10) {
    case 0...3: .object(object(depth: depth))
    case 4...6: .array((0..<random.number(below: 7)).map { _ in document(depth: depth - 1) })
    case 7: rows(depth: depth)
    default: scalar()
    }
  }

  /// Picks a value that holds no other.
  public mutating func scalar() -> JSONValue {
    Self.scalars[random.number(below: Self.scalars.count)]
  }

  private mutating func key() -> JSONString {
    Self.keys[random.number(below: Self.keys.count)]
  }

  private mutating func object(depth: Int) -> JSONObject {
    var object = JSONObject()
    for _ in 0..<random.number(below: 6) { object[key()] = document(depth: depth - 1) }
    return object
  }

  /// An array of objects that a key can tell apart, most of the time.
  private mutating func rows(depth: Int) -> JSONValue {
    let name = key()
    return .array(
      (0..<random.number(below: 9)).map { index in
        var row = object(depth: depth - 1)
        row[name] = random.happens(onceIn: 8) ? scalar() : .number(JSONNumber(index))
        return .object(row)
      })
  }

  /// Returns the value with a few random edits in it.
  public mutating func edited(_ value: JSONValue, depth: Int = 3) -> JSONValue {
    if random.happens(onceIn: 12) { return document(depth: depth) }
    switch value {
    case .object(let object): return .object(edited(object, depth: depth))
    case .array(let elements): return .array(edited(elements, depth: depth))
    default: return random.happens(onceIn: 6) ? scalar() : value
    }
  }

  private mutating func edited(_ object: JSONObject, depth: Int) -> JSONObject {
    var members = object.members.map { member in
      JSONObject.Member(key: member.key, value: edited(member.value, depth: max(0, depth - 1)))
    }
    members.shuffle(using: &random)
    if random.happens(onceIn: 5), !members.isEmpty { members.removeLast() }
    var result = JSONObject(members)
    if random.happens(onceIn: 5) { result[key()] = document(depth: max(0, depth - 1)) }
    return result
  }

  private mutating func edited(_ elements: [JSONValue], depth: Int) -> [JSONValue] {
    var result = elements.map {
      random.happens(onceIn: 3) ? edited($0, depth: max(0, depth - 1)) : $0
    }
    for _ in 0..<random.number(below: 3) where !result.isEmpty {
      let element = result.remove(at: random.number(below: result.count))
      if random.happens(onceIn: 2) {
        result.insert(element, at: random.number(below: result.count + 1))
      }
    }
    if random.happens(onceIn: 4) {
      let added = result.randomElement(using: &random).map { edited($0, depth: depth) }
      result.insert(
        added ?? document(depth: max(0, depth - 1)), at: random.number(below: result.count + 1))
    }
    return result
  }
}
