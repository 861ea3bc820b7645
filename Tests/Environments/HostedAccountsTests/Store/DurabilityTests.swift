import Dispatch
import FileStorage
import Foundation
import HostedAccounts
import IntegrationModel
import LosslessJSON
import Synchronization
import TestKit
import Testing

@Suite struct DurabilityTests {
  @Test func `one process at a time serves a folder, and what was written is there later`() throws {
    let folder = TemporaryFolder()
    let clock = TestClock(seed: 3)
    var store: AccountStore? = try clock.open(folder.path("a"))
    let made = try #require(
      try store?.createAccount(name: "P", owner: Person(email: "o@example.com", name: "O")))
    let key = try #require(
      try store?.session(token: made.ownerToken).create(.flows, ["name": "F"]).key)
    expectRefusal(.unavailable, "accounts_in_use") { try clock.open(folder.path("a")) }
    store = nil
    let again = try clock.open(folder.path("a"))
    let session = try again.session(token: made.ownerToken)
    #expect(try session.document(key).value()["name"] == "F")
    #expect(try again.integrityProblems() == [])
    let mode =
      try FileManager.default.attributesOfItem(
        atPath: folder.path("a/accounts.sqlite"))[.posixPermissions] as? Int
    #expect(mode == 0o600)
  }

  @Test func `readers see whole documents while others write`() throws {
    let test = try TestAccount()
    let owner = try test.owner
    let keys = try (0..<20).map { _ in
      try test.make(.exports, ["name": "0", "a": "0", "b": "0"])
    }
    let torn = Atomic<Int>(0)
    let conflicts = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: 6) { worker in
      var random = SeededRandom(seed: UInt64(worker))
      for round in 0..<60 {
        let key = keys[Int.random(in: 0..<keys.count, using: &random)]
        do {
          let read = try owner.document(key)
          let value = try read.value()
          if value["name"] != value["a"] || value["a"] != value["b"] {
            torn.add(1, ordering: .relaxed)
          }
          guard worker < 2 else { continue }
          let text = JSONValue.string(JSONString("\(worker)-\(round)"))
          _ = try owner.replace(
            key, with: ["name": text, "a": text, "b": text], expecting: read.version)
        } catch let error as AccountError where error.kind == .conflict {
          conflicts.add(1, ordering: .relaxed)
        } catch {
          Issue.record(error)
        }
      }
    }
    #expect(torn.load(ordering: .relaxed) == 0)
    let updates = try owner.audit().entries.count { $0.event == "update" }
    #expect(updates + conflicts.load(ordering: .relaxed) == 120)
    #expect(try test.store.integrityProblems() == [])
  }

  /// A child writes and says what was acknowledged; it is killed at a random moment.
  @Test func `what was acknowledged survives kill -9`() throws {
    let seed: UInt64 = 23
    print("kills from seed \(seed)")
    var random = SeededRandom(seed: seed)
    let folder = TemporaryFolder()
    var acknowledged: [String: String] = [:]
    for round in 0..<(8 * TestRounds.factor) {
      let child = try AccountWriterProgram(folder: folder.path("a"))
      let lines = try child.run(
        killingAfter: Double.random(in: 0.02...0.25, using: &random))
      for line in lines {
        let words = line.split(separator: " ").map(String.init)
        acknowledged[words[0]] = words[1]
      }
      let store = try TestClock(seed: UInt64(round)).open(folder.path("a"))
      #expect(try store.integrityProblems() == [])
      guard let account = try store.accounts().first else { continue }
      let session = try store.ownerSession(accountID: account.id)
      for (id, number) in acknowledged {
        let value = try session.document(ResourceKey(.exports, id)).value()
        // A later write may be there whose acknowledgement was lost.
        #expect((value["number"]?.int ?? -1) >= (Int(number) ?? 0), "\(id) in round \(round)")
      }
    }
    #expect(acknowledged.count > 5)
  }
}

/// The program that writes until it is killed.
private struct AccountWriterProgram {
  let folder: String
  private let path: String

  init(folder: String) throws {
    self.folder = folder
    let folders = [Bundle.main.bundlePath, SharedFolder.packagePath + "/.build/debug"]
    let candidates =
      Bundle.allBundles.map { $0.bundleURL.deletingLastPathComponent().path } + folders
    path = try #require(
      candidates.map { $0 + "/account-writer" }.first {
        FileManager.default.isExecutableFile(atPath: $0)
      }, "the program account-writer was not built")
  }

  /// Lets the program write for a while, kills it, and returns the lines that it wrote in full.
  func run(killingAfter seconds: Double) throws -> [String] {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = [folder]
    process.standardOutput = pipe
    try process.run()
    DispatchQueue.global().asyncAfter(deadline: .now() + seconds) {
      kill(process.processIdentifier, SIGKILL)
    }
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }
}
