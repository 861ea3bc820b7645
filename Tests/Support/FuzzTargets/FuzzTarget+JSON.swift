import LosslessJSON

extension FuzzTarget {
  private static let documents = [
    #"{"name":"Orders","n":[1,-0.5e+10,1e400,true,false,null],"é\u00e9\\":{"":[[]]}}"#,
    #"[{"_id":"5f","aliases":[{"alias":"a","_flowId":"b"}],"x":"\ud83d\ude00\ud800"}]"#, "0",
    #"{"a":{"b":{"c":{"d":[1,2,3,4,5,6,7,8]}}}}"#, "1.7976931348623157e308", #""""#,
  ].map { Array($0.utf8) }

  private static let words = [
    "\"", "\\u", "\\ud800", "\\udc00", "{\"a\":", "[", "]", "}", ",", ":", "e+", "-", "0.", "null",
    "true", "1e999999999999999999", "\u{FEFF}",
  ]

  static let jsonTargets = [
    FuzzTarget("json", seeds: documents, words: words) { bytes in
      guard let document = try? JSONDocument(parsing: bytes) else {
        try FuzzFailure.demand((try? JSONValue(parsing: bytes)) == nil, "one parser takes it")
        return false
      }
      let value = try JSONValue(parsing: bytes)
      try FuzzFailure.demand(document.value == value, "tape and tree differ")
      try FuzzFailure.demand(
        document.canonicalBytes() == value.canonicalBytes(), "their canonical forms differ")
      return true
    },
    FuzzTarget("canonical", seeds: documents, words: words) { bytes in
      guard let value = try? JSONValue(parsing: bytes) else { return false }
      let canonical = value.canonicalBytes()
      for form in [canonical, value.compactBytes(), value.prettyBytes()] {
        let again = try JSONValue(parsing: form)
        try FuzzFailure.demand(again == value, "written and read it is another value")
        try FuzzFailure.demand(again.canonicalBytes() == canonical, "it has two canonical forms")
      }
      return true
    },
  ]

  /// A target with a bug, by which a fuzzer shows that it finds some: it cannot bear arrays in arrays.
  public static func planted(depth: Int) -> FuzzTarget {
    FuzzTarget("planted", seeds: [Array("[1]".utf8), Array("{\"a\":0}".utf8)], words: words) {
      guard let value = try? JSONValue(parsing: $0) else { return false }
      var inner: JSONValue? = value
      for _ in 0..<depth { inner = inner?.array?.first }
      try FuzzFailure.demand(inner?.array == nil, "the planted bug")
      return true
    }
  }
}
