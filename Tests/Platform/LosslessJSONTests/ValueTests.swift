import LosslessJSON
import Testing

@Suite struct ValueTests {
  @Test func `strings are compared by bytes, not by canonical equivalence`() throws {
    #expect(JSONString("\u{E9}") != "e\u{301}")
    #expect(JSONString("\u{E9}") == "\u{E9}")
    #expect(try parse("{\"\u{E9}\":1,\"e\u{301}\":2}").object?.count == 2)
    #expect(JSONString("Z") < "a")
    #expect(JSONString("a") < "aa")
    #expect(JSONString("\u{FFFF}") < "\u{10000}")
  }

  @Test func `lone surrogates are kept and show as replacement characters`() throws {
    let value = try parse(#""a\ud800""#)
    #expect(value.string?.utf8 == [0x61, 0xED, 0xA0, 0x80])
    #expect(value.string?.isLossless == false)
    #expect(value.text?.hasPrefix("a\u{FFFD}") == true)
    #expect(value.compactBytes() == Array(#""a\ud800""#.utf8))
    #expect(try parse(#""\udc00\ud800""#).compactBytes() == Array(#""\udc00\ud800""#.utf8))
  }

  @Test func `bytes that are not WTF-8 make no string`() {
    #expect(JSONString(bytes: [0xFF]) == nil)
    #expect(JSONString(bytes: [0xED, 0xA0, 0x80, 0xED, 0xB0, 0x80]) == nil)
    #expect(JSONString(bytes: [0xED, 0xB0, 0x80, 0xED, 0xA0, 0x80])?.byteCount == 6)
    #expect(JSONString(bytes: Array("é".utf8)) == "é")
  }

  @Test func `literals and accessors mirror each other`() {
    var value: JSONValue = ["name": "x", "list": [1, true, .null], "empty": [:]]
    #expect(value["name"]?.text == "x")
    #expect(value["list"]?[0]?.int == 1)
    #expect(value["list"]?[1]?.bool == true)
    #expect(value["list"]?[2]?.isNull == true)
    #expect(value["list"]?[3] == nil)
    #expect(value["empty"]?.object?.isEmpty == true)
    #expect(value["none"] == nil && value["name"]?["x"] == nil && value.array == nil)
    value["name"] = 5
    value["list"] = nil
    #expect(value.compactBytes() == Array(#"{"name":5,"empty":{}}"#.utf8))
  }

  @Test func `objects are equal in any order, and hash so`() {
    let a: JSONValue = ["a": 1, "b": ["c": 2, "d": 3]]
    let b: JSONValue = ["b": ["d": 3, "c": 2], "a": 1]
    #expect(a == b)
    #expect(a.hashValue == b.hashValue)
    #expect(a != ["a": 1, "b": ["c": 2, "d": 4]])
    #expect(a != ["a": 1])
    #expect(["a": 1] as JSONValue != ["b": 1])
  }

  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func `an object behaves like a plain list of members`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var object = JSONObject()
    var reference: [(String, Int)] = []
    for round in 0..<600 {
      let key = "k\(random.below(60))"
      if random.below(3) == 0 {
        object[JSONString(key)] = nil
        reference.removeAll { $0.0 == key }
      } else {
        object[JSONString(key)] = .number(JSONNumber(round))
        if let place = reference.firstIndex(where: { $0.0 == key }) {
          reference[place].1 = round
        } else {
          reference.append((key, round))
        }
      }
      #expect(
        object.map { "\($0.key)=\($0.value.int ?? -1)" } == reference.map { "\($0.0)=\($0.1)" })
      let probe = "k\(random.below(60))"
      #expect(
        object[JSONString(probe)]?.int == reference.first { $0.0 == probe }?.1, "seed \(seed)")
    }
    object.removeAll { $0.key < "k3" }
    #expect(object.keys.allSatisfy { object[$0] != nil && !($0 < "k3") })
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `a walk meets every value once, at the place that its path names`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let document = random.value()
    var met: Set<JSONPointer> = []
    document.walk { value, path in
      #expect(document[path.pointer] == value, "seed \(seed)")
      #expect(met.insert(path.pointer).inserted, "seed \(seed)")
      return true
    }
    #expect(met.count == document.valueCount, "seed \(seed)")
  }

  @Test func `a walk leaves out what it is told to`() {
    let document: JSONValue = ["a": ["b": ["c"]], "d": [1, ["e": 2]]]
    var places: [String] = []
    document.walk { _, path in
      places.append(path.pointer.description)
      return path.pointer.description != "/a/b"
    }
    #expect(places == ["", "/a", "/a/b", "/d", "/d/0", "/d/1", "/d/1/e"])
    var texts: [String] = []
    document.forEachString { texts.append("\($1.pointer) \($0.text)") }
    #expect(texts == ["/a/b/0 c"])
  }
}

extension JSONValue {
  /// This value and all values in it.
  fileprivate var valueCount: Int {
    switch self {
    case .object(let object): object.reduce(1) { $0 + $1.value.valueCount }
    case .array(let elements): elements.reduce(1) { $0 + $1.valueCount }
    default: 1
    }
  }
}
