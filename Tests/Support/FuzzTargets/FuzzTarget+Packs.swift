import ByteCoding
import Compression
import FileStorage
import Hashing
import ObjectModel
import ObjectStore
import PackFormat
import TestKit

extension FuzzTarget {
  static let packTargets = [pack, index, delta, multiPackIndex, commitGraph]

  private static let format = ObjectFormat.sha1

  /// An entry's header, its bytes deflated behind it.
  private static func entry(_ type: UInt8, _ bytes: [UInt8], base: [UInt8] = []) -> [UInt8] {
    var result: [UInt8] = []
    PackVarint.appendEntryHeader(
      PackVarint.EntryHeader(type: type, size: bytes.count), to: &result)
    return result + base + Deflater().deflate(bytes)
  }

  private static func header(_ count: UInt8) -> [UInt8] {
    Array("PACK".utf8) + [0, 0, 0, 2, 0, 0, 0, count]
  }

  /// With its checksum, so that what lies behind the check is reached.
  private static func sealed(_ bytes: [UInt8]) -> [UInt8] {
    bytes + format.algorithm.hash(bytes)
  }

  private static let base = Array("the base of a delta, the base of a delta".utf8)
  private static let deltaSeed: [UInt8] =
    [UInt8(base.count), 14, 0x90, 10, 4] + Array("more".utf8)

  private static let packSeed: [UInt8] = {
    let first = entry(3, base)
    let second = entry(6, deltaSeed, base: [UInt8(first.count)])
    return header(2) + first + second
  }()

  private static let limits = PackLimits(objectByteCountMax: 1 << 20, deltaDepthMax: 50)

  /// Demands that a pack that can be scanned is sound with the index that the scan gives.
  private static func check(_ bytes: [UInt8]) throws -> Bool {
    let file = MappedFile(path: "pack", copying: sealed(bytes))
    guard let scan = try? PackScan(file, format: format, limits: limits) else { return false }
    // The same object twice in one pack is for git to refuse.
    guard Set(scan.entries.map(\.id)).count == scan.entries.count else { return false }
    let encoded = PackIndex.encode(
      scan.entries, packChecksum: scan.checksum, format: format)
    let index = try PackIndex(MappedFile(path: "index", copying: encoded), format: format)
    let reader = try PackReader(file, index: index, limits: limits)
    let problems = reader.verify()
    try FuzzFailure.demand(problems.isEmpty, "\(problems.map(\.message))")
    for entry in scan.entries {
      let object = try reader.object(entry.id)
      try FuzzFailure.demand(object?.id(in: format) == entry.id, "it is another object")
    }
    return true
  }

  private static let pack = FuzzTarget("pack", seeds: [packSeed, header(0)]) { try check($0) }

  private static let delta = FuzzTarget("delta", seeds: [deltaSeed]) { bytes in
    let first = entry(3, base)
    return try check(header(2) + first + entry(6, bytes, base: [UInt8(first.count)]))
  }

  private static let indexSeed: [UInt8] = {
    let entries = (0..<5).map { number in
      let id = StoredObject(kind: .blob, bytes: [UInt8(number)]).id(in: format)
      return PackEntry(id: id, offset: Int64(12 + number), crc: UInt32(number))
    }
    let bytes = PackIndex.encode(entries, packChecksum: .null(format), format: format)
    return Array(bytes.dropLast(format.byteCount))
  }()

  private static let index = FuzzTarget("index", seeds: [indexSeed]) { bytes in
    let file = MappedFile(path: "index", copying: sealed(bytes))
    guard let index = try? PackIndex(file, format: format) else { return false }
    let isSound = (try? index.verify()) != nil
    for position in 0..<min(index.count, 100) {
      let id = index.id(at: position)
      _ = try? index.offset(at: position)
      _ = index.crc(at: position)
      let found = index.position(of: id)
      try FuzzFailure.demand(!isSound || found == position, "entry \(position) is not found")
    }
    return true
  }

  private static let multiPackIndexSeed: [UInt8] = {
    let packs = ["pack-a", "pack-b"].compactMap { name -> (String, PackIndex)? in
      let entries = (0..<4).map { number in
        let id = StoredObject(kind: .blob, bytes: Array("\(name) \(number)".utf8)).id(in: format)
        return PackEntry(id: id, offset: Int64(12 + number), crc: 0)
      }
      let bytes = PackIndex.encode(entries, packChecksum: .null(format), format: format)
      let file = MappedFile(path: name, copying: bytes)
      return (try? PackIndex(file, format: format)).map { (name, $0) }
    }
    let bytes = (try? MultiPackIndex.encode(packs, format: format)) ?? []
    return Array(bytes.dropLast(format.byteCount))
  }()

  private static let multiPackIndex = FuzzTarget("midx", seeds: [multiPackIndexSeed]) { bytes in
    let file = MappedFile(path: "midx", copying: sealed(bytes))
    guard let index = try? MultiPackIndex(file, format: format) else { return false }
    let isSound = (try? index.verify()) != nil
    for position in 0..<min(index.ids.count, 100) {
      let entry = index.entry(at: position)
      let found = index.packName(of: index.ids.id(at: position))
      try FuzzFailure.demand(
        !isSound || (entry != nil && found == entry?.packName), "entry \(position) is not found")
    }
    return true
  }

  private static let commitGraphSeed: [UInt8] = {
    let ids = (0..<8).map { StoredObject(kind: .blob, bytes: [UInt8($0)]).id(in: format) }
    let parents = [[], [0], [0, 1], [1, 2], [0, 1, 2, 3], [4], [5, 2, 1], [6]]
    let nodes = zip(ids, parents).compactMap { id, parents -> CommitGraph.Node? in
      let identity = Identity(name: "a", email: "b", seconds: 1_700_000_000, utcOffsetMinutes: 0)
      let commit = Commit(
        tree: TreeID(.null(format)), parents: parents.map { CommitID(ids[$0]) }, author: identity,
        committer: identity, message: "m\n")
      return (try? CommitScan(commit.encoded(), format: format)).map { CommitGraph.Node(id, $0) }
    }
    return Array(CommitGraph.encode(nodes, format: format).dropLast(format.byteCount))
  }()

  private static let commitGraph = FuzzTarget("graph", seeds: [commitGraphSeed]) { bytes in
    let file = MappedFile(path: "graph", copying: sealed(bytes))
    guard let graph = try? CommitGraphFile(file, format: format) else { return false }
    for position in 0..<min(graph.ids.count, 100) {
      let entry = graph.entry(of: graph.ids.id(at: position))
      try FuzzFailure.demand((entry?.parents.count ?? 0) <= bytes.count / 4, "too many parents")
    }
    return true
  }
}
