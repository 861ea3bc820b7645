import EnvironmentAdapters
import FileStorage
import Foundation
import IntegrationModel
import LifecycleOperations
import LosslessJSON
import ObjectModel
import RepositoryCore
import TestKit
import Testing

/// Accounts that the generator beside the package makes; skipped where it is absent.
struct GeneratedAccount {
  static func documents(seed: Int) throws -> Documents? {
    var folder = URL(fileURLWithPath: #filePath)
    while folder.path != "/",
      !FileManager.default.fileExists(atPath: folder.appendingPathComponent("Package.swift").path)
    {
      folder.deleteLastPathComponent()
    }
    let script = folder.deletingLastPathComponent().appendingPathComponent(
      "shared/tools/gen_account.py")
    guard FileManager.default.fileExists(atPath: script.path) else {
      print("notice: ../shared/tools is absent, generated accounts are skipped")
      return nil
    }
    let place = TemporaryFolder()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "python3", script.path, place.path, "--integrations", "2", "--per", "14", "--seed",
      String(seed), "--payloads", "0",
    ]
    process.standardOutput = nil
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return nil }
    let environment = FolderEnvironment(
      path: place.path, fileSystem: LocalFileSystem(), makeID: { "" }, now: { "" })
    let found = try environment.survey(makeWorker: {}) { _, document in
      (document.key, document.value)
    }
    return Dictionary(uniqueKeysWithValues: found.summaries)
  }

  /// The same account elsewhere: other ids, another order of members, other times.
  static func scrambled(_ documents: Documents, seed: UInt64) -> Documents {
    var random = SeededRandom(seed: seed)
    var ids: [JSONString: JSONString] = [:]
    func give(_ id: JSONString) {
      let digits = (0..<24).map { _ in
        String(Int.random(in: 0..<16, using: &random), radix: 16)
      }
      ids[id] = JSONString(digits.joined())
    }
    for key in documents.keys.sorted() { give(JSONString(key.id)) }
    for value in documents.values {
      for list: JSONString in ["flowGroupings", "apiGroupings"] {
        for group in value[list]?.array ?? [] { group["_id"]?.string.map(give) }
      }
    }
    func changed(_ value: JSONValue) -> JSONValue {
      switch value {
      case .string(let text): return .string(ids[text] ?? text)
      case .array(let elements): return .array(elements.map(changed))
      case .object(let object):
        return .object(
          JSONObject(
            object.map { JSONObject.Member(key: $0.key, value: changed($0.value)) }
              .shuffled(using: &random)))
      default: return value
      }
    }
    var copy: Documents = [:]
    for (key, value) in documents {
      var value = changed(value)
      for place in ["/createdAt", "/lastModified"] where value.value(at: place) != nil {
        value.place("2029-02-03T04:05:06.007Z", at: place)
      }
      copy[ResourceKey(key.kind, ids[JSONString(key.id)]?.text ?? key.id)] = value
    }
    return copy
  }
}

@Suite struct GeneratedAccountTests {
  @Test(arguments: [1, 2])
  func `an account is the same wherever it is and whenever it is looked at`(_ seed: Int) throws {
    guard let documents = try GeneratedAccount.documents(seed: seed) else { return }
    let world = try TestWorld([
      "prod": MemoryAccount(documents).environment,
      "copy": MemoryAccount(GeneratedAccount.scrambled(documents, seed: UInt64(seed))).environment,
    ])
    let revisions = try world.snapshotAll("prod").revisions
    #expect(revisions.count >= 2)
    let resolver = try world.resolver()
    let capture = try resolver.capture(of: "prod")
    let again = try SnapshotOperation(
      resolver.context, SnapshotOperation.Options(onlyIfChanged: true)
    ).run(capture.directory.entries, with: capture)
    #expect(again.revisions.map(\.target) == [], "seed \(seed)")
    var copies: [String: TreeID] = [:]
    for revision in try world.snapshotAll("copy").revisions {
      copies[revision.target.integration] = revision.after?.content
    }
    for revision in revisions {
      #expect(
        copies[revision.target.integration] == revision.after?.content,
        "seed \(seed): \(revision.target)")
    }
  }
}
