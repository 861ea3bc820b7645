import Compression
import FileStorage
import ObjectModel
import ObjectStore
import TestKit

extension FuzzTarget {
  static let objectTargets = [tree, commit, looseObject]

  private static let treeSeed: [UInt8] = {
    let id = [UInt8](repeating: 0x5a, count: 20)
    return Array("100644 a.json\0".utf8) + id + Array("40000 flows\0".utf8) + id
  }()

  private static let tree = FuzzTarget(
    "tree", seeds: [treeSeed], words: ["100644 ", "40000 ", "120000 ", ".git\0", "GIT~1\0"]
  ) { bytes in
    var isTaken = false
    for format in ObjectFormat.allCases {
      guard let tree = try? Tree(decoding: bytes, format: format) else { continue }
      try FuzzFailure.demand(tree.encoded() == bytes, "a tree is written in another way")
      for entry in tree.entries {
        try FuzzFailure.demand(tree[entry.name]?.id == entry.id, "'\(entry.name)' is not found")
      }
      isTaken = true
    }
    return isTaken
  }

  private static let commitSeed = """
    tree \(String(repeating: "ab", count: 20))
    parent \(String(repeating: "cd", count: 20))
    author Ada <ada@example.com> 1800000000 +0130
    committer Ada <ada@example.com> 1800000000 -0000
    gpgsig line
     more

    subject

    ilm-revision: r1

    """

  private static let commit = FuzzTarget(
    "commit", seeds: [Array(commitSeed.utf8)],
    words: ["tree ", "parent ", "author ", "committer ", "\n\n", "\n ", " <", "> ", " +0000"]
  ) { bytes in
    var isTaken = false
    for format in ObjectFormat.allCases {
      guard let commit = try? Commit(decoding: bytes, format: format) else { continue }
      try FuzzFailure.demand(commit.encoded() == bytes, "a commit is written in another way")
      isTaken = true
    }
    return isTaken
  }

  private static let looseObject = FuzzTarget(
    "loose-object", seeds: [Deflater().deflate(Array("blob 3\0abc".utf8))],
    words: ["blob ", "tree ", "\0", "x\u{1}"]
  ) { bytes in
    let id = StoredObject(kind: .blob, bytes: Array("abc".utf8)).id(in: .sha1)
    let files = MemoryFileSystem()
    files.expectDamage()
    let folder = "/objects/" + id.hex.prefix(2)
    try files.createDirectories(folder)
    try files.writeAtomically(folder + "/" + id.hex.dropFirst(2), bytes)
    let objects = try ObjectDatabase(directory: "/objects", format: .sha1, fileSystem: files)
    guard let object = try? objects.object(id) else { return false }
    try FuzzFailure.demand(object.id(in: .sha1) == id, "it is another object")
    return true
  }
}
