import LosslessJSON
import Testing

@Suite struct LimitTests {
  func nested(_ depth: Int, open: String = "[", close: String = "]") -> [UInt8] {
    Array(
      (String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)).utf8)
  }

  @Test func `nesting is allowed up to the limit and refused beyond it`() throws {
    #expect(failure(nested(512)) == nil)
    #expect(failure(nested(513))?.code == .tooDeep)
    #expect(failure(nested(513))?.offset == 512)
    #expect(failure(nested(3), limits: JSONLimits(depthMax: 2))?.code == .tooDeep)
    #expect(failure(Array("1".utf8), limits: JSONLimits(depthMax: 0)) == nil)
    #expect(failure(Array("[]".utf8), limits: JSONLimits(depthMax: 0))?.code == .tooDeep)
  }

  @Test func `depth counts what is open, not what was seen`() {
    let wide = "[" + Array(repeating: "[[]]", count: 1000).joined(separator: ",") + "]"
    #expect(failure(Array(wide.utf8), limits: JSONLimits(depthMax: 3)) == nil)
    #expect(failure(Array(wide.utf8), limits: JSONLimits(depthMax: 2))?.code == .tooDeep)
  }

  @Test func `a document a hundred thousand deep gives the error under any limit`() {
    let limits = JSONLimits(depthMax: .max, byteCountMax: .max)
    #expect(limits.depthMax == JSONLimits.depthCeiling)
    #expect(limits.byteCountMax == JSONLimits.byteCountCeiling)
    #expect(failure(nested(100_000), limits: limits)?.code == .tooDeep)
    #expect(
      failure(nested(100_000, open: "{\"a\":", close: "}"), limits: limits)?.code == .tooDeep)
    #expect(failure(Array(repeating: 0x5B, count: 100_000))?.code == .tooDeep)
  }

  @Test func `values at the depth ceiling can be written, compared, hashed and released`() throws {
    let limits = JSONLimits(depthMax: JSONLimits.depthCeiling)
    let source = nested(JSONLimits.depthCeiling, open: "{\"a\":", close: "}")
    let document = try JSONDocument(parsing: source, limits: limits)
    let value = document.value
    let canonical = value.canonicalBytes()
    #expect(document.canonicalBytes() == canonical)
    let again = try JSONValue(parsing: canonical, limits: limits)
    #expect(value == again)
    #expect(value.hashValue == again.hashValue)
    #expect(value.compactBytes() == source)
  }

  @Test func `size is refused before anything is read`() {
    let error = failure(Array("[1, 2".utf8), limits: JSONLimits(byteCountMax: 4))
    #expect(error?.code == .tooLarge)
  }

  @Test func `a large object parses, is searched and refuses a duplicate`() throws {
    let count = 50_000
    let members = (0..<count).map { "\"key \($0)\": \($0)" }
    let value = try parse("{" + members.joined(separator: ",") + "}")
    #expect(value.object?.count == count)
    for number in stride(from: 0, to: count, by: 997) {
      #expect(value[JSONString("key \(number)")] == .number(JSONNumber(number)))
    }
    let repeated = "{" + (members + ["\"key 7\": 0"]).joined(separator: ",") + "}"
    #expect(failure(Array(repeated.utf8))?.code == .duplicateKey)
    #expect(failure(Array(repeated.utf8))?.message == "duplicate key 'key 7'")
  }

  @Test(arguments: 2...60)
  func `a duplicate is found wherever it stands in an object of any size`(count: Int) {
    for second in 1..<count {
      let first = (second * 7 + count) % second
      let keys = (0..<count).map { "some key \($0 == second ? first : $0)" }
      let text = "{" + keys.map { "\"\($0)\":[{}]" }.joined(separator: ",") + "}"
      let error = failure(Array(text.utf8))
      #expect(error?.code == .duplicateKey)
      #expect(error?.message == "duplicate key 'some key \(first)'")
    }
  }

  @Test func `keys made to share one hash are told apart, and a duplicate among them is found`() {
    let keys = collidingKeys(count: 1_000)
    let members = keys.map { "\"\($0)\":0" }
    #expect(failure(Array("{\(members.joined(separator: ","))}".utf8)) == nil)
    let repeated = members + [members[500]]
    #expect(failure(Array("{\(repeated.joined(separator: ","))}".utf8))?.code == .duplicateKey)
  }

  /// Inverts the parser's hash: different keys of eight ASCII bytes, escaped, with equal hashes.
  private func collidingKeys(count: Int) -> [String] {
    let factor: UInt64 = 0x9E37_79B9_7F4A_7C15
    var inverse = factor
    for _ in 0..<6 { inverse &*= 2 &- factor &* inverse }
    var keys: [String] = []
    var high: UInt64 = 0
    while keys.count < count {
      high += 1
      let state = high << 32 | 0x1234_5678
      let word = (state ^ (state >> 29) ^ (state >> 58)) &* inverse ^ 8
      guard word & 0x8080_8080_8080_8080 == 0 else { continue }
      keys.append(
        (0..<8).map { shift in
          let hex = String(UInt8(truncatingIfNeeded: word >> (shift * 8)), radix: 16)
          return "\\u00" + (hex.count < 2 ? "0" : "") + hex
        }.joined())
    }
    return keys
  }
}
