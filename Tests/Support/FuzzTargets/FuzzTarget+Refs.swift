import FileStorage
import ObjectModel
import RefStore
import TestKit

extension FuzzTarget {
  static let refTargets = [packedRefs, reflog, configuration]

  private static let hex = String(repeating: "ab", count: 20)

  private static func files(_ name: String, _ bytes: [UInt8]) throws -> MemoryFileSystem {
    let files = MemoryFileSystem()
    files.expectDamage()
    try files.createDirectories("/r/refs/heads")
    try files.createDirectories("/r/logs/refs/heads")
    try files.writeAtomically("/r/HEAD", Array("ref: refs/heads/main\n".utf8))
    try files.writeAtomically("/r/" + name, bytes)
    return files
  }

  private static let packedRefsSeed = """
    # pack-refs with: peeled fully-peeled sorted 
    \(hex) refs/heads/prod/orders
    \(hex) refs/tags/v1
    ^\(hex)

    """

  /// It lies about its order, which only a look at all of it finds out.
  private static let unsortedSeed = """
    # pack-refs with: sorted\u{20}
    \(hex) refs/heads/prod/orders
    \(hex) refs/heads/prod/a

    """

  private static let packedRefs = FuzzTarget(
    "packed-refs", seeds: [Array(packedRefsSeed.utf8), Array(unsortedSeed.utf8)],
    words: ["refs/heads/", "refs/tags/", "\n^", " sorted ", hex, "@{", "..", ".lock"]
  ) { bytes in
    let files = try files("packed-refs", bytes)
    let refs = RefDatabase(directory: "/r", format: .sha1, fileSystem: files)
    let isSound = refs.verify().problems.isEmpty
    guard let before = try? refs.refs() else { return false }
    // Whatever else there is stays as it is when a ref is added; what is damaged may become sound.
    guard let name = try? RefName("refs/facts/fuzz/fuzz"), let id = ObjectID(hex: hex),
      !before.contains(where: { $0.name.text.hasPrefix("refs/facts") })
    else { return false }
    var transaction = refs.transaction()
    transaction.create(name, at: id)
    let ada = Identity(name: "Ada", email: "a@example.com", seconds: 1)
    guard (try? transaction.commit(by: ada, message: "fuzz")) != nil else { return false }
    let after = try refs.refs().filter { $0.name != name }
    try FuzzFailure.demand(!isSound || after == before, "another ref has changed")
    try FuzzFailure.demand(
      refs.verify().problems.isEmpty, "what was written is damaged: \(refs.verify().problems)")
    return true
  }

  private static let reflog = FuzzTarget(
    "reflog",
    seeds: [Array("\(hex) \(hex) Ada <ada@example.com> 1800000000 +0000\tsnapshot\n".utf8)],
    words: [hex, " <", "> ", "\t", "+0000", "\n"]
  ) { bytes in
    let files = try files("logs/refs/heads/main", bytes)
    let refs = RefDatabase(directory: "/r", format: .sha1, fileSystem: files)
    _ = refs.verify()
    guard let name = try? RefName("refs/heads/main"), let log = try? refs.reflog(of: name) else {
      return false
    }
    return !log.isEmpty
  }

  private static let configurationSeed = """
    [core]
    \trepositoryformatversion = 0
    ; comment
    [ilm-environment "prod"] url = "dir:/a b" # more
    [a.B]
    \tkey
    \tlong = one \\
     two\\n\\"

    """

  private static let configuration = FuzzTarget(
    "config", seeds: [Array(configurationSeed.utf8)],
    words: ["[", "]", "\"", "\\", "\n", "=", "[core]", "[a \"b\"]", "#", ";", "\r\n"]
  ) { bytes in
    guard let text = String(validating: bytes, as: UTF8.self),
      var file = try? ConfigurationFile(text)
    else { return false }
    try FuzzFailure.demand(file.text.utf8.elementsEqual(bytes), "reading changes the text")
    file.set("ilm-environment", "fuzz \"x\\", "url", to: " dir:#a;\"\\\t\n")
    let again = try ConfigurationFile(file.text)
    try FuzzFailure.demand(
      again.value("ilm-environment", "fuzz \"x\\", "url") == " dir:#a;\"\\\t\n",
      "what was set reads otherwise")
    for section in file.subsections(of: "ilm-environment") {
      try FuzzFailure.demand(
        again.value("ilm-environment", section, "url")
          == file.value("ilm-environment", section, "url"), "another value has changed")
    }
    return true
  }
}
