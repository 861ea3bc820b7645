/// The sorts of files that a repository has, which are damaged alike often.
enum FileSort: String, CaseIterable {
  case looseObject, pack, packIndex, multiPackIndex, commitGraph
  case head, looseRef, packedRefs, reflog
  case journal, configuration, relations

  /// The sort of a file of a repository, by its path in it.
  init?(_ path: String) {
    let parts = path.split(separator: "/").map(String.init)
    guard let first = parts.first, let last = parts.last else { return nil }
    switch (first, parts.count > 1 ? parts[1] : "") {
    case ("objects", "info"): self = .commitGraph
    case ("objects", "pack"):
      self =
        last == "multi-pack-index" ? .multiPackIndex : last.hasSuffix(".idx") ? .packIndex : .pack
    case ("objects", _): self = .looseObject
    case ("HEAD", _): self = .head
    case ("refs", _): self = .looseRef
    case ("packed-refs", _): self = .packedRefs
    case ("logs", _): self = .reflog
    case ("config", _): self = .configuration
    case ("ilm", "operations"): self = .journal
    case ("ilm", "matches.json"): self = .relations
    default: return nil
    }
  }
}
