import HTTPServer

extension FuzzTarget {
  /// What stands in the request line: whatever is taken is text without control characters, and is
  /// the same again when it is written with everything escaped.
  static let request = FuzzTarget(
    "request",
    seeds: [
      "/v1/flows/5f8d04b3a1c2d3e4f5a6b7c8?include=name,http.relativeURI&limit=10",
      "/a%2Fb/%C3%A4/?q=1+2&q=%26&&=x", "/", "//..//%2e%2e/", "*", "http://h/x",
    ].map { Array($0.utf8) },
    words: ["%", "%00", "%2F", "%C3", "+", "&", "=", "?", "#", "/", "..", "\r\n", "\u{7F}"]
  ) { bytes in
    guard let target = RequestTarget(bytes) else { return false }
    let texts = target.segments + target.query.flatMap { [$0.name, $0.value] }
    try FuzzFailure.demand(
      texts.allSatisfy { $0.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } }, "control characters")
    let path = target.segments.map { "/" + escaped($0) }.joined()
    let query = target.query.map { escaped($0.name) + "=" + escaped($0.value) }
    // A last segment that is empty is the slash at the end, which says nothing.
    guard target.segments.last != "" else { return true }
    let again = RequestTarget(
      ((path.isEmpty ? "/" : path) + "?" + query.joined(separator: "&")).utf8)
    try FuzzFailure.demand(again == target, "written and read it is another target")
    return true
  }

  private static func escaped(_ text: String) -> String {
    text.utf8.map { byte in
      let digits = String(byte, radix: 16)
      return "%" + (digits.count == 1 ? "0" : "") + digits
    }.joined()
  }
}
