/// Reads `Link` fields (RFC 8288): `</v1/flows?page=2>; rel="next"`.
enum LinkHeader {
  /// The target of the first link to the next page, as written.
  static func next(in fields: [String]) -> String? {
    for field in fields {
      var rest = field[...]
      while let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
        let target = rest[rest.index(after: open)..<close]
        let end = endOfParameters(rest[rest.index(after: close)...])
        if isNext(rest[rest.index(after: close)..<end]) { return String(target) }
        rest = rest[end...]
      }
    }
    return nil
  }

  /// The path and query of a target, which may name another host than the one that was asked.
  static func pathAndQuery(of target: String) -> String? {
    var rest = target[...]
    if let scheme = rest.firstRange(of: "://") {
      rest = rest[scheme.upperBound...]
      guard let slash = rest.firstIndex(of: "/") else { return nil }
      rest = rest[slash...]
    }
    if let hash = rest.firstIndex(of: "#") { rest = rest[..<hash] }
    return rest.hasPrefix("/") && !rest.hasPrefix("//") ? String(rest) : nil
  }

  /// A comma outside of quotes ends the parameters of a link.
  private static func endOfParameters(_ text: Substring) -> Substring.Index {
    var isQuoted = false
    for index in text.indices {
      if text[index] == "\"" { isQuoted.toggle() }
      if text[index] == ",", !isQuoted { return index }
    }
    return text.endIndex
  }

  private static func isNext(_ parameters: Substring) -> Bool {
    parameters.split(separator: ";").contains { parameter in
      let halves = parameter.split(separator: "=", maxSplits: 1)
      guard halves.count == 2, trimmed(halves[0]).lowercased() == "rel" else { return false }
      let relations = trimmed(halves[1]).filter { $0 != "\"" }
      return relations.split(separator: " ").contains { $0.lowercased() == "next" }
    }
  }

  private static func trimmed(_ text: Substring) -> Substring {
    let start = text.drop { $0 == " " }
    return start[..<(start.lastIndex { $0 != " " }.map(start.index(after:)) ?? start.startIndex)]
  }
}
