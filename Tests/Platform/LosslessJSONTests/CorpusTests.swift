import Foundation
import LosslessJSON
import Testing

@Suite struct CorpusTests {
  /// The folder of real documents beside the package, if it is there.
  static let corpus: URL? = {
    var folder = URL(fileURLWithPath: #filePath)
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      let manifest = folder.appendingPathComponent("Package.swift").path
      if FileManager.default.fileExists(atPath: manifest) { break }
    }
    let corpus = folder.deletingLastPathComponent().appendingPathComponent("shared/corpus")
    return FileManager.default.fileExists(atPath: corpus.path) ? corpus : nil
  }()

  /// Documents the corpus says are fragments or broken.
  static let broken = [
    "json-edits/014", "json-edits/015", "json-edits/016.before", "json-edits/016/before",
    "json-merges/08/resolved",
  ]

  @Test func `every document of the corpus parses and keeps its value, or is known to be broken`()
    throws
  {
    guard let corpus = Self.corpus else { return print("skipped: no ../shared/corpus here") }
    let files = FileManager.default.enumerator(atPath: corpus.path)?.compactMap { $0 as? String }
    let documents = (files ?? []).filter { $0.hasSuffix(".json") }.sorted()
    #expect(documents.count > 150)
    for name in documents {
      let bytes = [UInt8](try Data(contentsOf: corpus.appendingPathComponent(name)))
      let isBroken = Self.broken.contains { name.hasPrefix($0) }
      guard let document = try? JSONDocument(parsing: bytes) else {
        #expect(isBroken, "\(name): \(failure(bytes)?.description ?? "")")
        continue
      }
      #expect(!isBroken, "\(name) parses")
      let canonical = document.canonicalBytes()
      let again = try JSONDocument(parsing: canonical)
      #expect(again.value == document.value && again.canonicalBytes() == canonical, "\(name)")
      #expect(NaiveJSON.parse(bytes) == document.value, "\(name)")
    }
  }
}
