import Foundation
import LosslessJSON
import StructuralDiff
import Testing

/// Real documents, each before and after a real edit.
@Suite struct CorpusTests {
  /// The folder of pairs, or nil with a notice where it is absent.
  private func folder() -> URL? {
    var package = URL(fileURLWithPath: #filePath)
    while package.path != "/",
      !FileManager.default.fileExists(atPath: package.appendingPathComponent("Package.swift").path)
    { package.deleteLastPathComponent() }
    let folder = package.deletingLastPathComponent()
      .appendingPathComponent("shared/corpus/json-edits")
    if FileManager.default.fileExists(atPath: folder.path) { return folder }
    print("skipped: no corpus beside the package")
    return nil
  }

  private func document(_ url: URL) -> JSONValue? {
    guard let content = FileManager.default.contents(atPath: url.path) else { return nil }
    return try? JSONValue(parsing: Array(content))
  }

  private func pairs(in folder: URL) throws -> [(name: String, before: JSONValue, after: JSONValue)]
  {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".before.json") }.map { String($0.prefix(3)) }.sorted()
    return names.compactMap { name in
      guard let before = document(folder.appendingPathComponent("\(name).before.json")),
        let after = document(folder.appendingPathComponent("\(name).after.json"))
      else { return nil }
      return (name, before, after)
    }
  }

  @Test func `the changes of every real edit give its right side`() throws {
    guard let folder = folder() else { return }
    let pairs = try pairs(in: folder)
    #expect(pairs.count == 57)
    var equal: [String] = []
    for (name, before, after) in pairs {
      let list = ChangeList(from: before, to: after, identity: PatternIdentity())
      #expect(try list.applied(to: before) == after, "\(name): \(list.changes.count) changes")
      let back = ChangeList(from: after, to: before, identity: PatternIdentity())
      #expect(try back.applied(to: after) == before, "\(name): \(back.changes.count) changes")
      if list.isEmpty { equal.append(name) }
    }
    #expect(equal.count == 1, "equal: \(equal)")
  }
}
