import ByteCoding
public import FileStorage
public import ObjectModel
public import PackFormat

/// Reads git's file of all commits, for walks that ask for nothing but trees and parents.
///
/// What it says of a commit stays true for ever; a damaged one is told by its checksum and is not
/// used, so that nothing depends on it.
public struct CommitGraphFile: Sendable {
  /// The ids of the commits.
  public let ids: IDTable
  static let signature = "CGPH"

  private let file: MappedFile
  private let format: ObjectFormat
  private let commits: Int
  private let edges: Range<Int>

  private static let noParent: UInt32 = 0x7000_0000
  private static let flag: UInt32 = 0x8000_0000

  /// Opens a file and checks its checksum.
  ///
  /// - Throws: `.corrupt` for what is no such file, or was changed since it was written.
  public init(_ mapped: MappedFile, format: ObjectFormat) throws(PackError) {
    let chunked = try ChunkedFile(
      mapped, signature: Self.signature, extraByteCount: 0, what: "a commit-graph", format: format)
    try chunked.verifyChecksum()
    ids = try IDTable(chunked)
    file = mapped
    self.format = format
    guard chunked.baseCount == 0, let commits = chunked.chunk("CDAT"),
      commits.count == ids.count * Self.entryByteCount(format)
    else {
      throw PackError(.corrupt, path: mapped.path, "'\(mapped.path)' has no table of commits")
    }
    self.commits = commits.lowerBound
    edges = chunked.chunk("EDGE") ?? 0..<0
  }

  private static func entryByteCount(_ format: ObjectFormat) -> Int { format.byteCount + 16 }

  /// What the file says of one commit.
  public struct Entry: Sendable, Equatable {
    /// The tree.
    public let tree: ObjectID
    /// The parents, the first one first.
    public let parents: [ObjectID]
    /// When it was committed, in seconds since 1970, as far as 34 bits tell.
    public let seconds: Int64
  }

  /// Returns what it says of a commit; `nil` if it does not know it, points to nothing, or became
  /// shorter since it was opened.
  public func entry(of id: ObjectID) -> Entry? {
    let entry = read(id)
    return file.wasCut ? nil : entry
  }

  private func read(_ id: ObjectID) -> Entry? {
    guard let position = ids.position(of: id) else { return nil }
    let start = commits + position * Self.entryByteCount(format)
    return file.withUnsafeBytes { bytes in
      let end = start + format.byteCount
      guard let parents = parents(at: end, bytes) else { return nil }
      let time = bytes.bigEndianUInt64(at: end + 8) & 0x3_ffff_ffff
      return Entry(
        tree: ObjectID(format, bytes: UnsafeRawBufferPointer(rebasing: bytes[start..<end])),
        parents: parents, seconds: Int64(time))
    }
  }

  private func parents(at place: Int, _ bytes: UnsafeRawBufferPointer) -> [ObjectID]? {
    let (first, second) = (bytes.bigEndianUInt32(at: place), bytes.bigEndianUInt32(at: place + 4))
    var positions: [UInt32] = first == Self.noParent ? [] : [first]
    if second & Self.flag != 0 {
      guard let others = edges(from: Int(second & ~Self.flag), bytes) else { return nil }
      positions += others
    } else if second != Self.noParent {
      positions.append(second)
    }
    guard positions.allSatisfy({ $0 < ids.count }) else { return nil }
    return positions.map { ids.id(at: Int($0)) }
  }

  /// The list of parents from a place on; the last one is marked.
  private func edges(from place: Int, _ bytes: UnsafeRawBufferPointer) -> [UInt32]? {
    var positions: [UInt32] = []
    var start = edges.lowerBound + 4 * place
    while start + 4 <= edges.upperBound {
      let edge = bytes.bigEndianUInt32(at: start)
      positions.append(edge & ~Self.flag)
      if edge & Self.flag != 0 { return positions }
      start += 4
    }
    return nil
  }
}

extension ObjectDatabase {
  /// Returns the parents of a commit without reading it; `nil` unless git's file of all commits
  /// knows them.
  public func knownParents(of id: ObjectID) -> [ObjectID]? {
    commitGraph.file()?.entry(of: id)?.parents
  }

  /// Checks the checksum of git's file of all commits and the order of its ids; returns what is wrong.
  ///
  /// - Parameter comparesCommits: Whether it is also compared with the commits. They are removed after
  ///   another file has taken its place: what is wrong counts if none has.
  public func verifyCommitGraph(comparingCommits comparesCommits: Bool) -> [VerificationReport
    .Problem]
  {
    for _ in 0..<Self.lookCountMax {
      let before = try? fileSystem.statusIfPresent(of: commitGraph.path)
      let problems = verifyCommitGraphOnce(comparesCommits)
      let after = try? fileSystem.statusIfPresent(of: commitGraph.path)
      if problems.isEmpty || before == after { return problems }
    }
    return []
  }

  private func verifyCommitGraphOnce(_ comparesCommits: Bool) -> [VerificationReport.Problem] {
    var report = VerificationReport()
    let path = commitGraph.path
    do throws(PackError) {
      guard let file = try CommitGraphSource.open(path, format, fileSystem) else { return [] }
      try file.ids.verify()
      for position in 0..<(comparesCommits ? file.ids.count : 0) {
        let id = file.ids.id(at: position)
        guard let commit = try? commit(CommitID(id)) else {
          report.add(
            .corrupt, path, "'\(path)' names commit '\(id)', which cannot be read; \(advice)")
          continue
        }
        let time = min(max(commit.committer.seconds, 0), 0x3_ffff_ffff)
        let wanted = CommitGraphFile.Entry(
          tree: commit.tree.objectID, parents: commit.parents.map(\.objectID), seconds: time)
        guard file.entry(of: id) != wanted else { continue }
        report.add(.corrupt, path, "'\(path)' is wrong about commit '\(id)'; \(advice)")
      }
    } catch {
      report.add(.corrupt, path, "\(error.message); \(advice)")
    }
    return report.problems
  }

  private var advice: String { "nothing is lost: 'ilm gc' writes it anew" }
}
