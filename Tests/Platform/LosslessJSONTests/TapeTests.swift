import LosslessJSON
import Testing

@Suite struct TapeTests {
  let text = #"{"a":[1.50,"x",[[]],true],"k\u0062":{"c":null},"e":"\n"}"#

  @Test func `the tape is walked by index`() throws {
    try JSONDocument(parsing: Array(text.utf8)).withTape { tape in
      #expect(tape.kind(of: tape.root) == .object)
      #expect(tape.memberCount(of: tape.root) == 3)
      let key = try #require(tape.firstChild(of: tape.root))
      #expect(Array(tape.keyBytes(at: key)) == Array("a".utf8))
      let list = tape.next(after: key)
      #expect(tape.elementCount(of: list) == 4)
      let kinds = tape.elements(of: list).map { tape.kind(of: $0) }
      #expect(kinds == [.number, .string, .array, .bool])
      let number = try #require(tape.firstChild(of: list))
      #expect(Array(tape.lexeme(at: number)) == Array("1.50".utf8))
      #expect(Array(tape.lexeme(at: tape.next(after: number))) == Array("\"x\"".utf8))
      let second = tape.next(after: list)
      #expect(tape.hasEscapes(at: second) && !tape.hasEscapes(at: key))
      #expect(Array(tape.stringBytes(at: second)) == Array(#"k\u0062"#.utf8))
      #expect(tape.decodedString(at: second) == "kb")
      #expect(tape.sourceOffset(of: second) == 26)
      #expect(tape.firstChild(of: number) == nil)
    }
  }

  @Test func `members are found by decoded key`() throws {
    try JSONDocument(parsing: Array(text.utf8)).withTape { tape in
      let inner = try #require(tape.find(member: "kb", in: tape.root))
      #expect(tape.value(at: inner) == ["c": .null])
      #expect(tape.find(member: JSONString("kb"), in: tape.root) == inner)
      #expect(tape.find(member: JSONString("k"), in: tape.root) == nil)
      #expect(tape.find(member: JSONString("c"), in: tape.root) == nil)
      let line = try #require(tape.find(member: JSONString("e"), in: tape.root))
      #expect(tape.string(at: line, equals: "\n"))
      #expect(!tape.string(at: line, equals: JSONString("n")))
      #expect(tape.find(member: JSONString("e"), in: line) == nil)
    }
  }

  @Test func `walking to the end visits every node once`() throws {
    var random = SeededRandom(seed: 5)
    for _ in 0..<50 {
      let value = random.value()
      try JSONDocument(parsing: random.text(of: value)).withTape { tape in
        #expect(count(tape, tape.root) == tape.count)
      }
    }
  }

  private func count(_ tape: JSONTape, _ index: JSONNodeIndex) -> Int {
    switch tape.kind(of: index) {
    case .array: tape.elements(of: index).reduce(1) { $0 + count(tape, $1) }
    case .object: tape.members(of: index).reduce(1) { $0 + 1 + count(tape, $1.value) }
    default: 1
    }
  }
}
