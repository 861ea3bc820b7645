import Bundles
import LosslessJSON
import StructuralDiff
import StructuralMerge

extension FuzzTarget {
  private static let bundleSeed: [UInt8] = {
    let entries = [
      BundleEntry(path: "flows/a.json", bytes: Array("{}".utf8)),
      BundleEntry(path: "scripts/b.js", bytes: Array(repeating: 0x61, count: 200)),
    ]
    return (try? BundleArchive.write(entries: entries)) ?? []
  }()

  static let bundle = FuzzTarget(
    "bundle", seeds: [bundleSeed], words: ["PK\u{1}\u{2}", "PK\u{3}\u{4}", "PK\u{5}\u{6}", "../"]
  ) { bytes in
    var limits = BundleLimits()
    limits.entrySizeMax = 1 << 20
    limits.totalSizeMax = 2 << 20
    guard let entries = try? BundleArchive.read(bytes, limits: limits) else { return false }
    for entry in entries {
      let parts = entry.path.split(separator: "/", omittingEmptySubsequences: false)
      try FuzzFailure.demand(
        !entry.path.hasPrefix("/") && !parts.contains(".."), "'\(entry.path)' leads outside")
    }
    return true
  }

  /// One strategy for all places, by the first byte of the input.
  private struct EvenIdentity: ArrayIdentity {
    let strategy: ArrayStrategy
    func member(_ key: JSONString) -> EvenIdentity { self }
    var element: EvenIdentity { self }
  }

  private static let strategies: [ArrayStrategy] = [
    .set, .orderedSet, .atomic, .positional, .unknown, .keyed(ElementKey("id")),
    .orderedKeyed(ElementKey("id")),
  ]

  private static let mergeSeed =
    #"[{"id":1,"a":[1,2]},{"id":2}]|[{"id":1,"a":[1]},{"id":3}]|[{"id":2,"b":"x\ny"},{"id":1}]"#

  static let merge = FuzzTarget(
    "merge", seeds: [Array(("0" + mergeSeed).utf8), Array(("5" + mergeSeed).utf8)],
    words: ["|", "{\"id\":", "[", "]", "{", "}", ",", "\"\\n\"", "null"]
  ) { bytes in
    let strategy = strategies[Int(bytes.first ?? 0) % strategies.count]
    let documents = bytes.dropFirst().split(separator: 0x7c).compactMap {
      try? JSONValue(parsing: Array($0))
    }
    guard documents.count == 3 else { return false }
    let (base, ours, theirs) = (documents[0], documents[1], documents[2])
    let identity = EvenIdentity(strategy: strategy)
    func merge(_ base: JSONValue, _ one: JSONValue, _ other: JSONValue) throws -> DocumentMerge {
      try DocumentMerge(base: MergeBase(base), ours: one, theirs: other, identity: identity)
    }
    let taken = try merge(base, base, theirs)
    try FuzzFailure.demand(
      !taken.isClean || taken.value == theirs, "what one side alone changed is not taken")
    let same = try merge(base, ours, ours)
    try FuzzFailure.demand(
      !same.isClean || same.value == ours, "what both changed alike is not taken")
    let one = try merge(base, ours, theirs)
    let other = try merge(base, theirs, ours)
    try FuzzFailure.demand(one.isClean == other.isClean, "it matters who merges")
    return true
  }
}
