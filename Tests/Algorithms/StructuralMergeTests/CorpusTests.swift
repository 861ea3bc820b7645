import Foundation
import LosslessJSON
import StructuralDiff
import StructuralMerge
import TestKit
import Testing

/// Real edits cut in two, and real merges.
@Suite struct CorpusTests {
  @Test func `disjoint halves of every real edit merge to the whole edit`() throws {
    guard let folder = Corpus.folder("json-edits") else { return }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".before.json") }.map { String($0.prefix(3)) }.sorted()
    var (pairCount, mergeCount, lineFailures, lineCount) = (0, 0, 0, 0)
    let git = LineMerge()
    for name in names {
      guard let from = Corpus.document(folder.appendingPathComponent("\(name).before.json")),
        let to = Corpus.document(folder.appendingPathComponent("\(name).after.json"))
      else { continue }
      pairCount += 1
      for seed in 0..<20 as Range<UInt64> {
        var halves = SplitEdit(seed: seed)
        let (ours, theirs) = halves.split(from, to, at: PatternIdentity())
        let merge = try DocumentMerge(
          base: MergeBase(from), ours: ours, theirs: theirs, identity: PatternIdentity())
        mergeCount += 1
        let paths = merge.conflicts.map { "\($0.kind.rawValue) \($0.path)" }
        #expect(merge.isClean, "\(name), seed \(seed): \(paths)")
        #expect(merge.value == to, "\(name), seed \(seed)")
        if let git, seed < 2, ours != from, theirs != from {
          lineCount += 1
          if try !git.isClean(from, ours, theirs) { lineFailures += 1 }
        }
      }
    }
    #expect(pairCount == 57)
    print(
      "halves: \(mergeCount) merges clean and right; git merge-file failed in "
        + "\(lineFailures) of \(lineCount)")
  }

  @Test func `real merges end clean or compete at the true place`() throws {
    guard let folder = Corpus.folder("json-merges") else { return }
    var table = ["case  git merge-file  structural"]
    let git = LineMerge()
    for (name, expected) in Self.realMerges {
      let parts = ["base", "ours", "theirs"].map { part in
        Corpus.document(folder.appendingPathComponent("\(name)/\(part).json"))
      }
      let merge = try DocumentMerge(
        base: MergeBase(parts[0]), ours: parts[1], theirs: parts[2], identity: PatternIdentity())
      let conflicts = merge.conflicts.map { "\($0.kind.rawValue) \($0.path)" }
      #expect(conflicts == expected, "\(name)")
      let resolved = Corpus.document(folder.appendingPathComponent("\(name)/resolved.json"))
      if merge.isClean, let resolved { #expect(merge.value == resolved, "\(name)") }
      let files = ["ours", "base", "theirs"].map {
        folder.appendingPathComponent("\(name)/\($0).json").path
      }
      let byLine = try git?.conflictCount(files).description ?? "-"
      let verdict = conflicts.isEmpty ? "clean, as resolved" : conflicts.joined(separator: ", ")
      table.append("\(name)    \(byLine) conflicts     \(verdict)")
    }
    if ProcessInfo.processInfo.environment["ILM_TEST_TABLES"] != nil {
      print(table.joined(separator: "\n"))
    }
  }

  private static let realMerges: [(String, [String])] = [
    ("01", []),
    // Both sides put names at the end of a list.
    ("03", ["modify/modify "]),
    (
      "05",
      [
        "Get_multiple_embeddings/inputs/parameters/deploymentId",
        "Get_multiple_embeddings/inputs/serviceProviderConfiguration/connectionName",
        "HTTP/inputs/uri", "Index_multiple_documents/inputs/parameters/indexName",
        "Index_multiple_documents/inputs/serviceProviderConfiguration/connectionName",
        "Select_embeddings_and_map_to_AI_Search_schema/inputs/select/documentName",
      ].map { "add/add /actions/\($0)" }
    ),
    ("08", ["modify/modify "]),
  ]
}

/// The merge of git by line, where this system has git.
struct LineMerge {
  private let program = "/usr/bin/git"

  init?() {
    if !FileManager.default.isExecutableFile(atPath: program) { return nil }
  }

  func isClean(_ base: JSONValue, _ ours: JSONValue, _ theirs: JSONValue) throws -> Bool {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("structural-merge-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var paths: [String] = []
    for (name, value) in [("ours", ours), ("base", base), ("theirs", theirs)] {
      let file = folder.appendingPathComponent(name)
      try Data(value.canonicalBytes()).write(to: file)
      paths.append(file.path)
    }
    return try conflictCount(paths) == 0
  }

  /// The number of conflicts of ours, base and theirs; a file that is absent is empty.
  func conflictCount(_ files: [String]) throws -> Int {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments =
      ["merge-file", "-p"]
      + files.map { FileManager.default.fileExists(atPath: $0) ? $0 : "/dev/null" }
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return Int(process.terminationStatus)
  }
}
