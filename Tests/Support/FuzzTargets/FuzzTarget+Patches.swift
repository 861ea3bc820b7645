import HostedAccounts
import LosslessJSON

extension FuzzTarget {
  /// A document and a patch of it, as a list of both.
  static let patch = FuzzTarget(
    "patch",
    seeds: [
      #"[{"a":{"b":[1,2]}},[{"op":"add","path":"/a/b/-","value":3}]]"#,
      #"[{"a":1,"b":2},[{"op":"move","from":"/a","path":"/c"},{"op":"remove","path":"/b"}]]"#,
      #"[[1,[2]],[{"op":"copy","from":"/1","path":"/0"},{"op":"test","path":"/0/0","value":2}]]"#,
      #"[{"~/":1},[{"op":"replace","path":"/~0~1","value":null}]]"#,
    ].map { Array($0.utf8) },
    words: [
      #""op":"#, #""path":"#, #""from":"#, #""value":"#, "add", "remove", "replace", "move", "copy",
      "test", "/a", "/-", "/0", "~0", "~1", "/b/0",
    ]
  ) { bytes in
    guard let input = try? JSONValue(parsing: bytes), let document = input[0], let json = input[1],
      let patch = try? JSONPatch(json: json)
    else { return false }
    guard let result = try? patch.applied(to: document) else { return false }
    try FuzzFailure.demand(
      (try? patch.applied(to: document)) == result, "the same patch gives another document")
    let steps = patch.operations.reduce(Optional(document)) { value, operation in
      value.flatMap { try? JSONPatch([operation]).applied(to: $0) }
    }
    try FuzzFailure.demand(steps == result, "operation by operation it gives another document")
    _ = try JSONValue(parsing: result.compactBytes())
    return true
  }
}
