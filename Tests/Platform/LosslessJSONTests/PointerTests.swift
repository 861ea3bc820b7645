import LosslessJSON
import Testing

@Suite struct PointerTests {
  let document: JSONValue = [
    "foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6,
    " ": 7, "m~n": 8,
  ]

  @Test(
    arguments: [
      ("/foo/0", "bar"), ("/", 0), ("/a~1b", 1), ("/c%d", 2), ("/e^f", 3), ("/g|h", 4),
      ("/i\\j", 5), ("/k\"l", 6), ("/ ", 7), ("/m~0n", 8), ("/foo", ["bar", "baz"]),
    ] as [(String, JSONValue)])
  func `the examples of RFC 6901 resolve and print back`(text: String, value: JSONValue) throws {
    let pointer = try JSONPointer(parsing: text)
    #expect(document[pointer] == value)
    #expect(pointer.description == text)
  }

  @Test func `the empty pointer is the whole value`() throws {
    #expect(document[try JSONPointer(parsing: "")] == document)
    #expect(JSONPointer.root.description == "" && JSONPointer.root.parent == nil)
    #expect(JSONPointer.root.appending(key: "a/~").appending(index: 3).description == "/a~1~0/3")
  }

  @Test(arguments: ["foo", "/a~", "/~2", "/~/", "#/a"])
  func `a malformed pointer is refused`(text: String) {
    #expect(throws: JSONPointerError.self) { try JSONPointer(parsing: text) }
  }

  @Test(arguments: ["/none", "/foo/2", "/foo/-", "/foo/00", "/foo/x", "/foo/0/x", "//x", "/foo/+1"])
  func `a place that does not exist is nil to read and an error to remove`(text: String) throws {
    let pointer = try JSONPointer(parsing: text)
    var value = document
    #expect(value[pointer] == nil)
    #expect(throws: JSONPointerError.self) { try value.remove(at: pointer) }
    #expect(value == document)
  }

  @Test func `set replaces, adds a member, and appends with a hyphen`() throws {
    var value: JSONValue = ["a": [1, ["b": 2]]]
    try value.set(3, at: JSONPointer(parsing: "/a/1/b"))
    try value.set(4, at: JSONPointer(parsing: "/a/1/c"))
    try value.set(5, at: JSONPointer(parsing: "/a/-"))
    #expect(value == ["a": [1, ["b": 3, "c": 4], 5]])
    try value.insert(0, at: JSONPointer(parsing: "/a/0"))
    try value.insert(6, at: JSONPointer(parsing: "/a/4"))
    #expect(value == ["a": [0, 1, ["b": 3, "c": 4], 5, 6]])
    #expect(try value.remove(at: JSONPointer(parsing: "/a/2/b")) == 3)
    #expect(try value.remove(at: JSONPointer(parsing: "/a/0")) == 0)
    #expect(value == ["a": [1, ["c": 4], 5, 6]])
    try value.set("x", at: .root)
    #expect(value == "x")
  }

  @Test func `a refused edit leaves the value as it was`() throws {
    var value: JSONValue = ["a": [1, ["b": 2]], "s": "t"]
    let before = value
    for text in ["/a/2/b", "/a/9", "/x/y", "/s/0", "/a/1/b/c", "/a/x", "/a/1/c/d"] {
      let pointer = try JSONPointer(parsing: text)
      #expect(throws: JSONPointerError.self) { try value.set(0, at: pointer) }
      #expect(throws: JSONPointerError.self) { try value.insert(0, at: pointer) }
      #expect(value == before)
    }
    #expect(throws: JSONPointerError.self) { try value.remove(at: .root) }
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `what is set at a place is found there, and removing undoes inserting`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    for _ in 0..<20 {
      let original = random.value()
      for pointer in places(original) where pointer != .root {
        let found = try #require(original[pointer])
        var value = original
        try value.set(found, at: pointer)
        #expect(value == original, "seed \(seed)")
        try value.set("replaced", at: pointer)
        #expect(value[pointer] == "replaced", "seed \(seed)")
        #expect(try JSONPointer(parsing: JSONPointer.root.description) == .root)
        value = original
        #expect(try value.remove(at: pointer) == found)
        try value.insert(found, at: pointer)
        #expect(value == original, "seed \(seed)")
      }
    }
  }

  private func places(_ value: JSONValue, _ pointer: JSONPointer = .root) -> [JSONPointer] {
    switch value {
    case .array(let elements):
      [pointer] + elements.enumerated().flatMap { places($1, pointer.appending(index: $0)) }
    case .object(let object):
      [pointer]
        + object.members.prefix(5).flatMap { places($0.value, pointer.appending(key: $0.key)) }
    default: [pointer]
    }
  }
}
