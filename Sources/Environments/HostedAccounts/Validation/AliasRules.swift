internal import IntegrationModel
internal import LosslessJSON

/// What stable names may stand for, and how they are written.
enum AliasRules {
  /// The members that say what an alias stands for.
  private static let targets: Set<JSONString> = [
    "_flowId", "_connectionId", "_importId", "_exportId", "_lookupCacheId",
  ]
  private static let lengthMax = 256
  private static let countMax = 1000

  /// Returns what is wrong with the aliases of a document; those it had before may stay.
  static func problems(
    in document: JSONValue, of kind: ResourceKind, stored: JSONValue?
  ) -> [AccountError.Problem] {
    guard let list = document["aliases"], list != stored?["aliases"], let aliases = list.array
    else { return [] }
    guard kind == .integrations || kind == .flows else {
      let isRefused = !aliases.isEmpty
      return isRefused
        ? [problem("aliases are not available for \(kind.singular)s", "aliases")] : []
    }
    guard aliases.count <= countMax else {
      return [problem("there are at most \(countMax) aliases", "aliases")]
    }
    let old = Set(stored?["aliases"]?.array ?? [])
    return aliases.enumerated().flatMap { position, alias in
      old.contains(alias) ? [] : problems(of: alias, at: "aliases[\(position)]")
    } + repeated(aliases)
  }

  private static func problems(of alias: JSONValue, at field: String) -> [AccountError.Problem] {
    guard let object = alias.object else { return [problem("an alias is a JSON object", field)] }
    var problems: [AccountError.Problem] = []
    let name = object["alias"]?.string
    if !(name?.withUTF8(isName) ?? false) {
      problems.append(
        problem(
          "an alias has 1 to \(lengthMax) letters, digits, hyphens and underscores",
          field + ".alias"))
    }
    let named = object.filter { $0.key.text.hasPrefix("_") && $0.key != "_id" && !$0.value.isNull }
    if named.count != 1 || !named.allSatisfy({ targets.contains($0.key) }) {
      problems.append(
        problem(
          "an alias stands for one flow, connection, import, export or lookup cache", field))
    }
    return problems
  }

  private static func repeated(_ aliases: [JSONValue]) -> [AccountError.Problem] {
    var seen: Set<JSONString> = []
    return aliases.enumerated().compactMap { position, alias in
      guard let name = alias["alias"]?.string, !seen.insert(name).inserted else { return nil }
      return AccountError.Problem(
        "duplicate_alias", "the alias '\(name)' is there twice",
        field: "aliases[\(position)].alias")
    }
  }

  private static func isName(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    (1...lengthMax).contains(bytes.count)
      && bytes.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x5f: true
        default: false
        }
      }
  }

  private static func problem(_ message: String, _ field: String) -> AccountError.Problem {
    AccountError.Problem("invalid_field", message, field: field)
  }
}
