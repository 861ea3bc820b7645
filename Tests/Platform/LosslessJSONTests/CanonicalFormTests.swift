import LosslessJSON
import Testing

@Suite struct CanonicalFormTests {
  func canonical(_ text: String) throws -> String {
    let document = try JSONDocument(parsing: Array(text.utf8))
    let bytes = document.canonicalBytes()
    #expect(document.value.canonicalBytes() == bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func `members are sorted and every piece has its line`() throws {
    #expect(
      try canonical(#"{"b":[1.0,{},[],{"z":null,"y":[true]}],"a":"x","":0,"B":{"k":-0}}"#) == """
        {
          "": 0,
          "B": {
            "k": 0
          },
          "a": "x",
          "b": [
            1,
            {},
            [],
            {
              "y": [
                true
              ],
              "z": null
            }
          ]
        }

        """)
  }

  @Test func `keys are sorted by UTF-8 bytes, not by UTF-16 units or as written`() throws {
    let text =
      #"{"\ud83d\ude00":1,"\uff5e":2,"zz":3,"z":4,"\u0061":5,"\ud800":6,"z\u0000":7,"éé":8}"#
    let keys = try JSONValue(parsing: Array(canonical(text).utf8)).object?.keys
    let expected: [JSONString?] = [
      "a", "z", "z\0", "zz", "éé", JSONString(bytes: [0xED, 0xA0, 0x80]), "\u{FF5E}", "😀",
    ]
    #expect(keys == expected.compactMap { $0 })
  }

  @Test func `two texts with a slash between them are written as the text of both`() {
    for (first, second) in [("flows", "order-to-cash"), ("", ""), ("a\"\n", "\u{1}é/😀")] {
      var parts = CanonicalWriter()
      var whole = CanonicalWriter()
      parts.string(first, slash: second)
      whole.string("\(first)/\(second)")
      #expect(parts.bytes == whole.bytes)
    }
  }

  @Test func `keys with long shared beginnings are sorted to their ends`() throws {
    let names = (0..<50).map { "shared beginning \($0 * 37 % 50)" }
    let keys = try JSONValue(
      parsing: Array(canonical("{" + names.map { "\"\($0)\":0" }.joined(separator: ",") + "}").utf8)
    ).object?.keys.map(\.text)
    #expect(keys == names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
  }

  @Test func `strings have as few escapes as possible`() throws {
    #expect(
      try canonical(#""\u0022\u005c\/\u0008\u000C\n\r\t\u0000\u001F\u007f\u00E9\uD83d\uDe00""#)
        == "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\u{7F}é😀\"\n")
    #expect(try canonical(#""\uD800x\uDFFF\uDBFF""#) == "\"\\ud800x\\udfff\\udbff\"\n")
    #expect(try canonical("\"한국어 \u{D7FF}\u{E000}\"") == "\"한국어 \u{D7FF}\u{E000}\"\n")
  }

  @Test func `the pretty form keeps order and lexemes`() throws {
    let value = try parse(#"{"b":[1.0,{},[]],"a":-0,"c":{"x":"\u0041\/"}}"#)
    #expect(
      String(decoding: value.prettyBytes(), as: UTF8.self) == """
        {
          "b": [
            1.0,
            {},
            []
          ],
          "a": -0,
          "c": {
            "x": "A/"
          }
        }

        """)
    #expect(
      String(decoding: value.compactBytes(), as: UTF8.self)
        == #"{"b":[1.0,{},[]],"a":-0,"c":{"x":"A/"}}"#)
  }

  @Test func `a writer emits pieces and can be used again`() throws {
    let document = try JSONDocument(parsing: Array(#"{"k\n":{"b":1.0,"a":[]},"s":"x\/"}"#.utf8))
    var writer = CanonicalWriter()
    for _ in 0..<2 {
      writer.removeAll()
      writer.beginObject()
      writer.key("a\"")
      writer.beginArray()
      writer.bool(false)
      writer.null()
      writer.number(5)
      writer.string("é\n" as JSONString)
      writer.endArray()
      document.withTape { tape in
        for member in tape.members(of: tape.root) {
          writer.key(tape, member.key)
          writer.node(tape, member.value)
        }
      }
      writer.key(JSONString("z"))
      writer.beginObject()
      writer.endObject()
      writer.endObject()
      #expect(
        String(decoding: writer.bytes, as: UTF8.self) == #"""
          {
            "a\"": [
              false,
              null,
              5,
              "é\n"
            ],
            "k\n": {
              "a": [],
              "b": 1
            },
            "s": "x/",
            "z": {}
          }

          """#)
      #expect(writer.withBytes { $0.count } == writer.count)
    }
  }
}
